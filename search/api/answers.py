"""A search result in the shape that scripts read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from search.request import Bucket, Hit, SearchResult


def answer_of(result: SearchResult, request: HttpRequest) -> dict[str, Any]:
    """total, results, facets and the address of the next page."""
    return {
        "total": {"value": result.total, "relation": result.relation},
        "results": [_hit(hit) for hit in result.hits],
        "facets": {
            name: [_bucket(bucket) for bucket in facet.buckets]
            for name, facet in result.facets.items()
        },
        "next": _next(request, result.next_cursor),
        "ranking": result.ranking,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "pid": None,
        "title": "",
        "url": None,
        **hit.source,
        "id": hit.id,
        "type": hit.type,
        "score": hit.score,
        "highlights": {field: list(found) for field, found in hit.highlights.items()},
    }


def _bucket(bucket: Bucket) -> dict[str, Any]:
    if bucket.value is not None:
        return {"value": bucket.value, "count": bucket.count}
    return {"gte": _edge(bucket.gte), "lt": _edge(bucket.lt), "count": bucket.count}


def _edge(edge: float | dt.datetime | None) -> float | str | None:
    if isinstance(edge, dt.datetime):
        return edge.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return edge


def _next(request: HttpRequest, cursor: str) -> str | None:
    if not cursor:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
