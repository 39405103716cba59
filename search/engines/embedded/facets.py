"""Counts of properties' values over the hits.

A facet is not narrowed by the conditions on its own property. All facets without such conditions
share two passes over the hits at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query, Searcher

from search.engines.embedded.asking import Asked
from search.engines.embedded.counting import count
from search.engines.embedded.histograms import Histogram
from search.engines.embedded.terms import Terms
from search.request import Facet, FacetResult

_Part = Terms | Histogram


def facets(asked: Asked, total: int) -> dict[str, FacetResult]:
    """By the property's name. `total` counts the hits."""
    searcher = asked.snapshot.searcher
    wanted = asked.query.request.facets
    shared = [facet for facet in wanted if not asked.has_condition_on(facet.property.name)]
    results = _results(searcher, asked.everything, total, shared)
    for facet in wanted:
        name = facet.property.name
        if asked.has_condition_on(name):
            query = asked.without(name)
            results |= _results(searcher, query, count(searcher, query), [facet])
    return {facet.property.name: results[facet.property.name] for facet in wanted}


def _results(
    searcher: Searcher, query: Query, total: int, wanted: Sequence[Facet]
) -> dict[str, FacetResult]:
    parts = [_part(facet, total) for facet in wanted]
    first = _aggregate(searcher, query, [part.first() for part in parts])
    pairs = list(zip(parts, first, strict=True))
    second = _aggregate(searcher, query, [part.second(found) for part, found in pairs])
    return {
        part.facet.property.name: part.result({**found, **more})
        for (part, found), more in zip(pairs, second, strict=True)
    }


def _part(facet: Facet, total: int) -> _Part:
    return Terms(facet, total) if facet.property.type == "keyword" else Histogram(facet, total)


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
