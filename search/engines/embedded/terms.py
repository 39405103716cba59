"""The most frequent values of a keyword."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from search.engines.embedded import properties
from search.engines.expressions import ANY_SIGN, typed_in
from search.engines.naming import buckets_of
from search.request import PROPERTIES, Facet, FacetResult

# Values looked at first, and where these do not settle it: as many as tantivy's aggregations may
# have. Beyond those, a count may lack what single segments did not report.
_FEW = 100
_MANY = 60_000


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """`is_list`: a document may have several of its values; `is_everywhere`: each has one."""

    facet: Facet
    is_list: bool
    is_everywhere: bool

    def first(self) -> dict[str, Any]:
        few = max(_FEW, 4 * self.facet.size)
        terms = {"terms": self._terms(few, 100 * few)}
        if self.facet.typed or (self.is_list and not self.is_everywhere):
            return {"few": terms, "having": {"filter": self._has}}
        return {"few": terms}

    def second(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is wanted beyond the first look at the most frequent values."""
        few = found["few"]
        counts = [bucket["doc_count"] for bucket in few["buckets"]]
        # Of equally frequent values the first by the alphabet are wanted, so all must be known.
        is_settled = len(counts) > self.facet.size and counts[self.facet.size - 1] > counts[-1]
        is_whole = few["sum_other_doc_count"] == 0
        if is_whole or (is_settled and not few["doc_count_error_upper_bound"]):
            return {}
        return {"many": {"terms": self._terms(_MANY, _MANY)}}

    def result(self, found: Mapping[str, Any], total: int) -> FacetResult:
        """`total` counts the hits."""
        terms = found.get("many") or found["few"]
        counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in terms["buckets"]}
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return FacetResult(
            self.facet.property,
            buckets_of(self.facet, best[: self.facet.size]),
            total - self._having(found, total),
            more=len(best) > self.facet.size or terms["sum_other_doc_count"] > 0,
            exact=terms["doc_count_error_upper_bound"] == 0,
        )

    def _having(self, found: Mapping[str, Any], total: int) -> int:
        """How many of the hits have a value."""
        if "having" in found:
            return int(found["having"]["doc_count"])
        if self.is_everywhere:
            return total
        # Each hit has one at most, and those beyond the most frequent are counted, too.
        few = found["few"]
        shown = sum(int(bucket["doc_count"]) for bucket in few["buckets"])
        return shown + int(few["sum_other_doc_count"])

    def _terms(self, size: int, from_segments: int) -> dict[str, Any]:
        terms = {"field": self._path, "size": size, "segment_size": from_segments}
        if self.facet.typed:
            return {**terms, "include": typed_in(self.facet, any_sign=ANY_SIGN)}
        if self._is_of_properties:
            return {**terms, "exclude": f"s_{ANY_SIGN}*"}  # see `properties.several`
        return terms

    @property
    def _is_of_properties(self) -> bool:
        return self.facet.property == PROPERTIES

    @property
    def _has(self) -> str:
        return "*" if self._is_of_properties else f"has:{self._token}"

    @property
    def _path(self) -> str:
        if self._is_of_properties:
            return "has"
        return properties.path("keyword", self.facet.property.name)

    @property
    def _token(self) -> str:
        return properties.token("keyword", self.facet.property.name)
