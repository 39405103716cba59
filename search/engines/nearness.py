"""Documents near in meaning, and what they add to the score of their words.

A query with a meaning finds the documents that hold its words, and with them those that are near,
with a similarity of at least `FOUND` (`Meaning` says what that is). The engine is asked for the
nearest `MOST` of those that the caller may find and that are of the types asked for. Which these
are does not depend on conditions: conditions narrow what was found, so that a facet's count is what
choosing it leaves. Both engines put the nearest into the query by their ids, so totals, facets,
pages and cursors need to know nothing of it.

The order is by `s + WEIGHT · best · nearness`: `s` the score of the words, `best` the greatest one
of the query, `nearness` from 0 at `LEAST` to 1 for the nearest. This is the interpolation of scores
brought to one scale of Bruch et al. (2023), "An analysis of fusion functions for hybrid retrieval",
which found it better than reciprocal ranks. Tuned on the same half of the queries as `matching`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from search.request import AuthorisedQuery, Ranking

MOST = 100
LEAST = 0.177  # below, two texts share a language and no subject
FOUND = 0.383  # from here on a document is found without a word in common
WEIGHT = 0.5
_SCORE_WITHOUT_WORDS = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """`similarity` to the meaning of the query, as of `Meaning`."""

    id: str
    similarity: float


@dataclasses.dataclass(frozen=True, slots=True)
class Nearness:
    """`found` are the ids found by meaning, `scores` what nearness adds, to those that are found by
    words alone too. `alone`: words do not matter."""

    found: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]
    alone: bool = False

    @classmethod
    def of(cls, near: Sequence[Near], *, best: float, alone: bool) -> Nearness:
        """`near`: the nearest first. `best`: the greatest score that the words give; 0 where
        nothing holds them."""
        found = tuple(each.id for each in near if each.similarity >= FOUND)
        if alone:
            return cls(found, tuple((each.id, each.similarity) for each in near), alone=True)
        scale = WEIGHT * best if best > 0 else _SCORE_WITHOUT_WORDS
        span = max(near[0].similarity - LEAST, 1e-6) if near else 1.0
        scores = ((each.id, scale * (each.similarity - LEAST) / span) for each in near)
        return cls(found, tuple((id_, score) for id_, score in scores if score > 0))


def ranking_of(query: AuthorisedQuery, *, is_ranked: bool, nearness: Nearness | None) -> Ranking:
    """What the scores of an answer are made of."""
    if query.request.sort.field != "relevance" or not is_ranked:
        return ""
    if nearness is None or not (nearness.scores or nearness.alone):
        return "lexical"
    return "semantic" if nearness.alone else "hybrid"
