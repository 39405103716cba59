"""The hits of an answer, made of what an index keeps of their documents."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from search.engines.highlighting import highlights_of
from search.engines.matching import searched_terms
from search.engines.words import Word
from search.request import AuthorisedQuery, Hit

JSON = str | bytes


def marked_terms(query: AuthorisedQuery, words: Sequence[Word]) -> frozenset[str]:
    """The terms that are marked in the hits. `words`: those whose matches are shown, if the
    request wants that."""
    return searched_terms(words) if query.request.highlight else frozenset()


def hits_of(
    query: AuthorisedQuery,
    terms: frozenset[str],
    hits: Sequence[JSON],
    texts: Sequence[JSON],
    scores: Sequence[float | None],
) -> tuple[Hit, ...]:
    """In order; `hits` and `texts` as `search.engines.showing` makes them. Where there are no
    `terms` to be marked, texts are not looked at."""
    sources = map(orjson.loads, hits)
    kept = [orjson.loads(each) for each in texts] if terms else []
    marked = highlights_of(kept, terms, query.labels) if terms else [{} for _ in hits]
    return tuple(
        Hit(each["id"], each["type"], score, each["source"], fragments)
        for each, score, fragments in zip(sources, scores, marked, strict=True)
    )
