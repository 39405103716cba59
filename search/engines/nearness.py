"""Documents near in meaning, and what they add to the score of their words.

A query with a meaning finds the documents that hold its words, and with them the nearest: at most
`MOST`, of those alone that the caller may find and that are of the types asked for. Which are the
nearest does not depend on conditions: these narrow what was found, so that a facet's count is what
choosing it leaves. Both engines put the nearest into the query by their ids, so totals, facets,
pages and cursors need to know nothing of it.

The order is by `s + weight · best · nearness`: `s` the score of the words, `best` the greatest one
of the query, `nearness` from 0 at `LEAST` to 1 for the nearest. This is the interpolation of scores
brought to one scale of Bruch et al. (2023), "An analysis of fusion functions for hybrid retrieval",
which found it better than reciprocal ranks; weights and bounds were tuned as those of `matching`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from search.request import AuthorisedQuery, Ranking

MOST = 100
LEAST = 0.3  # cosine; below are texts that share a language and no subject
WEIGHT = 1.0
_SCORE_WITHOUT_WORDS = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """`similarity`: the cosine of the angle between the meanings."""

    id: str
    similarity: float


@dataclasses.dataclass(frozen=True, slots=True)
class Nearness:
    """`found` are ids with what each adds to a score; `alone`: words do not matter."""

    found: tuple[tuple[str, float], ...]
    alone: bool = False

    @classmethod
    def of(cls, near: Sequence[Near], *, best: float, alone: bool) -> Nearness:
        """`best`: the greatest score that the words give; 0 where nothing holds them."""
        if alone:
            return cls(tuple((each.id, each.similarity) for each in near), alone=True)
        scale = WEIGHT * best if best > 0 else _SCORE_WITHOUT_WORDS
        nearest = max((each.similarity for each in near), default=1.0)
        span = max(nearest - LEAST, 1e-6)
        return cls(tuple((each.id, scale * (each.similarity - LEAST) / span) for each in near))


def ranking_of(query: AuthorisedQuery, *, is_ranked: bool, nearness: Nearness | None) -> Ranking:
    """What the scores of an answer are made of."""
    if query.request.sort.field != "relevance" or not is_ranked:
        return ""
    if nearness is None or not (nearness.found or nearness.alone):
        return "lexical"
    return "semantic" if nearness.alone else "hybrid"
