"""What somebody typed into the search box, cut into words. No engine sees the raw text.

Bare words, "quoted phrases" and -negation of either; nothing else has a meaning.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from search.engines.base import BadQuery

MAX_CHARACTERS = 1_000
MAX_WORDS = 64

_WORD = re.compile(r'(?P<negated>-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
CURLY_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})
DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)(?=10\.)", re.IGNORECASE)

_STOP_WORDS = """
a about an and are as at be been being but by can could did does doing for from had has have having
he her him his how if in into is it its my no not of on or our she should such that the their then
there these they this those to versus vs was we were what when where which who whom whose why will
with would you your
"""
_AROUND = ".,;:!?'()"  # signs that a sentence puts around a word
STOP_WORDS = frozenset(_STOP_WORDS.split())


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """A bare word (which may be an identifier with punctuation in it) or a phrase."""

    text: str
    phrase: bool = False
    negated: bool = False


def clean(text: str) -> str:
    """`text` without what no index can hold: NUL and unpaired surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    text = text.replace("\x00", " ")
    return text.encode("utf-8", "replace").decode("utf-8")


def parse_words(text: str) -> tuple[Word, ...]:
    """Cut `text` into words. Raises `BadQuery` where there is too much of it."""
    if len(text) > MAX_CHARACTERS:
        raise BadQuery(
            f"q is {len(text):,} characters long; the limit is {MAX_CHARACTERS:,}. "
            "Search for fewer words."
        )
    if len(text.split()) > MAX_WORDS:
        raise BadQuery(
            f"q has {len(text.split())} words; the limit is {MAX_WORDS}. Search for fewer words."
        )
    found = _WORD.finditer(clean(text).translate(CURLY_QUOTES))
    words = (_word(match) for match in found)
    return _without_stop_words(tuple(word for word in words if word.text.strip()))


def is_about_something(words: Sequence[Word]) -> bool:
    """Whether the words have a meaning, and not only a spelling: one of them is of letters alone,
    and none was put between quotation marks, which asks for exactly that."""
    wanted = [word for word in words if not word.negated]
    return any(word.text.isalpha() for word in wanted) and not any(w.phrase for w in wanted)


def _word(match: re.Match[str]) -> Word:
    phrase = match["phrase"]
    text = match["bare"] if phrase is None else phrase
    return Word(DOI_PREFIX.sub("", text), phrase is not None, match["negated"] is not None)


def _without_stop_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`words` without those that nearly every text holds, unless nothing else was asked for."""
    kept = tuple(
        word
        for word in words
        if word.phrase or word.negated or word.text.strip(_AROUND).casefold() not in STOP_WORDS
    )
    return kept if any(not word.negated for word in kept) else words
