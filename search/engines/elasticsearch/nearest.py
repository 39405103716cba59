"""The documents nearest in meaning, by the server's approximate search (HNSW over bytes).

The filter is part of that search: the nearest of those that the caller may find, however few of
all documents they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch.dsl.query import Query

from search.engines.elasticsearch.layout import UNPACKED, vector_field
from search.engines.nearness import LEAST, MOST, Near
from search.request import Meaning

_CANDIDATES = 500  # looked at on each shard; the more, the closer to the exact answer


def near_body(meaning: Meaning, seen: Query) -> dict[str, Any]:
    """`seen` holds where the caller may find a document. Where no document has a vector of this
    model, there is no such field, and nothing is found."""
    knn = {
        "field": vector_field(meaning.vector.model),
        "query_vector": meaning.vector.floats(),
        "k": MOST,
        "num_candidates": _CANDIDATES,
        "similarity": meaning.cosine(LEAST),
        "filter": seen.to_dict(),
    }
    return {
        "knn": knn,
        "size": MOST,
        **UNPACKED,
        "docvalue_fields": ["id"],
        "track_total_hits": False,
    }


def near_of(answer: Mapping[str, Any], meaning: Meaning) -> tuple[Near, ...]:
    """The server's score is (1 + cosine) / 2."""
    hits = ((hit["fields"]["id"][0], float(hit["_score"])) for hit in answer["hits"]["hits"])
    found = [Near(id_, meaning.similarity(2 * score - 1)) for id_, score in hits]
    return tuple(sorted(found, key=lambda each: (-each.similarity, each.id)))
