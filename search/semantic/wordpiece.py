"""From text to the numbers of word pieces, as uncased BERT models take them.

The rules are those of BERT's own tokenizer (Devlin et al. 2019, `tokenization.py`): clean, lower
case, accents off, cut at spaces, punctuation and Chinese signs; then the longest pieces that the
vocabulary holds, first to last (Wu et al. 2016).
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

_LONGEST_WORD = 100
_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
# Signs that Unicode does not count as punctuation and BERT does.
_ASCII_SIGNS = frozenset("$+<=>^`|~")


class WordPiece:
    """`vocabulary`: a file of one piece a line, numbered from 0 (`vocab.txt` of a model)."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {piece.rstrip("\r"): number for number, piece in enumerate(lines)}
        self._unknown, self._first, self._last = (
            self._numbers[piece] for piece in ("[UNK]", "[CLS]", "[SEP]")
        )
        self._pieces = functools.lru_cache(maxsize=50_000)(self._cut)

    def encode(self, text: str, *, most: int) -> list[int]:
        """At most `most` numbers, the marks of beginning and end among them."""
        found = itertools.chain.from_iterable(map(self._pieces, _words(text)))
        return [self._first, *itertools.islice(found, most - 2), self._last]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        numbers: list[int] = []
        start = 0
        while start < len(word):
            number, start = self._longest(word, start)
            if number is None:
                return (self._unknown,)
            numbers.append(number)
        return tuple(numbers)

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        """The longest known piece of `word` from `start` on, and where it ends."""
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self._numbers.get(prefix + word[start:end])
            if number is not None:
                return number, end
        return None, start


def _words(text: str) -> Iterator[str]:
    plain = text.lower() if text.isascii() else _folded(text)
    return itertools.chain.from_iterable(map(_at_signs, plain.split()))


def _folded(text: str) -> str:
    lower = unicodedata.normalize("NFD", "".join(map(_cleaned, text)).lower())
    return "".join(sign for sign in lower if unicodedata.category(sign) != "Mn")


def _cleaned(sign: str) -> str:
    if _is_chinese(sign):
        return f" {sign} "
    if sign.isspace():
        return " "
    return "" if sign == "\ufffd" or unicodedata.category(sign)[0] == "C" else sign


def _at_signs(word: str) -> Iterator[str]:
    """`word` with every sign of punctuation, and every control sign gone, on its own."""
    if word.isalnum():
        yield word
        return
    for is_sign, signs in itertools.groupby(filter(str.isprintable, word), key=_is_sign):
        run = "".join(signs)
        yield from run if is_sign else [run]


def _is_sign(sign: str) -> bool:
    return sign in _ASCII_SIGNS or unicodedata.category(sign)[0] == "P"


def _is_chinese(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in _CHINESE)
