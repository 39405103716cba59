"""Dynamic collections: a question whose answer, for each reader, are the members."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from catalog.access.caller import Caller
from catalog.alerts.baseline import all_hits
from catalog.datasets.checks import text_faults
from catalog.errors import Conflict, Fault
from catalog.saved.question import MAX_QUERY, breaks_of, canonical, request_of
from collections_app.models import Collection
from search.engines.base import BadQuery
from search.engines.cursors import encode_cursor
from search.engines.limits import DEEPEST
from search.parameters import ParameterErrors
from search.request import Hit, SearchRequest, SearchResult
from search.service import search

MEMBER_TYPES = frozenset({"dataset", "collection"})
_EMPTY = SearchResult(total=0, relation="eq", hits=())


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A page of members; `after` is where the next one starts, 0 where this is the last."""

    result: SearchResult
    after: int = 0


def query_faults(query: str | None) -> Iterable[Fault]:
    """What is wrong with the question of a dynamic collection; None is that of a static one."""
    if query is None:
        return []
    if faults := list(text_faults("/query", query, MAX_QUERY)):
        return faults
    spelled = canonical(query)
    if broken := breaks_of(spelled):
        return [
            Fault("/query", f"{each.parameter} {each.detail}.", {"parameter": each.parameter})
            for each in broken
        ]
    if not MEMBER_TYPES.issuperset(request_of(spelled).types):
        return [Fault("/query", "Only datasets and collections can be members: leave `type` out.")]
    return []


def members_found(
    caller: Caller, collection: Collection, *, after: int = 0, limit: int = 50
) -> Found:
    """What the query finds for the caller, newest first unless it says otherwise.

    Raises Conflict where it cannot be asked any more, `EngineDown`.
    """
    if after >= DEEPEST:
        return Found(_EMPTY)
    asked = _request(collection)
    asked = dataclasses.replace(asked, limit=limit, highlight=False)
    asked = dataclasses.replace(asked, cursor=encode_cursor(asked, offset=after))
    try:
        found = search(labels=caller.labels, request=asked)
    except BadQuery as bad:
        raise Conflict(f"The query of this collection cannot be asked: {bad}") from None
    more = bool(found.next_cursor)
    return Found(found, after + len(found.hits) if more else 0)


def members_to_freeze(caller: Caller, collection: Collection) -> list[Hit]:
    """All that the caller finds. Raises Conflict where that is more than can be listed."""
    asked = _request(collection)
    try:
        hits = list(all_hits(asked, caller.labels))
        total = search(labels=caller.labels, request=dataclasses.replace(asked, limit=1)).total
    except BadQuery as bad:
        raise Conflict(f"The query of this collection cannot be asked: {bad}") from None
    if total > DEEPEST:
        raise Conflict(f"It has more than {DEEPEST:,} members. Narrow the query first.")
    return hits


def snapshot_title(collection: Collection, moment: dt.datetime) -> str:
    return f"{collection.title[:270]} ({moment:%Y-%m-%d})"


def _request(collection: Collection) -> SearchRequest:
    try:
        return request_of(collection.query or "")
    except ParameterErrors as wrong:
        raise Conflict(f"The query of this collection cannot be asked any more: {wrong}.") from None
