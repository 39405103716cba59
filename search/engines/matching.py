"""How words match documents, and how much each match counts.

Stems decide what is found; the order is decided by the words as they are written, as stems put much
beside each other that is not the same (`universal`, `university`). The weights were tuned on the
half of 306 judged queries over 6,209 open-data records (ACORDAR); docs/explanation/relevance.md has
the figures, on the other half too.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from typing import Generic

from search.engines import analysis
from search.engines.building import Builder, Query
from search.engines.nearness import Nearness
from search.engines.words import STOP_WORDS, Word

_TITLE = 0.1
_STEM = 0.5
_BESIDE = 0.5  # neighbours in the query that are neighbours in the text
_ALL_WORDS = 1.0
_PART = 0.5
_REWRITTEN = 0.7
# A constant: what a score of file names would be made of includes names that are hidden.
_FILES = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class TextQueries(Generic[Query]):
    """`found` holds where the words match; `ranked` holds there too, and scores. Both are None
    without words. Nothing of `unwanted` may hold."""

    found: Query | None
    ranked: Query | None
    unwanted: tuple[Query, ...]


def text_queries(
    b: Builder[Query], words: Sequence[Word], gate: Query, nearness: Nearness | None = None
) -> TextQueries[Query]:
    """`gate` holds where the caller may find a document by its files."""
    text = _in_words(b, words, gate)
    if nearness is None or not (nearness.scores or nearness.alone):
        return text
    near = b.one_of("id", nearness.found)
    scores = [b.worth(b.term("id", id_), score) for id_, score in nearness.scores]
    if nearness.alone or text.found is None or text.ranked is None:
        return TextQueries(near, b.preferring(b.silent(near), *scores), text.unwanted)
    found = b.any_of([text.found, near])
    ranked = b.preferring(b.any_of([text.ranked, b.silent(near)]), *scores)
    return TextQueries(found, ranked, text.unwanted)


def _in_words(b: Builder[Query], words: Sequence[Word], gate: Query) -> TextQueries[Query]:
    wanted = [word for word in words if not word.negated]
    otherwise = [_otherwise(b, word, gate) for word in wanted]
    found = [_holds(b, *each) for each in zip(wanted, otherwise, strict=True)]
    matches = [query for query in found if query is not None]
    ruled_out = [_holds(b, word, _otherwise(b, word, gate)) for word in words if word.negated]
    unwanted = tuple(query for query in ruled_out if query is not None)
    if matches:
        ways = [way for some in otherwise for way in some]
        return TextQueries(b.any_of(matches), _ranked(b, wanted, matches, ways), unwanted)
    if wanted and not unwanted:  # words of punctuation only
        return TextQueries(b.nothing(), b.nothing(), ())
    return TextQueries(None, None, unwanted)


def searched_terms(words: Sequence[Word]) -> frozenset[str]:
    """The terms whose matches are shown."""
    found: set[str] = set()
    for word in words:
        if not word.negated:
            found.update(analysis.terms(word.text))
            found.update(analysis.terms(_joined(word)))
    return frozenset(found - STOP_WORDS) or frozenset(found)


def all_words(
    b: Builder[Query],
    field: str,
    text: str,
    *,
    within: Callable[[Query], Query] = lambda word: word,
) -> Query:
    """Every word of `text`, in any order; an identifier's parts beside each other. `within` is
    put around every word."""
    words = [terms for word in text.split() if (terms := analysis.terms(word))]
    if not words:
        return b.nothing()
    return b.all_of([within(b.scored_terms(field, terms)) for terms in words])


def _ranked(
    b: Builder[Query], wanted: Sequence[Word], matches: Sequence[Query], otherwise: Sequence[Query]
) -> Query:
    """Any word will do; the more of them, and the closer together, the better. `matches` says
    where each of them holds, `otherwise` where not by being in the text."""
    preferred = [b.worth(b.all_of(matches), _ALL_WORDS)] if len(matches) > 1 else []
    for one, other in itertools.pairwise(wanted):
        beside = analysis.terms(one.text) + analysis.terms(other.text)
        if len(beside) > 1:
            preferred.append(b.weighed(b.neighbors("text", beside), _BESIDE))
    for word in wanted:
        preferred += [b.weighed(piece, _REWRITTEN) for piece in _pieces(b, word)]
    in_text = _in_texts(b, [_in_text(b, word) for word in wanted if analysis.terms(word.text)])
    return b.preferring(b.any_of([in_text, *otherwise]), *preferred)


def _in_texts(b: Builder[Query], words: Sequence[Sequence[Query]]) -> Query:
    """Plain terms are merged quickest in one list. Where there is one word only, an engine can skip
    what conditions rule out as long as a single term says where it is found."""
    if len(words) == 1:
        return b.preferring(*words[0])
    return b.any_of([way for ways in words for way in ways])


def _holds(b: Builder[Query], word: Word, otherwise: Sequence[Query]) -> Query | None:
    """Where a word is found: in any way that scores, but without what is found there anyway."""
    terms = analysis.terms(word.text)
    return b.any_of([b.scored_terms("text", terms), *otherwise]) if terms else None


def _in_text(b: Builder[Query], word: Word) -> list[Query]:
    """Scores of a word with terms that add up. Wherever one of them holds, the first does."""
    terms, written = analysis.terms(word.text), analysis.written_terms(word.text)
    stems = b.scored_terms("text", terms)
    if len(written) > 1:  # a phrase, or an identifier: with its neighbours no stem is ambiguous
        return [b.preferring(stems, b.weighed(b.scored_terms("title", terms), _TITLE))]
    return [
        b.weighed(stems, _STEM),
        b.scored_terms("written", written),
        b.weighed(b.scored_terms("written_title", written), _TITLE),
    ]


def _otherwise(b: Builder[Query], word: Word, gate: Query) -> list[Query]:
    """The other ways to find a word."""
    terms = analysis.terms(word.text)
    if not terms:
        return []
    files = [b.scored_terms("files", terms), *_rewritten(b, word, "files")]
    files += _within(b, word, terms, "file_parts")
    return [
        *(b.weighed(way, _REWRITTEN) for way in _rewritten(b, word, "text")),
        *(b.worth(way, _PART) for way in _within(b, word, terms, "parts")),
        b.all_of([gate, b.worth(b.any_of(files), _FILES)]),
    ]


def _pieces(b: Builder[Query], word: Word) -> list[Query]:
    """Of `food/drug`, which is found where both stand beside each other, `food` and `drug`: what is
    found anyway comes first where it holds them."""
    pieces = () if word.phrase else analysis.plain_words(word.text)
    kept = (piece for piece in pieces if piece.casefold() not in STOP_WORDS)
    return [b.any_of(_in_text(b, Word(piece))) for piece in kept if analysis.terms(piece)]


def _rewritten(b: Builder[Query], word: Word, field: str) -> list[Query]:
    """`sub-01` as `sub01` and the other way round."""
    found = []
    if joined := analysis.terms(_joined(word)):
        found.append(b.scored_terms(field, joined))
    if not word.phrase and len(analysis.terms(word.text)) == 1:
        cut = [term for piece in analysis.split(word.text) for term in analysis.terms(piece)]
        if len(cut) > 1:
            found.append(b.scored_terms(field, cut))
    return found


def _within(b: Builder[Query], word: Word, terms: Sequence[str], field: str) -> list[Query]:
    if len(terms) == 1:
        return [b.term(field, terms[0])]
    return [b.term(field, joined[0])] if (joined := analysis.terms(_joined(word))) else []


def _joined(word: Word) -> str:
    whole = not word.phrase and ("-" in word.text or "_" in word.text)
    return analysis.joined(word.text) if whole else ""
