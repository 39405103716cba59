"""The first values of a column of numbers, in either order.

tantivy's aggregation that lists values in order puts each hit's into a table. Where there are many
hits, it is asked about those near the end first, which a range finds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from math import isfinite
from typing import Any

from tantivy import FieldType, Query

from search.engines.embedded import building as b
from search.engines.embedded.layout import SCHEMA
from search.engines.embedded.reading import Snapshot

INTEGERS = ("created", "modified", "size")
_LARGEST = 2**63 - 1
# Hits beyond which the end alone is looked at first, and how much of the extent counts as the end.
_MANY = 50_000
_ENDS = (64, 8)


@dataclasses.dataclass(frozen=True, slots=True)
class Numbers:
    """A fast field with at most one number for each document that `query` finds."""

    snapshot: Snapshot
    query: Query
    path: str
    descending: bool

    def first(self, most: int, since: float | None) -> list[float]:
        """At most `most` different values, from `since` on."""
        query = self.query
        if since is not None:
            query = self._compared(query, "<=" if self.descending else ">=", since)
        for end in self._ends(query):
            if len(found := self._listed(end, most)) == most:
                return found
        return self._listed(query, most)

    def _listed(self, query: Query, most: int) -> list[float]:
        order = "desc" if self.descending else "asc"
        source = {"it": {"terms": {"field": self.path, "order": order}}}
        composite = {"size": most, "sources": [source]}
        buckets = self._aggregate(query, {"composite": composite})["buckets"]
        number = int if self._is_integer else float
        return [number(bucket["key"]["it"]) for bucket in buckets]

    def _ends(self, query: Query) -> Iterator[Query]:
        """The hits with which the order begins; more of them each time."""
        if self.snapshot.searcher.num_docs <= _MANY:
            return
        stats = self._aggregate(query, {"stats": {"field": self.path}})
        if stats["count"] <= _MANY or not isfinite(extent := stats["max"] - stats["min"]):
            return
        for part in _ENDS:
            if self.descending:
                yield self._compared(query, ">=", stats["max"] - extent / part)
            else:
                yield self._compared(query, "<=", stats["min"] + extent / part)

    def _compared(self, query: Query, operator: str, value: float) -> Query:
        if self._is_integer:
            whole = min(int(value), _LARGEST)  # a float may be above it
            bounds = (None, whole) if operator == "<=" else (whole, None)
            within = Query.range_query(SCHEMA, self.path, FieldType.Integer, *bounds)
        else:
            within = b.compared(self.snapshot.index, self.path, operator, float(value))
        return b.all_of([query, b.silent(within)])

    def _aggregate(self, query: Query, wanted: dict[str, Any]) -> Any:
        return self.snapshot.searcher.aggregate(query, {"it": wanted})["it"]

    @property
    def _is_integer(self) -> bool:
        return self.path in INTEGERS
