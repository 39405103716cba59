"""Counts of properties' values over the hits.

A facet is not narrowed by the conditions on its own property. Facets without such conditions
share one pass over the hits, or a few where the first does not tell all; where there are many
hits, they are dealt out to several groups, which are counted beside each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query, Searcher

from search.document import PropertyDefinition
from search.engines.embedded import properties
from search.engines.embedded.asking import Asked
from search.engines.embedded.buckets import batches
from search.engines.embedded.counting import TOTAL
from search.engines.embedded.histograms import Histogram
from search.engines.embedded.learned import Learned
from search.engines.embedded.lists import ListTerms
from search.engines.embedded.reading import Snapshot
from search.engines.embedded.terms import Terms
from search.request import Facet, FacetResult

_Part = Terms | ListTerms | Histogram
_TOTAL = "total"
# Nanoseconds a hit: a keyword with several values, one with single ones, a histogram.
_LIST, _SINGLE, _HISTOGRAM = 12, 2, 7


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Facets over the same hits."""

    snapshot: Snapshot
    learned: Learned
    query: Query
    facets: tuple[Facet, ...]

    def counted(self) -> Counted:
        parts = [_part(self.snapshot, self.learned, facet) for facet in self.facets]
        found: list[dict[str, Any]] = [{} for _ in parts]
        wanted = [{_TOTAL: TOTAL}, *(part.wanted({}) for part in parts)]
        (counted, *more) = self._aggregated(wanted)
        total = int(counted[_TOTAL]["value"] or 0)
        while any(more):
            found = [known | new for known, new in zip(found, more, strict=True)]
            wanted = [part.wanted(known) for part, known in zip(parts, found, strict=True)]
            more = self._aggregated(wanted)
        pairs = zip(parts, found, strict=True)
        return Counted(
            total, {part.facet.property.name: part.result(known, total) for part, known in pairs}
        )

    def _aggregated(self, wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The results of several sets of aggregations, in as few passes as may be."""
        together = {
            f"{place} {name}": aggregation
            for place, some in enumerate(wanted)
            for name, aggregation in some.items()
        }
        found: dict[str, Any] = {}
        for some in batches(together):
            found |= self.snapshot.searcher.aggregate(self.query, some)
        return [{name: found[f"{n} {name}"] for name in some} for n, some in enumerate(wanted)]


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """How many hits there are, and the results by the property's name."""

    total: int
    results: Mapping[str, FacetResult]


def groups(asked: Asked, hands: int) -> list[Group]:
    """The first is over all hits of the search, with facets or without. Up to as many as there are
    `hands` share these facets."""
    wanted = asked.query.request.facets
    own = [facet for facet in wanted if asked.has_condition_on(facet.property.name)]
    shared = [facet for facet in wanted if facet not in own]
    snapshot = asked.snapshot
    learned = Learned(snapshot.memory, asked.query.labels)
    dealt = _dealt(snapshot.searcher, shared, hands)
    return [
        *(Group(snapshot, learned, asked.everything, tuple(some)) for some in dealt),
        *(Group(snapshot, learned, asked.without(each.property.name), (each,)) for each in own),
    ]


def _dealt(searcher: Searcher, facets: Sequence[Facet], hands: int) -> list[list[Facet]]:
    """The costliest first, each to where there is least to do."""
    if hands < 2:
        return [list(facets)]
    costs = [(_cost(searcher, facet), facet) for facet in facets]
    dealt: list[list[Facet]] = [[] for _ in range(hands)]
    loads = [0] * hands
    for cost, facet in sorted(costs, key=lambda pair: -pair[0]):
        least = loads.index(min(loads))
        dealt[least].append(facet)
        loads[least] += cost
    return [some for place, some in enumerate(dealt) if some or not place]


def _cost(searcher: Searcher, facet: Facet) -> int:
    if facet.property.type != "keyword":
        return _HISTOGRAM
    return _LIST if _is_list(searcher, facet.property) else _SINGLE


def _part(snapshot: Snapshot, learned: Learned, facet: Facet) -> _Part:
    is_list = _is_list(snapshot.searcher, facet.property)
    if facet.property.type != "keyword":
        return Histogram(facet, is_list, learned)
    return ListTerms(facet, learned, snapshot.is_large) if is_list else Terms(facet)


def _is_list(searcher: Searcher, definition: PropertyDefinition) -> bool:
    """Whether a document of the index has several values of a property."""
    several = properties.several(definition.type, definition.name)
    return searcher.doc_freq("has", several) > 0
