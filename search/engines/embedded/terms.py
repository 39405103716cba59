"""The most frequent values of a keyword."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from search.engines.embedded import properties
from search.request import Bucket, Facet, FacetResult

# Values looked at first, and where these do not settle it: as many as tantivy's aggregations may
# have. Beyond those, a count may lack what single segments did not report.
_FEW = 100
_MANY = 60_000
_MISSING = "!"  # no keyword starts with it: see `properties.keyword`


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    facet: Facet
    total: int

    def first(self) -> dict[str, Any]:
        few = max(_FEW, 4 * self.facet.size)
        terms = {"field": self._path, "size": few, "segment_size": 100 * few, "missing": _MISSING}
        return {"few": {"terms": terms}}

    def second(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is wanted beyond the first look at the most frequent values."""
        more: dict[str, Any] = {}
        if found["few"]["sum_other_doc_count"] == 0:
            return more
        buckets = found["few"]["buckets"]
        if all(bucket["key"] != _MISSING for bucket in buckets):
            more["having"] = {"filter": f"has:{self._token}"}
        counts = [bucket["doc_count"] for bucket in buckets if bucket["key"] != _MISSING]
        # Of equally frequent values the first by the alphabet are wanted, so all must be known.
        is_settled = counts[self.facet.size - 1] > counts[-1]
        if found["few"]["doc_count_error_upper_bound"] or not is_settled:
            many = {"field": self._path, "size": _MANY, "segment_size": _MANY}
            more["many"] = {"terms": many | {"missing": _MISSING}}
        return more

    def result(self, found: Mapping[str, Any]) -> FacetResult:
        counts = {
            bucket["key"]: int(bucket["doc_count"])
            for bucket in (found.get("many") or found["few"])["buckets"]
        }
        missing = counts.pop(_MISSING, 0)
        if "having" in found:
            missing = self.total - int(found["having"]["doc_count"])
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: self.facet.size]
        buckets = (Bucket(count, properties.shown_keyword(value)) for value, count in best)
        return FacetResult(self.facet.property, tuple(buckets), missing)

    @property
    def _path(self) -> str:
        return properties.path("keyword", self.facet.property.name)

    @property
    def _token(self) -> str:
        return properties.token("keyword", self.facet.property.name)
