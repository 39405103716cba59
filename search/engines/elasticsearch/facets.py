"""Counts of properties' values over the hits, as the server's aggregations.

Every facet stands under a filter of its own: the conditions on other counted properties. Values
are counted in nested documents and each bucket's documents through `reverse_nested`, as a
document may hold a value several times.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.buckets import bounds_of, edges_of
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import slots
from search.engines.elasticsearch.asking import Asked
from search.engines.expressions import typed_in
from search.engines.naming import buckets_of
from search.request import PROPERTIES, Bucket, Facet, FacetResult

Aggregations = dict[str, Any]
_DOCUMENTS: Aggregations = {"documents": {"reverse_nested": {}}}
# Values that each shard reports. With one shard (the default) counts are exact in any case.
_FROM_SHARDS = 5_000
_ANYTHING = b.everything().to_dict()


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
            greatest = float(_extent(found[name])[1] or 0)
            pairs = bounds_of(facet, edges, greatest)
            ranges = [{"from": low, "to": high} for low, high in pairs]
            histogram = {"range": {"field": slots.path(facet.property), "ranges": ranges}}
            values_ = _own(facet, {"buckets": {**histogram, "aggs": _DOCUMENTS}})
            wanted[name] = _under_conditions(asked, facet, {"values": values_})
    return wanted


def results(
    asked: Asked, first: Mapping[str, Any], second: Mapping[str, Any], *, shards: int
) -> dict[str, FacetResult]:
    """By the property's name."""
    found = {}
    for place, facet in enumerate(asked.query.request.facets):
        name = f"facet {place}"
        missing = int(first[name]["doc_count"]) - int(first[name]["having"]["doc_count"])
        if facet.property.type == "keyword":
            found[facet.property.name] = _counted(facet, first[name], missing, shards)
            continue
        edges = _edges(facet, first[name]) if name in second else ()
        buckets = _histogram(edges, second[name]) if edges else ()
        found[facet.property.name] = FacetResult(facet.property, buckets, missing)
    return found


def _under_conditions(asked: Asked, facet: Facet, wanted: Aggregations) -> Aggregations:
    conditions = asked.narrowed(facet.property.name)
    return {"filter": conditions.to_dict(), "aggs": wanted}


def _first(facet: Facet) -> Aggregations:
    if facet.property == PROPERTIES:
        return {"terms": {"terms": _terms(facet, "has")}, "having": {"filter": _ANYTHING}}
    field = slots.path(facet.property)
    if facet.property.type == "keyword":
        terms = {**_terms(facet, field), "order": [{"documents": "desc"}, {"_key": "asc"}]}
        wanted: Aggregations = {"terms": {"terms": terms, "aggs": _DOCUMENTS}}
    else:
        wanted = {"least": {"min": {"field": field}}, "greatest": {"max": {"field": field}}}
    has = b.term("has", slots.token(facet.property)).to_dict()
    return {"values": _own(facet, wanted), "having": {"filter": has}}


def _terms(facet: Facet, field: str) -> Aggregations:
    """One more than is wanted, which tells whether there are more."""
    size = facet.size + 1
    order = [{"_count": "desc"}, {"_key": "asc"}]
    terms = {"field": field, "size": size, "shard_size": max(_FROM_SHARDS, 10 * size)}
    typed = {"include": typed_in(facet, any_sign=".")} if facet.typed else {}
    return {**terms, **typed, "order": order}


def _own(facet: Facet, wanted: Aggregations) -> Aggregations:
    """`wanted` over the parts in which the slot is this property's."""
    has = b.term(slots.HAS, slots.token(facet.property)).to_dict()
    own = {"filter": has, "aggs": wanted}
    return {"nested": {"path": slots.PARTS}, "aggs": {"own": own}}


def _counted(facet: Facet, found: Mapping[str, Any], missing: int, shards: int) -> FacetResult:
    terms = found["terms"] if facet.property == PROPERTIES else found["values"]["own"]["terms"]
    counts = [
        (each["key"], int(each.get("documents", each)["doc_count"])) for each in terms["buckets"]
    ]
    return FacetResult(
        facet.property,
        buckets_of(facet, counts[: facet.size]),
        missing,
        more=len(counts) > facet.size,
        exact=shards == 1 or terms["sum_other_doc_count"] == 0,
    )


def _edges(facet: Facet, found: Mapping[str, Any]) -> Sequence[Any]:
    """None where nobody has a value."""
    least, greatest = _extent(found)
    return () if least is None or greatest is None else edges_of(facet, least, greatest)


def _extent(found: Mapping[str, Any]) -> tuple[float | None, float | None]:
    own = found["values"]["own"]
    return own["least"]["value"], own["greatest"]["value"]


def _histogram(edges: Sequence[Any], found: Mapping[str, Any]) -> tuple[Bucket, ...]:
    """The server hands ranges back in ascending order."""
    ranges = found["values"]["own"]["buckets"]["buckets"]
    return tuple(
        Bucket(int(each["documents"]["doc_count"]), gte=low, lt=high)
        for each, (low, high) in zip(ranges, itertools.pairwise(edges), strict=True)
    )
