"""How the values of a number or a date are distributed."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.buckets import bounds_of, edges_of
from search.engines.embedded import properties
from search.engines.embedded.buckets import asking_who_has
from search.engines.embedded.building import interval
from search.engines.embedded.learned import Learned, Ranges
from search.request import Bucket, Facet, FacetResult


@dataclasses.dataclass(frozen=True, slots=True)
class Histogram:
    """`is_list`: a document may have several of its values."""

    facet: Facet
    is_list: bool
    learned: Learned

    def wanted(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be asked beyond what was found."""
        if not found:
            return self._extent() | self._guessed()
        if not found["stats"]["count"] or "ranges" in found or "bucket 0" in found:
            return {}
        pairs = bounds_of(self.facet, self._edges(found), float(found["stats"]["max"]))
        if "guess" in found and _are(pairs, found["guess"]):
            return {}
        return self._buckets(found, pairs)

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
        return stats | (asking_who_has(self.facet.property) if self.is_list else {})

    def _guessed(self) -> dict[str, Any]:
        """The same ranges as last time: mostly they suit, and going through the hits a second time
        may cost as much as finding them."""
        pairs = self.learned.ranges(self.facet.property) if self._is_usual else None
        return {"guess": _ranges(self._path, pairs)} if pairs else {}

    def _buckets(self, found: Mapping[str, Any], pairs: Ranges) -> dict[str, Any]:
        """A range aggregation counts values. Where documents have several, each bucket's
        documents are counted by a filter of its own."""
        if found["stats"]["count"] == _having(found):
            if self._is_usual:
                self.learned.keep_ranges(self.facet.property, pairs)
            return {"ranges": _ranges(self._path, pairs)}
        return {
            f"bucket {place}": {"filter": interval(self._path, low, high)}
            for place, (low, high) in enumerate(pairs)
        }

    @property
    def _is_usual(self) -> bool:
        return not (self.is_list or self.facet.edges or self.facet.step)

    def _edges(self, found: Mapping[str, Any]) -> Sequence[Any]:
        return edges_of(self.facet, float(found["stats"]["min"]), float(found["stats"]["max"]))

    @property
    def _path(self) -> str:
        return properties.path(self.facet.property.type, self.facet.property.name)


def _having(found: Mapping[str, Any]) -> int:
    """How many documents have a value."""
    return int(found["having"]["doc_count"] if "having" in found else found["stats"]["count"])


def _ranges(path: str, pairs: Ranges) -> dict[str, Any]:
    return {"range": {"field": path, "ranges": [{"from": low, "to": high} for low, high in pairs]}}


def _asked(found: Mapping[str, Any], size: int) -> list[Mapping[str, Any]]:
    """The buckets that were asked for. Beside them there is a range above all of them, without an
    end, and one below, but not where the first begins at the least value that its column holds."""
    return [each for each in found["buckets"] if "to" in each][-size:]


def _are(pairs: Ranges, found: Mapping[str, Any]) -> bool:
    """Whether these ranges were counted."""
    return [(each.get("from"), each["to"]) for each in _asked(found, len(pairs))] == pairs


def _counts(found: Mapping[str, Any], size: int) -> list[int]:
    if "bucket 0" in found:
        return [int(found[f"bucket {place}"]["doc_count"]) for place in range(size)]
    ranges = found.get("ranges") or found["guess"]
    return [int(each["doc_count"]) for each in _asked(ranges, size)]
