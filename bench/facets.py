"""A facet of a custom property in our bounded mapping, against a field that is mapped for it.

Elasticsearch only: the embedded engine has a column for each property.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from bench.engines import Call, bare_call
from bench.loading import PREFIX
from bench.records import datasets
from bench.timing import interleaved, summary

_INDEX = "bench-mapped"
KEYWORDS = ("species", "modality", "region")


def custom_and_mapped(size: int, rounds: int) -> dict[str, Any]:
    """p50 of a search with one facet both ways, and its ratio, by the property's name."""
    client = Elasticsearch(os.environ["ELASTICSEARCH_URL"], request_timeout=120)
    _fill(client, size)
    return {name: _measured(client, name, rounds) for name in KEYWORDS}


def _measured(client: Elasticsearch, name: str, rounds: int) -> dict[str, Any]:
    calls = {"custom": [bare_call(f"facets={name}&limit=1")], "mapped": [_mapped(client, name)]}
    interleaved(calls, 5)
    times = interleaved(calls, rounds * 4)
    found: dict[str, Any] = {way: summary(some) for way, some in times.items()}
    return {**found, "ratio_p50": round(found["custom"]["p50_ms"] / found["mapped"]["p50_ms"], 2)}


def _mapped(client: Elasticsearch, name: str) -> Call:
    filters = [{"term": {"labels": "public"}}, {"term": {"type": "dataset"}}]
    return lambda: client.search(
        index=_INDEX,
        query={"bool": {"filter": filters}},
        sort=[{"created": "desc"}],
        size=1,
        track_total_hits=True,
        aggs={"it": {"terms": {"field": name, "size": 10}}},
    )


def _fill(client: Elasticsearch, size: int) -> None:
    if client.indices.exists(index=_INDEX):
        if client.count(index=_INDEX)["count"] == size:
            return
        client.indices.delete(index=_INDEX)
    keyword = {"type": "keyword"}
    fields = dict.fromkeys(("labels", "type", *KEYWORDS), keyword) | {"created": {"type": "long"}}
    settings = {"number_of_replicas": 0, "refresh_interval": "-1"}
    client.indices.create(index=_INDEX, mappings={"properties": fields}, settings=settings)
    bulk(client, _documents(size))
    client.indices.refresh(index=_INDEX)


def _documents(size: int) -> Iterator[dict[str, Any]]:
    for number, body in enumerate(datasets(size, prefix=PREFIX)):
        record = body["metadata"][0]["content"]
        yield {
            "_index": _INDEX,
            "labels": ["public"],
            "type": "dataset",
            "created": number,
            **{name: record[name] for name in KEYWORDS},
        }
