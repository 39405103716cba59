"""Dynamic collections: a question whose answer, for each reader, are the members."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from catalog.access.caller import Caller
from catalog.alerts.baseline import MOST_KNOWN, all_hits
from catalog.datasets.checks import text_faults
from catalog.errors import Conflict, Fault
from catalog.saved.question import MAX_QUERY, breaks_of, canonical, request_of
from collections_app.models import Collection
from search.engines.base import BadQuery
from search.engines.cursors import cursor_after
from search.parameters import ParameterErrors
from search.request import Hit, SearchRequest, SearchResult, Sort
from search.service import search

MEMBER_TYPES = frozenset({"dataset", "collection"})


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A page of members; `after` is the last of them, None where no page follows."""

    result: SearchResult
    after: uuid.UUID | None = None


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
    caller: Caller, collection: Collection, *, after: uuid.UUID | None = None, limit: int = 50
) -> Found:
    """What the query finds for the caller after a member, in the order of registration.

    Raises Conflict where it cannot be asked any more, `EngineDown`.
    """
    asked = dataclasses.replace(
        _request(collection), sort=Sort("id", descending=False), limit=limit, highlight=False
    )
    if after is not None:
        asked = dataclasses.replace(asked, cursor=cursor_after(asked, str(after)))
    try:
        found = search(labels=caller.labels, request=asked)
    except BadQuery as bad:
        raise Conflict(f"The query of this collection cannot be asked: {bad}") from None
    return Found(found, uuid.UUID(found.hits[-1].id) if found.next_cursor else None)


def members_to_freeze(caller: Caller, collection: Collection) -> list[Hit]:
    """All that the caller finds. Raises Conflict where that is more than can be listed."""
    asked = _request(collection)
    try:
        hits = list(all_hits(asked, caller.labels))
        counted = dataclasses.replace(asked, limit=1, exact_total=True)
        total = search(labels=caller.labels, request=counted).total
    except BadQuery as bad:
        raise Conflict(f"The query of this collection cannot be asked: {bad}") from None
    if total > MOST_KNOWN:
        raise Conflict(f"It has more than {MOST_KNOWN:,} members. Narrow the query first.")
    return hits


def snapshot_title(collection: Collection, moment: dt.datetime) -> str:
    return f"{collection.title[:270]} ({moment:%Y-%m-%d})"


def _request(collection: Collection) -> SearchRequest:
    try:
        return request_of(collection.query or "")
    except ParameterErrors as wrong:
        raise Conflict(f"The query of this collection cannot be asked any more: {wrong}.") from None
