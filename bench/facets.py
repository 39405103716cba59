"""A facet of a custom property in our bounded mapping, against a field that is mapped for it.

Both are asked for the same: two hits of the newest, what is shown of them, a facet, how many have
no value; a histogram's extent and its counts. Elasticsearch only: the embedded engine has a column
for each property.
"""

from __future__ import annotations

import datetime as dt
import os
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from elasticsearch.serializer import OrjsonSerializer

from bench.engines import Call, bare_call, replayed
from bench.loading import PREFIX
from bench.records import datasets
from bench.timing import interleaved, summary
from search.engine import engine
from search.engines.elasticsearch.layout import UNPACKED
from search.engines.values import milliseconds
from search.parameters import request_from
from search.request import AuthorisedQuery, Bucket

_INDEX = "bench-mapped"
_SHOWN = 700  # characters of a hit, as many as ours has
KEYWORDS = ("species", "modality", "region")
HISTOGRAMS = {"age": "double", "session_start": "long"}


def custom_and_mapped(size: int, rounds: int) -> dict[str, Any]:
    """p50 of a search with one facet both ways, and its ratio, by the property's name."""
    client = Elasticsearch(
        os.environ["ELASTICSEARCH_URL"], request_timeout=600, serializer=OrjsonSerializer()
    )
    _fill(client, size)
    _merge(client)
    wanted = {name: _terms(name) for name in KEYWORDS}
    wanted |= {name: _histogram(name) for name in HISTOGRAMS}
    return {name: _measured(client, name, each, rounds) for name, each in wanted.items()}


def _measured(
    client: Elasticsearch, name: str, wanted: dict[str, Any], rounds: int
) -> dict[str, Any]:
    custom, mapped = bare_call(f"facets={name}&limit=1"), _mapped(client, name, wanted)
    calls = {"custom": [custom], "mapped": [mapped]}
    interleaved(calls, 20)
    times = interleaved(calls, rounds * 4)
    found: dict[str, Any] = {way: summary(some) for way, some in times.items()}
    return {**found, "ratio_p50": round(found["custom"]["p50_ms"] / found["mapped"]["p50_ms"], 2)}


def _mapped(client: Elasticsearch, name: str, wanted: dict[str, Any]) -> Call:
    filters = [{"terms": {"labels": ["public"]}}, {"terms": {"type": ["dataset"]}}]
    question = {
        "query": {"bool": {"filter": filters}},
        "sort": [{"created": "desc"}, {"id": "asc"}],
        "size": 2,
        "docvalue_fields": ["kept_hit"],
        **UNPACKED,
        "track_total_hits": True,
        "aggs": {**wanted, "missing": {"missing": {"field": name}}},
    }
    return replayed(client, lambda: client.search(index=_INDEX, body=question))


def _terms(name: str) -> dict[str, Any]:
    return {"it": {"terms": {"field": name, "size": 11}}}


def _histogram(name: str) -> dict[str, Any]:
    """The ranges that ours finds."""
    ranges = [{"from": _plain(each.gte), "to": _plain(each.lt)} for each in _buckets(name)]
    extent = {kind: {kind: {"field": name}} for kind in ("min", "max")}
    return extent | {"it": {"range": {"field": name, "ranges": ranges}}}


def _buckets(name: str) -> tuple[Bucket, ...]:
    request = request_from(QueryDict(f"facets={name}&limit=1"))
    found = engine().search(AuthorisedQuery(request, frozenset({"public"})))
    return found.facets[name].buckets


def _plain(edge: Any) -> float:
    return edge if isinstance(edge, float) else float(milliseconds(edge))


def _merge(client: Elasticsearch) -> None:
    """Into as many segments as ours has."""
    ours = engine()._generations.alias  # type: ignore[attr-defined]
    segments = len(client.cat.segments(index=ours, format="json").body)
    client.indices.forcemerge(index=_INDEX, max_num_segments=max(1, segments))
    client.indices.refresh(index=_INDEX)


def _fill(client: Elasticsearch, size: int) -> None:
    if client.indices.exists(index=_INDEX):
        if client.count(index=_INDEX)["count"] == size:
            return
        client.indices.delete(index=_INDEX)
    settings = {"number_of_replicas": 0, "refresh_interval": "-1"}
    client.indices.create(index=_INDEX, mappings={"properties": _fields()}, settings=settings)
    bulk(client, _documents(size))
    client.indices.refresh(index=_INDEX)


def _fields() -> Mapping[str, Any]:
    keywords = {key: {"type": "keyword"} for key in ("id", "labels", "type", *KEYWORDS)}
    numbers = {name: {"type": kind} for name, kind in HISTOGRAMS.items()}
    kept = {"type": "binary", "doc_values": True}
    return {**keywords, **numbers, "created": {"type": "long"}, "kept_hit": kept}


def _documents(size: int) -> Iterator[dict[str, Any]]:
    for number, body in enumerate(datasets(size, prefix=PREFIX)):
        record = body["metadata"][0]["content"]
        started = dt.datetime.fromisoformat(record["session_start"])
        yield {
            "_index": _INDEX,
            "id": f"{number:08}",
            "labels": ["public"],
            "type": "dataset",
            "created": number,
            "kept_hit": b64encode(body["description"].ljust(_SHOWN).encode()).decode(),
            **{name: record[name] for name in (*KEYWORDS, "age")},
            "session_start": milliseconds(started),
        }
