"""A search result in the shape that scripts read."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from search.request import Bucket, FacetResult, Hit, SearchResult


def answer_of(result: SearchResult, request: HttpRequest, query: QueryDict) -> dict[str, Any]:
    """total, results, facets and the address of the next page; `query` are the parameters."""
    return {
        "notes": list(result.notes),
        "total": {"value": result.total, "relation": result.relation},
        "results": [_hit(hit) for hit in result.hits],
        "facets": {
            name: [_bucket(bucket) for bucket in facet.buckets]
            for name, facet in result.facets.items()
        },
        "facet_info": {name: _info(facet) for name, facet in result.facets.items()},
        "next": _next(request, query, result.next_cursor),
        "ranking": result.ranking,
    }


def _info(facet: FacetResult) -> dict[str, Any]:
    """What else is known of a facet; in a member of its own, as scripts read `facets`."""
    definition = facet.property
    return {
        "type": definition.type,
        "label": definition.label or definition.name,
        "unit": definition.unit,
        "missing": facet.missing,
        "more": facet.more,
        "exact": facet.exact,
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
        "matched": list(hit.matched),
        "highlights": {field: list(found) for field, found in hit.highlights.items()},
    }


def _bucket(bucket: Bucket) -> dict[str, Any]:
    if bucket.type is not None:
        return {"value": bucket.value, "type": bucket.type, "count": bucket.count}
    if bucket.value is not None:
        return {"value": bucket.value, "count": bucket.count}
    return {"gte": _edge(bucket.gte), "lt": _edge(bucket.lt), "count": bucket.count}


def _edge(edge: float | dt.datetime | None) -> float | str | None:
    if isinstance(edge, dt.datetime):
        return edge.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return edge


def _next(request: HttpRequest, query: QueryDict, cursor: str) -> str | None:
    if not cursor:
        return None
    parameters = dict(query.lists()) | {"cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(parameters, doseq=True)}")
