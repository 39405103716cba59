"""Everything that the index holds, of one moment, in pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl.function import SF
from elasticsearch.dsl.query import FunctionScore, Query

from search.engines.base import Entry
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch.boundary import boundary

_AT_ONCE = 5_000
_KEPT = "5m"  # from page to page
# What is read of each, nothing of it packed (see `layout.UNPACKED`); all shards or an error.
_HOW: dict[str, Any] = {
    "source": False,
    "stored_fields": "_none_",
    "docvalue_fields": [{"field": name} for name in ("id", "version", "fingerprint")],
    "track_total_hits": False,
    "allow_partial_search_results": False,
}


def entries(client: Elasticsearch, index: str) -> Iterator[Entry]:
    """In no particular order."""
    with boundary("listing its entries"):
        moment = client.open_point_in_time(index=index, keep_alive=_KEPT)["id"]
    after: list[Any] | None = None
    try:
        while True:
            with boundary("listing its entries"):
                found, moment = _page(client, moment, after)
            yield from map(_entry, found)
            if len(found) < _AT_ONCE:
                return
            after = found[-1]["sort"]
    finally:
        with contextlib.suppress(ApiError, TransportError):  # it ends by itself
            client.close_point_in_time(id=moment)


def held(client: Elasticsearch, index: str, ids: Sequence[str]) -> list[Entry]:
    query = b.filtered([b.term("live", True), b.one_of("id", ids)])
    return _some(client, index, query, len(ids))


def sample(client: Elasticsearch, index: str, count: int) -> list[Entry]:
    at_random = FunctionScore(query=b.term("live", True), functions=[SF("random_score")])
    return _some(client, index, at_random, count)


def _some(client: Elasticsearch, index: str, query: Query, count: int) -> list[Entry]:
    answer = client.search(index=index, query=query.to_dict(), size=count, **_HOW)
    return [_entry(hit) for hit in answer["hits"]["hits"]]


def _page(
    client: Elasticsearch, moment: str, after: list[Any] | None
) -> tuple[list[dict[str, Any]], str]:
    answer = client.search(
        pit={"id": moment, "keep_alive": _KEPT},
        query=b.term("live", True).to_dict(),
        size=_AT_ONCE,
        sort=[{"_shard_doc": "asc"}],
        search_after=after,
        **_HOW,
    )
    return answer["hits"]["hits"], answer.get("pit_id", moment)


def _entry(hit: dict[str, Any]) -> Entry:
    fields = hit["fields"]
    return Entry(fields["id"][0], int(fields["version"][0]), fields["fingerprint"][0])
