"""The hits of an answer, made of what an index keeps of their documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search.engines.highlighting import highlights_of
from search.engines.matching import searched_terms
from search.engines.words import Word
from search.request import AuthorisedQuery, Hit


def hits_of(
    query: AuthorisedQuery,
    words: Sequence[Word],
    stored: Sequence[dict[str, Any]],
    scores: Sequence[float | None],
) -> tuple[Hit, ...]:
    """`stored` as `search.engines.showing` makes it, in order; `words`: those whose matches are
    shown, if the request wants that."""
    terms = searched_terms(words) if query.request.highlight else frozenset()
    marked = highlights_of(stored, terms, query.labels)
    return tuple(
        Hit(each["id"], each["type"], score, each["source"], fragments)
        for each, score, fragments in zip(stored, scores, marked, strict=True)
    )
