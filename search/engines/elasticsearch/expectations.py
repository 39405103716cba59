"""What facets are expected to be like, by those that were counted before.

With the right expectation a facet takes one request and its cheapest form. A wrong one costs a
second request, never a wrong answer. What callers with other labels found is not looked at, so
that not even the time of an answer tells of it.
"""

from __future__ import annotations

import dataclasses

from search.document import PropertyDefinition
from search.engines.memory import Memory
from search.request import AuthorisedQuery, Facet, SearchRequest

Bounds = tuple[tuple[float, float], ...]
Known = Memory[Bounds]
_MOST_RANGES = 100
_SHARED, _UNCLEAR, _MANY = "shared", "unclear", "many"


class Expectations:
    """Of one query's facets."""

    def __init__(self, memory: Known, query: AuthorisedQuery) -> None:
        self._memory = memory
        # Hashes: what is kept must not grow with what somebody asks.
        self._labels = hash(query.labels)
        self._question = _question(query.request) if query.request.facets else 0
        self._are_many = (_MANY, self._labels) in memory.kept

    def bounds(self, facet: Facet) -> Bounds:
        """The ranges of a histogram: those of the same question, or else of the last one; none
        where nothing is known."""
        kept = self._memory.kept
        last = kept.get((facet, self._labels), ())
        return kept.get((facet, self._labels, self._question), last)

    def expect_bounds(self, facet: Facet, bounds: Bounds) -> None:
        if len(bounds) > _MOST_RANGES:
            return
        self._memory.keep((facet, self._labels), bounds)
        self._memory.keep((facet, self._labels, self._question), bounds)

    def is_shared(self, definition: PropertyDefinition) -> bool:
        """Whether a property's column holds others' values as well."""
        return (_SHARED, definition, self._labels) in self._memory.kept

    def expect_shared(self, definition: PropertyDefinition) -> None:
        self._memory.keep((_SHARED, definition, self._labels), ())

    def are_clear(self, definition: PropertyDefinition) -> bool:
        """Whether the properties of documents tell who has which column."""
        return (_UNCLEAR, definition, self._labels) not in self._memory.kept

    def expect_unclear(self, definition: PropertyDefinition) -> None:
        self._memory.keep((_UNCLEAR, definition, self._labels), ())

    def are_many(self) -> bool:
        """Whether documents have more properties than are looked at at once."""
        return self._are_many

    def expect_many(self) -> None:
        self._are_many = True
        self._memory.keep((_MANY, self._labels), ())


def _question(request: SearchRequest) -> int:
    """The same for all pages of one question."""
    return hash(dataclasses.replace(request, cursor="", limit=0, facets=()))
