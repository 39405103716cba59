"""One search, from the question to the answer."""

from __future__ import annotations

import binascii
import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.engines.cursors import Place, decode_cursor, encode_cursor, place_after
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch.asking import Asked
from search.engines.elasticsearch.expectations import Known
from search.engines.elasticsearch.facets import Counting
from search.engines.elasticsearch.layout import UNPACKED
from search.engines.elasticsearch.nearest import near_body, near_of
from search.engines.elasticsearch.ordering import order_of
from search.engines.hits import hits_of
from search.engines.limits import COUNTED, check_facets, check_limit
from search.engines.nearness import Nearness, ranking_of
from search.request import AuthorisedQuery, Hit, SearchResult

Body = dict[str, Any]
_TEXTS: Body = {"_source": ["kept_texts"]}


def search(
    client: Elasticsearch, index: str, query: AuthorisedQuery, memory: Known
) -> SearchResult:
    """One request; one or two more where facets are not as expected, and one where the query has a
    meaning. Raises `BadQuery`."""
    request = query.request
    check_limit(request)
    check_facets(request.facets)
    place = decode_cursor(request)
    asked = _with_nearness(client, index, Asked.of(query))
    after = _now(client, index, asked, place) if place and asked.is_ranked else place
    counting = Counting(asked, memory)
    found = _ask(client, index, asked, _body(asked, after, counting.wanted()))
    hits, total = found["hits"]["hits"], found["hits"]["total"]
    counting.take(found.get("aggregations", {}), int(total["value"]))
    while wanted := counting.wanted():
        more = _ask(client, index, asked, _counts_alone(asked, wanted))
        counting.take(more["aggregations"], int(total["value"]))
    page = hits[: request.limit]
    return SearchResult(
        total=int(total["value"]),
        relation=total["relation"],
        hits=_hits(asked, page),
        facets=counting.results(shards=found["_shards"]["total"]),
        next_cursor=_cursor(asked, place, page) if len(hits) > len(page) else "",
        ranking=ranking_of(query, is_ranked=asked.is_ranked, nearness=asked.nearness),
    )


def _with_nearness(client: Elasticsearch, index: str, asked: Asked) -> Asked:
    """With what is near in meaning, where the query has one and the documents have vectors."""
    meaning = asked.query.meaning
    if meaning is None:
        return asked
    bodies = [near_body(meaning, asked.seen())]
    if asked.is_ranked and not meaning.alone:
        bodies.append(_best_body(asked))
    near, *ranked = _ask_together(client, index, asked, bodies)
    best = max((hit["_score"] for found in ranked for hit in found["hits"]["hits"]), default=0.0)
    nearest = near_of(near, meaning)
    return Asked.of(asked.query, Nearness.of(nearest, best=best, alone=meaning.alone))


def _best_body(asked: Asked) -> Body:
    """For the greatest score that the words give; nothing where nothing holds them."""
    body: Body = {"query": asked.base().to_dict(), "size": 1}
    if asked.by_facet:
        body["post_filter"] = asked.narrowed().to_dict()
    return body | UNPACKED | {"track_total_hits": False}


def _now(client: Elasticsearch, index: str, asked: Asked, place: Place) -> Place:
    """The place by what its hit scores now: scores move with everything that is written. Where
    it is gone, the hit before it counts; where all of them are, its former score."""
    themselves = b.filtered([asked.narrowed(), b.one_of("id", place.ids)])
    body: Body = {
        "query": asked.base().to_dict(),
        "post_filter": themselves.to_dict(),
        "size": len(place.ids),
        "sort": _order(asked),
        "track_total_hits": False,
        **UNPACKED,
    }
    found = _ask(client, index, asked, body)["hits"]["hits"]
    keys = {hit["sort"][-1]: tuple(hit["sort"]) for hit in found}
    still = [keys[id_] for id_ in place.ids if id_ in keys]
    return dataclasses.replace(place, keys=still[-1]) if still else place


def _cursor(asked: Asked, before: Place | None, page: Sequence[Mapping[str, Any]]) -> str:
    if not page:
        return ""
    ends = [(hit["sort"], hit["sort"][-1]) for hit in page]
    place = place_after(before, ends, is_ranked=asked.is_ranked)
    return encode_cursor(asked.query.request, place)


def _order(asked: Asked) -> list[dict[str, Any]]:
    return order_of(asked.query.request.sort, is_ranked=asked.is_ranked)


def _body(asked: Asked, after: Place | None, counted: Mapping[str, Any]) -> Body:
    """One hit more than the page has, which tells whether there is a next one. Facets count all
    hits, so with them an exact total costs nothing more."""
    request = asked.query.request
    body: Body = {
        "query": asked.base().to_dict(),
        "size": request.limit + 1 if request.limit else 0,
        "sort": _order(asked),
        "track_total_hits": True if request.exact_total or request.facets else COUNTED,
        "docvalue_fields": ["kept_hit"],
        **(_TEXTS if asked.marked_terms else UNPACKED),
    }
    if after:
        body["search_after"] = list(after.keys)
    if asked.by_facet:  # else the hits are what the query finds
        body["post_filter"] = asked.narrowed().to_dict()
    if counted:
        body["aggs"] = counted
    return body


def _counts_alone(asked: Asked, wanted: Mapping[str, Any]) -> Body:
    body: Body = {"query": asked.base().to_dict(), "size": 0, "aggs": wanted}
    return body | {"track_total_hits": False}


def _ask(client: Elasticsearch, index: str, asked: Asked, body: Body) -> Mapping[str, Any]:
    """All shards or an error: a part of the answer would be a wrong answer. Pages of one question
    go to the same copies of the shards, whose scores may differ from those of other copies."""
    answer = client.search(
        index=index,
        allow_partial_search_results=False,
        preference=_place(asked),
        **_named(body),
    )
    found: Mapping[str, Any] = answer.body
    return found


def _ask_together(
    client: Elasticsearch, index: str, asked: Asked, bodies: Sequence[Body]
) -> list[Mapping[str, Any]]:
    """The same for several questions, which the server answers at the same time."""
    how = {"index": index, "allow_partial_search_results": False, "preference": _place(asked)}
    answer = client.msearch(searches=[line for body in bodies for line in (how, body)])
    responses: list[Mapping[str, Any]] = answer["responses"]
    for each in responses:
        if "error" in each:  # told within an answer that is well
            meta = dataclasses.replace(answer.meta, status=each["status"])
            raise ApiError(each["error"]["type"], meta, each)
    return responses


def _named(body: Body) -> Body:
    """Python's client has a name of its own for one key."""
    return {"source" if key == "_source" else key: value for key, value in body.items()}


def _place(asked: Asked) -> str:
    question = [asked.query.request.text, sorted(asked.query.labels)]
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:16]


def _hits(asked: Asked, found: list[Mapping[str, Any]]) -> tuple[Hit, ...]:
    is_ranked = asked.is_ranked
    hits = [binascii.a2b_base64(each["fields"]["kept_hit"][0]) for each in found]
    texts = [each["_source"]["kept_texts"] for each in found] if asked.marked_terms else []
    scores = [float(each["sort"][0]) if is_ranked else None for each in found]
    return hits_of(asked.query, asked.marked_terms, hits, texts, scores)
