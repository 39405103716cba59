"""Whose the values of a column are, among the hits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.document import PropertyDefinition
from search.engines.elasticsearch import columns
from search.engines.elasticsearch.expectations import Expectations

# Parts of an answer: of one column or group, or, for all facets at once, of the whole document;
# and of one group of which the latter does not tell who has which column.
HOLDERS, HAS, PLACED = "holders", "has", "placed"
_MOST = 50  # that are looked at; in a column with more the property is no longer alone


class Holders:
    """Of the column, or of the group of columns, of one property. `counts`: of documents by
    holder (`search.engines.elasticsearch.columns`), once they were taken from an answer;
    `are_all`: there are no others."""

    def __init__(self, definition: PropertyDefinition, expectations: Expectations) -> None:
        self._definition = definition
        self._expectations = expectations
        self.is_shared = expectations.is_shared(definition)
        self.are_clear = expectations.are_clear(definition)
        self.counts: dict[str, int] = {}
        self.are_all = False

    def wanted(self, *only: str) -> dict[str, Any]:
        """To be taken from the answer to this, or to `HAS` if that is asked instead."""
        terms: dict[str, Any] = {"field": columns.holders_path(self._definition), "size": _MOST}
        return {
            HOLDERS if self.are_clear else PLACED: {
                "terms": terms | ({"include": list(only)} if only else {})
            }
        }

    def take(self, found: Mapping[str, Any]) -> bool:
        """Whether the answer tells it; else it is to be asked again."""
        if HAS not in found:
            holders = found[HOLDERS if self.are_clear else PLACED]
            self.counts, self.are_all = _counts(holders), are_all(holders)
            return True
        among = columns.holders_among(self._definition, _counts(found[HAS]))
        if among is None:
            self.are_clear = False
            self._expectations.expect_unclear(self._definition)
            return False
        self.counts, self.are_all = among, True
        return True

    def share(self) -> None:
        """It is not alone there. So it will be expected from now on."""
        self.is_shared = True
        self._expectations.expect_shared(self._definition)


def of_all() -> dict[str, Any]:
    """What `HAS` asks: which properties the documents have."""
    return {"terms": {"field": "has", "size": _MOST}}


def are_all(found: Mapping[str, Any]) -> bool:
    return not found["sum_other_doc_count"]


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    return {each["key"]: int(each["doc_count"]) for each in found["buckets"]}
