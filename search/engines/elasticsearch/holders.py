"""Whose the values of a column are, among the hits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.document import PropertyDefinition
from search.engines.elasticsearch import columns
from search.engines.elasticsearch.expectations import Expectations

_MOST = 50  # that are looked at; in a column with more the property is no longer alone


class Holders:
    """Of the column, or of the group of columns, of one property. `counts`: of documents by
    holder (`search.engines.elasticsearch.columns`), once they were taken from an answer."""

    def __init__(self, definition: PropertyDefinition, expectations: Expectations) -> None:
        self._definition = definition
        self._expectations = expectations
        self.is_shared = expectations.is_shared(definition)
        self.counts: dict[str, int] = {}
        self.are_all = False

    def wanted(self, *only: str) -> dict[str, Any]:
        terms: dict[str, Any] = {"field": columns.holders_path(self._definition), "size": _MOST}
        return {"holders": {"terms": terms | ({"include": list(only)} if only else {})}}

    def take(self, found: Mapping[str, Any]) -> None:
        holders = found["holders"]
        self.counts = {each["key"]: int(each["doc_count"]) for each in holders["buckets"]}
        self.are_all = not holders["sum_other_doc_count"]

    def share(self) -> None:
        """It is not alone there. So it will be expected from now on."""
        self.is_shared = True
        self._expectations.expect_shared(self._definition)
