"""One search, from the question to the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.cursors import encode_cursor
from search.engines.elasticsearch import facets
from search.engines.elasticsearch.asking import Asked
from search.engines.elasticsearch.nearest import near_body, near_of
from search.engines.elasticsearch.ordering import order_of
from search.engines.highlighting import highlights
from search.engines.limits import DEEPEST, check_facets, offset_of
from search.engines.matching import searched_terms
from search.engines.nearness import Nearness, ranking_of
from search.request import AuthorisedQuery, Hit, SearchResult

Body = dict[str, Any]


def search(client: Elasticsearch, index: str, query: AuthorisedQuery) -> SearchResult:
    """One request; one more where histograms are wanted, two where the query has a meaning.
    Raises `BadQuery`."""
    request = query.request
    offset = offset_of(request)
    limit = min(request.limit, DEEPEST - offset)
    check_facets(request.facets)
    asked = _with_nearness(client, index, Asked.of(query))
    found = _ask(client, index, asked, _body(asked, offset, limit))
    first = found.get("aggregations", {})
    second: Mapping[str, Any] = {}
    if histograms := facets.second_look(asked, first):
        body = {"query": asked.base().to_dict(), "size": 0, "aggs": histograms}
        second = _ask(client, index, asked, body)["aggregations"]
    hits = found["hits"]["hits"]
    total, end = int(found["hits"]["total"]["value"]), offset + len(hits)
    return SearchResult(
        total=total,
        relation="eq",
        hits=_hits(asked, hits),
        facets=facets.results(asked, first, second),
        next_cursor=encode_cursor(request, offset=end) if hits and end < total else "",
        ranking=ranking_of(query, is_ranked=asked.is_ranked, nearness=asked.nearness),
    )


def _with_nearness(client: Elasticsearch, index: str, asked: Asked) -> Asked:
    """With what is near in meaning, where the query has one and the documents have vectors."""
    meaning = asked.query.meaning
    if meaning is None:
        return asked
    near = near_of(_ask(client, index, asked, near_body(meaning.vector, asked.seen())))
    best = _best(client, index, asked) if asked.is_ranked and not meaning.alone else 0.0
    return Asked.of(asked.query, Nearness.of(near, best=best, alone=meaning.alone))


def _best(client: Elasticsearch, index: str, asked: Asked) -> float:
    """The greatest score that the words give; 0 where nothing holds them."""
    body = {"query": asked.base().to_dict(), "size": 1, "_source": False, "track_total_hits": False}
    if asked.by_facet:
        body["post_filter"] = asked.narrowed().to_dict()
    first = _ask(client, index, asked, body)["hits"]["hits"]
    return float(first[0]["_score"]) if first else 0.0


def _body(asked: Asked, offset: int, limit: int) -> Body:
    body: Body = {
        "query": asked.base().to_dict(),
        "from": offset,
        "size": limit,
        "sort": order_of(asked.query.request.sort, is_ranked=asked.is_ranked),
        "track_total_hits": True,
        "_source": ["shown"],
    }
    if asked.by_facet:  # else the hits are what the query finds
        body["post_filter"] = asked.narrowed().to_dict()
    if aggregations := facets.first_look(asked):
        body["aggs"] = aggregations
    return body


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


def _named(body: Body) -> Body:
    """Python's client has names of its own for two keys."""
    renamed = {"from": "from_", "_source": "source"}
    return {renamed.get(key, key): value for key, value in body.items()}


def _place(asked: Asked) -> str:
    question = [asked.query.request.text, sorted(asked.query.labels)]
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:16]


def _hits(asked: Asked, found: list[Mapping[str, Any]]) -> tuple[Hit, ...]:
    terms = searched_terms(asked.words) if asked.query.request.highlight else frozenset()
    return tuple(_hit(asked, each, terms) for each in found)


def _hit(asked: Asked, found: Mapping[str, Any], terms: frozenset[str]) -> Hit:
    shown = json.loads(found["_source"]["shown"])
    score = float(found["sort"][0]) if asked.is_ranked else None
    marked = highlights(shown, terms, asked.query.labels) if terms else {}
    return Hit(shown["id"], shown["type"], score, shown["source"], marked)
