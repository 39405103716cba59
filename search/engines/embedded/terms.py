"""The most frequent values of a keyword of which a document has one at most, and of properties."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from search.engines.embedded import properties
from search.engines.embedded.buckets import (
    FEW,
    MANY,
    asking_who_has,
    best_of,
    having,
    is_whole,
    terms,
    typed,
)
from search.engines.expressions import ANY_SIGN
from search.request import PROPERTIES, Facet, FacetResult


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """Exact, wherever there are no more than `buckets.MANY` values; `FacetResult.exact` tells."""

    facet: Facet

    def wanted(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be asked beyond what was found."""
        if not found:
            few = max(FEW, 4 * self.facet.size)
            asked = {"few": terms(self._path, few, 100 * few, **self._only)}
            return asked | self._having
        if "many" in found or self._is_settled(found["few"]):
            return {}
        return {"many": terms(self._path, MANY, MANY, **self._only)}

    def result(self, found: Mapping[str, Any], total: int) -> FacetResult:
        """`total` counts the hits."""
        last = found.get("many") or found["few"]
        counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in last["buckets"]}
        return best_of(
            self.facet,
            counts,
            missing=total - having(found, found["few"]),
            more=last["sum_other_doc_count"] > 0,
            exact=last["doc_count_error_upper_bound"] == 0,
        )

    def _is_settled(self, few: Mapping[str, Any]) -> bool:
        """Of equally frequent values the first by the alphabet are wanted, so all must be known."""
        if is_whole(few):
            return True
        counts = [bucket["doc_count"] for bucket in few["buckets"]]
        is_clear = len(counts) > self.facet.size and counts[self.facet.size - 1] > counts[-1]
        return is_clear and not few["doc_count_error_upper_bound"]

    @property
    def _only(self) -> dict[str, str]:
        if self._is_of_properties and not self.facet.typed:
            return {"exclude": f"s_{ANY_SIGN}*"}  # see `properties.several`
        return typed(self.facet)

    @property
    def _having(self) -> dict[str, Any]:
        if self._is_of_properties:
            return {"having": {"filter": "*"}}
        return asking_who_has(self.facet.property) if self.facet.typed else {}

    @property
    def _is_of_properties(self) -> bool:
        return self.facet.property == PROPERTIES

    @property
    def _path(self) -> str:
        if self._is_of_properties:
            return "has"
        return properties.path("keyword", self.facet.property.name)
