"""How the values of a number or a date are distributed."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.buckets import bounds_of, edges_of
from search.engines.embedded import properties
from search.engines.embedded.building import interval
from search.request import Bucket, Facet, FacetResult


@dataclasses.dataclass(frozen=True, slots=True)
class Histogram:
    """`is_list`: a document may have several of its values."""

    facet: Facet
    is_list: bool

    def wanted(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be asked beyond what was found."""
        if not found:
            return self._extent()
        is_done = len(found) > len(self._extent()) or not found["stats"]["count"]
        return {} if is_done else self._buckets(found)

    def result(self, found: Mapping[str, Any], total: int) -> FacetResult:
        """`total` counts the hits."""
        missing = total - _having(found)
        if not found["stats"]["count"]:
            return FacetResult(self.facet.property, (), missing)
        edges = self._edges(found)
        counts = _counts(found, len(edges) - 1)
        buckets = tuple(
            Bucket(count, gte=low, lt=high)
            for count, (low, high) in zip(counts, itertools.pairwise(edges), strict=True)
        )
        return FacetResult(self.facet.property, buckets, missing)

    def _extent(self) -> dict[str, Any]:
        stats = {"stats": {"stats": {"field": self._path}}}
        if not self.is_list:
            return stats
        token = properties.token(self.facet.property.type, self.facet.property.name)
        return {**stats, "having": {"filter": f"has:{token}"}}

    def _buckets(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """A range aggregation counts values. Where documents have several, each bucket's
        documents are counted by a filter of its own."""
        pairs = bounds_of(self.facet, self._edges(found), float(found["stats"]["max"]))
        if found["stats"]["count"] == _having(found):
            ranges = [{"from": low, "to": high} for low, high in pairs]
            return {"ranges": {"range": {"field": self._path, "ranges": ranges}}}
        return {
            f"bucket {place}": {"filter": interval(self._path, low, high)}
            for place, (low, high) in enumerate(pairs)
        }

    def _edges(self, found: Mapping[str, Any]) -> Sequence[Any]:
        return edges_of(self.facet, float(found["stats"]["min"]), float(found["stats"]["max"]))

    @property
    def _path(self) -> str:
        return properties.path(self.facet.property.type, self.facet.property.name)


def _having(found: Mapping[str, Any]) -> int:
    """How many documents have a value."""
    return int(found["having"]["doc_count"] if "having" in found else found["stats"]["count"])


def _counts(found: Mapping[str, Any], size: int) -> list[int]:
    if "ranges" in found:
        # Beside those asked for there is a range above all of them, without an end, and one
        # below, but not where the first begins at the least value that its column can hold.
        ended = [each for each in found["ranges"]["buckets"] if "to" in each]
        return [int(each["doc_count"]) for each in ended[-size:]]
    return [int(found[f"bucket {place}"]["doc_count"]) for place in range(size)]
