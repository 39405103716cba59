"""Counts of properties' values over the hits.

A facet is not narrowed by the conditions on its own property. Facets without such conditions
share two passes over the hits at most; where there are many hits, they are dealt out to several
groups, which are counted beside each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query, Searcher

from search.document import PropertyDefinition
from search.engines.embedded import properties
from search.engines.embedded.asking import Asked
from search.engines.embedded.counting import TOTAL
from search.engines.embedded.histograms import Histogram
from search.engines.embedded.terms import Terms
from search.request import PROPERTIES, Facet, FacetResult

_Part = Terms | Histogram
_TOTAL = "total"
# Nanoseconds a hit: a keyword with several values, one with single ones, a histogram (over which
# there is a second pass), and the pass itself.
_LIST, _SINGLE, _HISTOGRAM, _PASS = 30, 1, 6, 6


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Facets over the same hits."""

    query: Query
    facets: tuple[Facet, ...]

    def counted(self, searcher: Searcher) -> Counted:
        parts = [_part(searcher, facet) for facet in self.facets]
        total, first = _first(searcher, self.query, parts)
        pairs = list(zip(parts, first, strict=True))
        second = _aggregate(searcher, self.query, [part.second(found) for part, found in pairs])
        results = {
            part.facet.property.name: part.result({**found, **more}, total)
            for (part, found), more in zip(pairs, second, strict=True)
        }
        return Counted(total, results)


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
    dealt = _dealt(asked.snapshot.searcher, shared, hands)
    return [
        *(Group(asked.everything, tuple(some)) for some in dealt),
        *(Group(asked.without(each.property.name), (each,)) for each in own),
    ]


def _dealt(searcher: Searcher, facets: Sequence[Facet], hands: int) -> list[list[Facet]]:
    """The costliest first, each to where there is least to do; histograms stay together."""
    if hands < 2:
        return [list(facets)]
    keywords = [facet for facet in facets if facet.property.type == "keyword"]
    histograms = [facet for facet in facets if facet.property.type != "keyword"]
    costs = [(_cost(searcher, facet), [facet]) for facet in keywords]
    if histograms:
        costs.append((_PASS + _HISTOGRAM * len(histograms), histograms))
    dealt: list[list[Facet]] = [[] for _ in range(hands)]
    loads = [0] * hands
    for cost, some in sorted(costs, key=lambda pair: -pair[0]):
        least = loads.index(min(loads))
        dealt[least] += some
        loads[least] += cost
    return [some for place, some in enumerate(dealt) if some or not place]


def _cost(searcher: Searcher, facet: Facet) -> int:
    return _LIST if _is_list(searcher, facet.property) else _SINGLE


def _part(searcher: Searcher, facet: Facet) -> _Part:
    is_list = _is_list(searcher, facet.property)
    if facet.property.type != "keyword":
        return Histogram(facet, is_list)
    return Terms(facet, is_list, _is_everywhere(searcher, facet.property))


def _is_list(searcher: Searcher, definition: PropertyDefinition) -> bool:
    """Whether a document of the index has several values of a property."""
    several = properties.several(definition.type, definition.name)
    return definition == PROPERTIES or searcher.doc_freq("has", several) > 0


def _is_everywhere(searcher: Searcher, definition: PropertyDefinition) -> bool:
    """Whether every document of the index has a value of a property. Both counts are of documents
    with those that were removed and not yet merged away."""
    token = properties.token(definition.type, definition.name)
    return searcher.doc_freq("has", token) == searcher.doc_freq("live", 1)


def _first(
    searcher: Searcher, query: Query, parts: Sequence[_Part]
) -> tuple[int, list[dict[str, Any]]]:
    """How many hits there are, and what each part wants to know first."""
    found = _aggregate(searcher, query, [{_TOTAL: TOTAL}, *(part.first() for part in parts)])
    return int(found[0][_TOTAL]["value"] or 0), found[1:]


def _aggregate(
    searcher: Searcher, query: Query, wanted: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The results of several sets of aggregations, in one pass."""
    together = {
        f"{place} {name}": aggregation
        for place, some in enumerate(wanted)
        for name, aggregation in some.items()
    }
    found = searcher.aggregate(query, together) if together else {}
    return [{name: found[f"{place} {name}"] for name in some} for place, some in enumerate(wanted)]
