"""Histograms: how many documents have a number or a date in each of a few ranges."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.document import PropertyDefinition
from search.engines.buckets import bounds_of, edges_of
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import columns, slots
from search.engines.elasticsearch.expectations import Bounds, Expectations
from search.engines.elasticsearch.holders import Holders
from search.request import Bucket, Facet, FacetResult

_NOWHERE = "nowhere"


class Ranges:
    """See `search.engines.elasticsearch.facets.Counter`.

    Where the ranges lie depends on the least and the greatest value. Both are asked for together
    with the counts in the ranges that are expected; if those are others, counts are asked again.
    A column is asked whosever values it holds, unless others' are expected there.
    """

    def __init__(self, facet: Facet, expectations: Expectations) -> None:
        self.facet = facet
        self._expectations = expectations
        self._holders = Holders(facet.property, expectations)
        self._paths = columns.paths(facet.property)
        self._likeliest = next(iter(self._paths))
        self._bounds = expectations.bounds(facet)
        if facet.edges:
            self._bounds = tuple(bounds_of(facet, facet.edges, 0))
        self._edges: Sequence[Any] = ()
        self._having = 0
        self._counted: list[Mapping[str, Any]] = []
        self.wanted = self._asked(extent=True)

    def take(self, found: Mapping[str, Any]) -> None:
        """Raises `BadQuery` for too many ranges."""
        self.wanted = {}
        self._counted = list(_leaves(found)) if self._holders.is_shared else [found]
        if self._edges:  # only the right ranges were open
            return
        if not (self._holders.is_shared or self._proves_alone(found)):
            self.wanted = self._asked(extent=True)
            return
        self._having = self._number_having(found)
        self._settle()

    def result(self, *, hits: int, shards: int) -> FacetResult:
        return FacetResult(self.facet.property, tuple(self._buckets()), hits - self._having)

    def _settle(self) -> None:
        """The edges, now that the extent is known; whether the right ranges were counted."""
        extents = [each["extent"] for each in self._counted if each["extent"]["count"]]
        if not extents:
            return
        least = min(each["min"] for each in extents)
        greatest = max(each["max"] for each in extents)
        self._edges = edges_of(self.facet, least, greatest)
        bounds = tuple(bounds_of(self.facet, self._edges, greatest))
        if bounds != self._bounds:
            self._bounds = bounds
            self._expectations.expect_bounds(self.facet, bounds)
            self.wanted = self._asked(extent=False)

    def _buckets(self) -> Iterator[Bucket]:
        """The server hands ranges back in ascending order."""
        if not self._edges:
            return
        ranges = [each["ranges"]["buckets"] for each in self._counted]
        for (low, high), *same in zip(itertools.pairwise(self._edges), *ranges, strict=True):
            count = sum(int(each.get("documents", each)["doc_count"]) for each in same)
            yield Bucket(count, gte=low, lt=high)

    def _proves_alone(self, found: Mapping[str, Any]) -> bool:
        """Nowhere but in its likeliest column, and nobody else there."""
        if not self._holders.take(found):
            return False
        owner, at, column = self._likeliest.partition("@")
        is_alone = self._holders.are_all and all(
            holder == self._likeliest
            or not (holder.startswith(owner + at) or holder.endswith(at + column))
            for holder in self._holders.counts
        )
        if not is_alone:
            self._holders.share()
        return is_alone

    def _number_having(self, found: Mapping[str, Any]) -> int:
        if self._holders.is_shared:
            return sum(int(each["doc_count"]) for each in found.values())
        return self._holders.counts.get(self._likeliest, 0)

    def _asked(self, *, extent: bool) -> dict[str, Any]:
        definition = self.facet.property
        if not self._holders.is_shared:
            likeliest = _leaf(self._paths[self._likeliest], self._bounds, extent=extent)
            return likeliest | (self._holders.wanted() if extent else {})
        wanted = {
            f"column {n}": _held(definition, holder, _leaf(path, self._bounds, extent=extent))
            for n, (holder, path) in enumerate(self._paths.items())
        }
        nested = _nested(definition, _leaf(slots.path(definition), self._bounds, extent=extent))
        return wanted | {_NOWHERE: _held(definition, columns.nowhere(definition), nested)}


def _held(definition: PropertyDefinition, holder: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """`wanted` of the documents with this holder."""
    held = b.term(columns.holders_path(definition), holder)
    return {"filter": held.to_dict(), "aggs": wanted}


def _leaf(field: str, bounds: Bounds, *, extent: bool) -> dict[str, Any]:
    """A document with several values in a range counts there once."""
    wanted: dict[str, Any] = {"extent": {"stats": {"field": field}}} if extent else {}
    if bounds:
        ranges = [{"from": low, "to": high} for low, high in bounds]
        wanted["ranges"] = {"range": {"field": field, "ranges": ranges}}
    return wanted


def _nested(definition: PropertyDefinition, wanted: dict[str, Any]) -> dict[str, Any]:
    """`wanted` over the parts in which the slot is this property's, of which a document may have
    several."""
    if ranges := wanted.get("ranges"):
        ranges["aggs"] = {"documents": {"reverse_nested": {}}}
    has = b.term(slots.HAS, slots.token(definition)).to_dict()
    return {
        "parts": {"nested": {"path": slots.PARTS}, "aggs": {"own": {"filter": has, "aggs": wanted}}}
    }


def _leaves(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What was counted in each of the places that any document has."""
    for name, each in found.items():
        if each["doc_count"]:
            yield each["parts"]["own"] if name == _NOWHERE else each
