"""Words as they are spelled, for finding them by their beginnings: stems would not do, as
`imagin…` is no beginning of `imag`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.engines import analysis
from search.engines.building import Builder, Query

FIELD = "words"
_LONGEST = 60
_SCORE = 1.0


def spelled(texts: Sequence[str], parts: str) -> list[str]:
    """The terms of the field: folded words, what is inside of them, and compounds joined, which
    are `parts` (see `analysis.parts`)."""
    # One by one: plain ones are quick, and need not be read as slowly as another that is not.
    words = {word for text in (*texts, parts) for word in analysis.folded_words(text)}
    return sorted({word[:_LONGEST] for word in words})


def starting(b: Builder[Query], prefix: str) -> Query:
    """A word that starts with `prefix`; of a compound (`sub-0`) also its words, the last one cut
    off."""
    *whole, last = list(analysis.folded_words(prefix)) or [""]
    if not last:
        return b.nothing()
    ways = [b.all_of([*_terms(b, whole), b.starting(FIELD, last[:_LONGEST])])]
    if whole and (joined := analysis.fold(analysis.joined(prefix))):
        ways.append(b.starting(FIELD, joined[:_LONGEST]))
    return b.worth(b.any_of(ways), _SCORE)


def _terms(b: Builder[Query], words: Iterable[str]) -> list[Query]:
    return [b.term(FIELD, word[:_LONGEST]) for word in words]
