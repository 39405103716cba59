"""Completions of what is being typed: titles, creators, keywords. One request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl.query import Query

from search.engines.base import EngineDown
from search.engines.completions import MOST, by_turns, folded_prefix, named, titled
from search.engines.elasticsearch import building as b
from search.request import Suggestion


def suggest(
    client: Elasticsearch, index: str, prefix: str, visible: Query, limit: int
) -> tuple[Suggestion, ...]:
    """At most `limit` suggestions, by turns a title, a creator and a keyword."""
    typed, limit = folded_prefix(prefix), min(limit, MOST)
    if not typed or limit < 1:
        return ()
    searches = [_names(typed, visible, limit), *_titles(typed, visible, limit)]
    header = {"index": index, "allow_partial_search_results": False}
    answer = client.msearch(searches=[part for body in searches for part in (header, body)])
    names, *titles = map(_whole, answer["responses"])
    terms = [bucket["key"] for bucket in names["aggregations"]["terms"]["buckets"]]
    found = titled(each for some in titles for each in _found(some))[:limit]
    return by_turns(found, named(terms), limit)


def _names(typed: str, visible: Query, limit: int) -> dict[str, Any]:
    """The most frequent terms first; several may stand for one text, so more are looked at."""
    terms = {
        "field": "completions",
        "include": f"{re.escape(typed)}.*",
        "size": limit * 8,
        "execution_hint": "map",  # few documents have such a term
    }
    starting = b.starting("completions", typed)
    query = b.filtered([visible, starting]).to_dict()
    return {"query": query, "size": 0, "aggs": {"terms": {"terms": terms}}}


def _titles(typed: str, visible: Query, limit: int) -> Sequence[dict[str, Any]]:
    """Those that start with it, then those in which a word does, each by the alphabet."""
    *whole, last = typed.split()
    words = [*(b.term("title_words", word) for word in whole), b.starting("title_words", last)]
    return [
        {
            "query": b.filtered([visible, *queries]).to_dict(),
            "size": limit * 2,
            "sort": [{"title_key": "asc"}, {"id": "asc"}],
            "track_total_hits": False,
            "_source": ["kept_title"],
            "docvalue_fields": ["id"],
        }
        for queries in ([b.starting("title_key", typed)], words)
    ]


def _found(response: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for hit in response["hits"]["hits"]:
        yield hit["_source"]["kept_title"], hit["fields"]["id"][0]


def _whole(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises `EngineDown` for what failed inside of an answer that as such did not."""
    if "error" in response:
        raise EngineDown(f"suggesting failed: {response['error'].get('reason')}")
    return response
