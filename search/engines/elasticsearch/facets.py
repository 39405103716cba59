"""Counts of properties' values over the hits, as the server's aggregations.

Every facet stands under a filter of its own: the conditions on other counted properties. Values
are counted in nested documents and each bucket's documents through `reverse_nested`, as a
document may hold a value several times.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from search.engines import values
from search.engines.buckets import date_edges, number_edges
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import slots
from search.engines.elasticsearch.asking import Asked
from search.request import Bucket, Facet, FacetResult

Aggregations = dict[str, Any]
_DOCUMENTS: Aggregations = {"documents": {"reverse_nested": {}}}
# Values that each shard reports. With one shard (the default) counts are exact in any case.
_FROM_SHARDS = 5_000


def first_look(asked: Asked) -> Aggregations:
    """Terms of keywords; the least and the greatest of numbers and dates."""
    return {
        f"facet {place}": _under_conditions(asked, facet, _first(facet))
        for place, facet in enumerate(asked.query.request.facets)
    }


def second_look(asked: Asked, found: Mapping[str, Any]) -> Aggregations:
    """The histograms, whose edges are known now."""
    wanted: Aggregations = {}
    for place, facet in enumerate(asked.query.request.facets):
        name = f"facet {place}"
        if facet.property.type != "keyword" and (edges := _edges(facet, found[name])):
            ranges = [{"from": low, "to": high} for low, high in _bounds(facet, edges, found[name])]
            histogram = {"range": {"field": slots.path(facet.property), "ranges": ranges}}
            values_ = _own(facet, {"buckets": {**histogram, "aggs": _DOCUMENTS}})
            wanted[name] = _under_conditions(asked, facet, {"values": values_})
    return wanted


def results(
    asked: Asked, first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, FacetResult]:
    """By the property's name."""
    found = {}
    for place, facet in enumerate(asked.query.request.facets):
        name = f"facet {place}"
        missing = int(first[name]["doc_count"]) - int(first[name]["having"]["doc_count"])
        buckets = _terms(first[name]) if facet.property.type == "keyword" else ()
        if name in second:
            buckets = _histogram(_edges(facet, first[name]), second[name])
        found[facet.property.name] = FacetResult(facet.property, buckets, missing)
    return found


def _under_conditions(asked: Asked, facet: Facet, wanted: Aggregations) -> Aggregations:
    conditions = asked.narrowed(facet.property.name)
    return {"filter": conditions.to_dict(), "aggs": wanted}


def _first(facet: Facet) -> Aggregations:
    field = {"field": slots.path(facet.property)}
    if facet.property.type == "keyword":
        terms = {
            **field,
            "size": facet.size,
            "shard_size": max(_FROM_SHARDS, 10 * facet.size),
            "order": [{"documents": "desc"}, {"_key": "asc"}],
        }
        wanted: Aggregations = {"terms": {"terms": terms, "aggs": _DOCUMENTS}}
    else:
        wanted = {"least": {"min": field}, "greatest": {"max": field}}
    has = b.term("has", slots.token(facet.property)).to_dict()
    return {"values": _own(facet, wanted), "having": {"filter": has}}


def _own(facet: Facet, wanted: Aggregations) -> Aggregations:
    """`wanted` over the parts in which the slot is this property's."""
    has = b.term(slots.HAS, slots.token(facet.property)).to_dict()
    own = {"filter": has, "aggs": wanted}
    return {"nested": {"path": slots.PARTS}, "aggs": {"own": own}}


def _terms(found: Mapping[str, Any]) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(int(each["documents"]["doc_count"]), values.shown_keyword(each["key"]))
        for each in found["values"]["own"]["terms"]["buckets"]
    )


def _edges(facet: Facet, found: Mapping[str, Any]) -> Sequence[Any]:
    """None where nobody has a value."""
    least, greatest = (found["values"]["own"][name]["value"] for name in ("least", "greatest"))
    if least is None or greatest is None:
        return ()
    if facet.property.type == "number":
        return number_edges(float(least), float(greatest))
    return date_edges(values.moment(least), values.moment(greatest))


def _bounds(
    facet: Facet, edges: Sequence[Any], found: Mapping[str, Any]
) -> list[tuple[float, float]]:
    if facet.property.type == "date":
        edges = [float(values.milliseconds(edge)) for edge in edges]
        # Only in the last millisecond of the calendar is the last edge not above it.
        edges[-1] = max(edges[-1], float(found["values"]["own"]["greatest"]["value"]) + 1)
    return list(itertools.pairwise(edges))


def _histogram(edges: Sequence[Any], found: Mapping[str, Any]) -> tuple[Bucket, ...]:
    """The server hands ranges back in ascending order."""
    ranges = found["values"]["own"]["buckets"]["buckets"]
    return tuple(
        Bucket(int(each["documents"]["doc_count"]), gte=low, lt=high)
        for each, (low, high) in zip(ranges, itertools.pairwise(edges), strict=True)
    )
