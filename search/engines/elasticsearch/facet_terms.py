"""How often each value of a keyword is there, and how many documents have one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.engines.elasticsearch import columns, slots
from search.engines.elasticsearch.expectations import Expectations
from search.engines.elasticsearch.holders import Holders
from search.engines.expressions import typed_in
from search.engines.naming import buckets_of
from search.request import Facet, FacetResult

# Values that each shard reports. With one shard (the default) counts are exact in any case.
_FROM_SHARDS = 5_000


class Terms:
    """See `search.engines.elasticsearch.facets.Counter`.

    A column is counted whosever values it holds, by far the cheapest way, unless others' are
    expected among them. If some turn up, it is counted again for this property alone.
    """

    def __init__(self, facet: Facet, expectations: Expectations) -> None:
        self.facet = facet
        self._owner = slots.token(facet.property)
        self._holders = Holders(facet.property, expectations)
        self._found: Mapping[str, Any] = {}
        self.wanted = self._of_its_own() if self._holders.is_shared else self._of_anybody()

    def take(self, found: Mapping[str, Any]) -> None:
        self._found = found["values"]
        self._holders.take(found)
        self.wanted = {}
        if not self._holders.is_shared and not self._is_alone():
            self._holders.share()
            self.wanted = self._of_its_own()

    def result(self, *, hits: int, shards: int) -> FacetResult:
        missing = hits - self._holders.counts.get(self._owner, 0)
        return terms_result(self.facet, self._found, missing, shards=shards, owner=self._owner)

    def _is_alone(self) -> bool:
        """As far as it was asked: strangers among the rarer values do no harm."""
        own = f"{self._owner}="
        return self._holders.are_all and all(
            each["key"].startswith(own) for each in self._found["buckets"]
        )

    def _of_anybody(self) -> dict[str, Any]:
        values = self._values(own=bool(self.facet.typed))
        return {"values": values, **self._holders.wanted()}

    def _of_its_own(self) -> dict[str, Any]:
        return {"values": self._values(own=True), **self._holders.wanted(self._owner)}

    def _values(self, *, own: bool) -> dict[str, Any]:
        include = typed_in(self.facet, any_sign=".", owner=self._owner) if own else ""
        return terms_of(self.facet, columns.keyword_path(self.facet.property), include)


class Properties:
    """Which properties the hits have: of `PROPERTIES`, which no document can miss."""

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        self._found: Mapping[str, Any] = {}
        typed = typed_in(facet, any_sign=".") if facet.typed else ""
        self.wanted = {"values": terms_of(facet, "has", typed)}

    def take(self, found: Mapping[str, Any]) -> None:
        self._found, self.wanted = found["values"], {}

    def result(self, *, hits: int, shards: int) -> FacetResult:
        return terms_result(self.facet, self._found, 0, shards=shards)


def terms_of(facet: Facet, field: str, include: str) -> dict[str, Any]:
    """One more than is wanted, which tells whether there are more."""
    size = facet.size + 1
    order = [{"_count": "desc"}, {"_key": "asc"}]
    sizes = {"size": size, "shard_size": max(_FROM_SHARDS, 10 * size)}
    only = {"include": include} if include else {}
    return {"terms": {"field": field, **sizes, "order": order, **only}}


def terms_result(
    facet: Facet, found: Mapping[str, Any], missing: int, *, shards: int, owner: str = ""
) -> FacetResult:
    buckets = found["buckets"]
    counts = [(each["key"].removeprefix(owner), int(each["doc_count"])) for each in buckets]
    return FacetResult(
        facet.property,
        buckets_of(facet, counts[: facet.size]),
        missing,
        more=len(counts) > facet.size,
        exact=shards == 1 or found["sum_other_doc_count"] == 0,
    )
