"""Saved questions, read once and asked many times."""

from __future__ import annotations

import time

from catalog.saved.question import request_of
from search.engines.base import BadQuery
from search.engines.embedded.fleeting import FleetingIndex
from search.parameters import ParameterErrors
from search.relations import has_relations, resolved
from search.request import AuthorisedQuery, SearchRequest

# Seconds: a property that was renamed, or a moment like `now-30d`, is at most so old.
_FRESH = 60.0
_MOST = 100_000


class Questions:
    """Query string → request. A question that cannot be read (any more) is None: it finds
    nothing, and its saved search is shown as broken."""

    def __init__(self) -> None:
        self._read: dict[str, SearchRequest | None] = {}
        self._since = time.monotonic()

    def of(self, query: str) -> SearchRequest | None:
        if query not in self._read:
            self._read[query] = _readable(query)
        return self._read[query]

    def refresh(self) -> None:
        """Before a round: what was read too long ago is read anew."""
        if time.monotonic() - self._since > _FRESH or len(self._read) > _MOST:
            self.forget()

    def forget(self) -> None:
        self._read, self._since = {}, time.monotonic()


class Asking:
    """Asks saved questions of a few documents; equal ones with equal rights only once.

    Of a person's labels only those count that one of the documents carries. So most people are
    equal here, though no two carry the same labels. Of a question with relations all labels count:
    which collections and runs somebody may see, no document tells.
    """

    def __init__(self, index: FleetingIndex, carried: frozenset[str], questions: Questions) -> None:
        self._index, self._carried, self._questions = index, carried, questions
        self._answers: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def found(self, query: str, labels: frozenset[str]) -> frozenset[str]:
        """Ids of the documents that the question finds under these labels."""
        request = self._questions.of(query)
        if request is None or not labels & self._carried:
            return frozenset()
        counting = labels if has_relations(request) else labels & self._carried
        if (case := (query, counting)) not in self._answers:
            self._answers[case] = self._ask(request, counting)
        return self._answers[case]

    def _ask(self, request: SearchRequest, labels: frozenset[str]) -> frozenset[str]:
        try:
            return self._index.found(AuthorisedQuery(resolved(request, labels), labels))
        except BadQuery:
            return frozenset()


def _readable(query: str) -> SearchRequest | None:
    try:
        return request_of(query)
    except ParameterErrors:
        return None
