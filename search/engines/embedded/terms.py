"""The most frequent values of a keyword."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from search.engines.embedded import properties
from search.request import Bucket, Facet, FacetResult

# Values looked at first; where there are more, as many as tantivy's aggregations may have. Beyond
# these, a count may lack what single segments did not report.
_FEW = 1_000
_MANY = 60_000
_MISSING = "!"  # no keyword starts with it: see `properties.keyword`


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    facet: Facet
    total: int

    def first(self) -> dict[str, Any]:
        terms = {"field": self._path, "size": _FEW, "missing": _MISSING}
        return {"few": {"terms": terms}}

    def second(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Needed where not all values were seen, as of equally frequent ones the first by the
        alphabet are wanted."""
        if found["few"]["sum_other_doc_count"] == 0:
            return {}
        many = {"field": self._path, "size": _MANY, "segment_size": _MANY}
        return {"many": {"terms": many}, "having": {"filter": f"has:{self._token}"}}

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
