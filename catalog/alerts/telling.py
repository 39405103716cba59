"""What is told of some matches: only what still matches, and is still for the reader's eyes."""

from __future__ import annotations

import dataclasses
import html
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings

from catalog.access.caller import Caller
from catalog.alerts.questions import Questions
from catalog.models import Match
from search.changes import build
from search.document import Document
from search.engines.base import BadQuery
from search.engines.embedded.fleeting import FleetingIndex
from search.relations import resolved
from search.request import AuthorisedQuery, Hit

_PLACES = {"title": "title", "description": "description", "body": "metadata", "files": "files"}
_MARK = re.compile(r"</?mark>")


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """One hit of one saved search. `why` says where the words stand, one plain line each; empty
    where the search has no words."""

    match: Match
    hit: Hit
    why: Sequence[tuple[str, str]]

    @property
    def title(self) -> str:
        return str(self.hit.source.get("title", ""))

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.hit.source.get('url', '/')}"


def tell(matches: Iterable[Match], caller: Caller) -> list[Told]:
    """In the order of `matches`, which come with their subscription and its search; each question
    is asked again, of the documents as they are now and with the rights that `caller` has now."""
    rows = list(matches)
    documents = _documents(rows)
    index = FleetingIndex(documents)
    questions = Questions()
    found: dict[str, Mapping[str, Hit]] = {}
    told = []
    for row in rows:
        query = row.subscription.search.query
        if query not in found:
            found[query] = _hits(index, questions, query, caller, len(documents))
        if hit := found[query].get(str(row.key)):
            told.append(Told(row, hit, _why(hit)))
    return told


def _documents(rows: Sequence[Match]) -> Sequence[Document]:
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.kind].add(str(row.key))
    loaded = (build(kind, sorted(some))[0] for kind, some in keys.items())
    return [document for documents in loaded for document in documents.values()]


def _hits(
    index: FleetingIndex, questions: Questions, query: str, caller: Caller, most: int
) -> Mapping[str, Hit]:
    request = questions.of(query)
    if request is None or not most:
        return {}
    asked = dataclasses.replace(request, facets=(), cursor="", limit=most)
    try:
        result = index.search(AuthorisedQuery(resolved(asked, caller.labels), caller.labels))
    except BadQuery:
        return {}
    return {hit.id: hit for hit in result.hits}


def _why(hit: Hit) -> Sequence[tuple[str, str]]:
    return [
        (_PLACES.get(name, name), html.unescape(_MARK.sub("", fragments[0])))
        for name, fragments in hit.highlights.items()
        if fragments
    ]


def keys_of(told: Iterable[Told]) -> frozenset[uuid.UUID]:
    """The rows that were told."""
    return frozenset(each.match.pk for each in told)
