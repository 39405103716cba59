"""From text to tokens. Every text has tokens; what does not fit together, the parser tells."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Literal

from search.engines.words import CURLY_QUOTES, clean
from search.language.mistakes import Span

Kind = Literal["open", "close", "not", "and", "or", "word", "phrase", "field", "sign", "range"]

_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)(?P<end>"?)', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_NAME = re.compile(r"(?P<name>[^\W\d][\w./-]*):(?=\S)(?!//)")
_NAME_IS_OVER = re.compile(r":(?=\S)")
_SIGN = re.compile(r"[<>]=?")
_RANGE = re.compile(r"[\[{][^\]}]*[\]}]?")
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
# What identifiers start with: `doi:10.1/x` is something to look for, not a field called doi.
# Schemes of URIs and of https://identifiers.org, as scientists type them.
SCHEMES = frozenset(
    """
    arxiv ark bioproject biosample cellosaurus chebi cl doi doid efo ensembl ftp geo go gs hdl hp
    http https isbn issn mgi mondo ncbigene ncbitaxon obi orcid pato pmc pmid ror rrid s3 sra swh
    taxonomy uberon uniprot urn uuid wormbase zfin
    """.split()  # noqa: SIM905 - a list to read, not to look at
)


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it says: of a phrase without quotes, of a field the name. `whole` is false
    where an end is missing."""

    kind: Kind
    text: str
    span: Span
    whole: bool = True


def tokens(text: str) -> list[Token]:
    """The tokens in their order. A field's token is followed at once by that of its value."""
    return list(_Lexer(clean(text).translate(CURLY_QUOTES)).all())


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def all(self) -> Iterator[Token]:
        while self._skip_space():
            yield from self._term()

    def _skip_space(self) -> bool:
        if space := _SPACE.match(self._text, self._at):
            self._at = space.end()
        return self._at < len(self._text)

    def _term(self) -> Iterator[Token]:
        sign = self._text[self._at]
        if sign in "()":
            yield self._take("open" if sign == "(" else "close", sign, 1)
        elif sign == "-" and self._is_minus():
            yield self._take("not", "-", 1)
            if self._text[self._at] == "-":
                yield self._word()  # of two minuses the second is punctuation
        elif sign == '"':
            yield from self._phrase()
        elif name := _NAME.match(self._text, self._at):
            if name["name"].casefold() in SCHEMES:
                yield self._word()
            else:
                yield self._take("field", name["name"], name.end("name") - self._at)
                yield from self._value()
        else:
            yield self._word()

    def _is_minus(self) -> bool:
        following = self._text[self._at + 1 : self._at + 2]
        return bool(following) and not following.isspace() and following != ")"

    def _phrase(self) -> Iterator[Token]:
        """A phrase, or a name that needs quotes: `"odd name":value`."""
        phrase = self._quoted()
        if phrase.whole and phrase.text and _NAME_IS_OVER.match(self._text, self._at):
            yield dataclasses.replace(phrase, kind="field")
            yield from self._value()
        else:
            yield phrase

    def _value(self) -> Iterator[Token]:
        """What follows a name: its colon, and a character that is no space."""
        self._at += 1
        if sign := _SIGN.match(self._text, self._at):
            yield self._take("sign", sign[0], sign.end() - self._at)
            if self._at == len(self._text) or self._text[self._at].isspace():
                self._skip_space()
        if self._at == len(self._text):
            return
        first = self._text[self._at]
        if first == '"':
            yield self._quoted()
        elif first in "[{" and (found := _RANGE.match(self._text, self._at)):
            yield self._take("range", found[0], found.end() - self._at, found[0][-1] in "]}")
        elif first not in "()":
            yield dataclasses.replace(self._word(), kind="word")

    def _quoted(self) -> Token:
        found = _QUOTED.match(self._text, self._at)
        assert found is not None, "there is a quote"
        text = _ESCAPE.sub(r"\1", found["text"])
        return self._take("phrase", text, found.end() - self._at, bool(found["end"]))

    def _word(self) -> Token:
        """Up to a space, a quote, or a parenthesis that closes one before the word:
        `Ai93(TITL-GCaMP6f)/wt` is a word."""
        opened, end = 0, self._at
        while end < len(self._text) and not (sign := self._text[end]).isspace() and sign != '"':
            opened += (sign == "(") - (sign == ")")
            if opened < 0:
                break
            end += 1
        text = self._text[self._at : end]
        return self._take(_OPERATORS.get(text, "word"), text, end - self._at)

    def _take(self, kind: Kind, text: str, length: int, whole: bool = True) -> Token:
        start, self._at = self._at, self._at + length
        return Token(kind, text, Span(start, self._at), whole)
