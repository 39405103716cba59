"""Counts of properties' values over the hits, as the server's aggregations.

Facets stand under the conditions on other counted properties; those that have no conditions of
their own stand under the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol

from elasticsearch.dsl.query import Query

from search.engines.elasticsearch.asking import Asked
from search.engines.elasticsearch.expectations import Expectations, Known
from search.engines.elasticsearch.facet_ranges import Ranges
from search.engines.elasticsearch.facet_terms import Properties, Terms
from search.engines.elasticsearch.holders import HAS, HOLDERS, are_all, of_all
from search.request import PROPERTIES, Facet, FacetResult

Parts = dict[str, Any]
_UNDER = "under"
_ALL = f"{_UNDER} all"
_SEVERAL = 3


class Counter(Protocol):
    """Counts one facet in a few turns."""

    facet: Facet
    wanted: Parts  # aggregations of the next turn, by names of its own; none after the last

    def take(self, found: Parts) -> None:
        """The answer to `wanted`. Raises `BadQuery`."""
        ...

    def result(self, *, hits: int, shards: int) -> FacetResult:
        """`hits`: of documents under the facet's conditions."""
        ...


class Counting:
    """All facets of a question."""

    def __init__(self, asked: Asked, memory: Known) -> None:
        self._asked = asked
        self._expectations = Expectations(memory, asked.query)
        self._counters = [
            _counter(facet, self._expectations) for facet in asked.query.request.facets
        ]
        self._hits: dict[str, int] = {}  # by group

    def wanted(self) -> Parts:
        """Aggregations of the next turn, under the conditions that each facet has, once for all
        that have the same. None after the last turn."""
        groups: defaultdict[str, Parts] = defaultdict(dict)
        together = self._asks_together()
        for place, each in enumerate(self._counters):
            group = groups[self._group(place)]
            for part, aggregation in each.wanted.items():
                if part == HOLDERS and together:
                    group[HAS] = of_all()
                else:
                    group[f"{place} {part}"] = aggregation
        if not self._asked.by_facet:
            return groups[_ALL]
        return {
            group: {"filter": self._conditions(group).to_dict(), "aggs": parts}
            for group, parts in groups.items()
            if parts
        }

    def take(self, found: Mapping[str, Any], total: int) -> None:
        """The answer to `wanted`; `total`: of documents without `Asked.by_facet`. Raises
        `BadQuery`."""
        groups = found if self._asked.by_facet else {_ALL: {**found, "doc_count": total}}
        for group, parts in groups.items():
            self._hits.setdefault(group, int(parts["doc_count"]))
            if HAS in parts and not are_all(parts[HAS]):
                self._expectations.expect_many()  # and the group is asked again
                continue
            for place, some in _by_place(parts).items():
                if HAS in parts and HOLDERS in self._counters[place].wanted:
                    some[HAS] = parts[HAS]
                self._counters[place].take(some)

    def results(self, *, shards: int) -> dict[str, FacetResult]:
        """By the property's name."""
        return {
            each.facet.property.name: each.result(
                hits=self._hits[self._group(place)], shards=shards
            )
            for place, each in enumerate(self._counters)
        }

    def _asks_together(self) -> bool:
        """Whether it is cheaper to look once at all properties of a document than at the holders
        of each column: not where there are many, nor for one facet or two."""
        asking = sum(HOLDERS in each.wanted for each in self._counters)
        return asking >= _SEVERAL and not self._expectations.are_many()

    def _group(self, place: int) -> str:
        """Facets with conditions of their own, which they ignore, stand alone."""
        name = self._counters[place].facet.property.name
        narrowed = any(name == other for other, _ in self._asked.by_facet)
        return f"{_UNDER} {place}" if narrowed else _ALL

    def _conditions(self, group: str) -> Query:
        if group == _ALL:
            return self._asked.narrowed()
        place = int(group.removeprefix(_UNDER))
        return self._asked.narrowed(self._counters[place].facet.property.name)


def _counter(facet: Facet, expectations: Expectations) -> Counter:
    if facet.property == PROPERTIES:
        return Properties(facet)
    kind = Terms if facet.property.type == "keyword" else Ranges
    return kind(facet, expectations)


def _by_place(parts: Mapping[str, Any]) -> dict[int, Parts]:
    """The answers to what each counter wanted, by its place."""
    found: defaultdict[int, Parts] = defaultdict(dict)
    for name, each in parts.items():
        place, space, part = name.partition(" ")
        if space:  # else it is the group's own `doc_count` or `meta`
            found[int(place)][part] = each
    return found
