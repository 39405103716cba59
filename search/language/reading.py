"""What was typed, or sent as a tree, as something that can be searched.

A query that names no field is read with indulgence: where its quotes, parentheses or operators
do not fit together, its words are searched and a note says so. One that names a field means
something exact, so everything wrong with it is told, with its place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from search.criteria import AllOf, Criterion, OneOf, Words, every
from search.language.lexer import Token, tokens
from search.language.limits import check_length, check_size
from search.language.meaning import EVERYTHING, criteria_of
from search.language.mistakes import Malformed, QueryError
from search.language.names import Names
from search.language.parser import as_text, parse_tokens
from search.language.plain import tree_of
from search.language.settling import settled
from search.language.syntax import Everything, Node, Not, Phrase, Together, Word
from search.language.writing import written

_NO_OPERATORS = ("open", "close", "and", "or", "not")


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """`words` (see `SearchRequest.text`) and `criteria` must both hold; `tree` and `text` are the
    query in full, as a tree and as it is best written. `notes` tell how it was understood where
    that may surprise."""

    tree: Node
    text: str
    words: str
    criteria: Criterion | None
    notes: tuple[str, ...] = ()

    @property
    def names_types(self) -> bool:
        parts = every(self.criteria) if self.criteria is not None else ()
        return any(isinstance(part, OneOf) and part.field == "type" for part in parts)


def read_text(text: str) -> Read:
    """Raises `QueryError`."""
    check_length(text)
    found = tokens(text)
    notes: tuple[str, ...] = ()
    try:
        tree = parse_tokens(found) if found else Together(())
    except Malformed as error:
        if any(token.kind == "field" for token in found):
            raise QueryError([error.mistake]) from None
        tree, notes = _words(found), (f"Searched as words, because {error}.",)
    names = Names(tree)
    tree = settled(tree, names)
    check_size(tree)
    words, criteria = _apart(criteria_of(tree, names))
    return Read(tree, written(tree), words, criteria, (*notes, *_stars(found)))


def read_plain(plain: object) -> Read:
    """The same of a query as JSON: see `search.language.plain`. Raises `QueryError`, whose
    mistakes have a pointer into the JSON, or a span of its `text`: the query as it is written."""
    tree = tree_of(plain)
    text = written(settled(tree, Names(tree)))
    try:
        return read_text(text)
    except QueryError as error:
        raise QueryError(error.mistakes, text) from None


def _apart(criterion: Criterion) -> tuple[str, Criterion | None]:
    """The words that every hit needs, which rank it, and the rest."""
    parts = criterion.parts if isinstance(criterion, AllOf) else (criterion,)
    words = [part for part in parts if isinstance(part, Words)]
    if len(words) != 1:
        return "", None if criterion == EVERYTHING else criterion
    rest = tuple(part for part in parts if part is not words[0])
    return words[0].text, AllOf(rest) if rest else None


def _words(found: Sequence[Token]) -> Node:
    """What can be searched of a query whose structure is wrong."""
    parts: list[Node] = []
    negated = False
    for token in found:
        if token.kind not in _NO_OPERATORS and token.text.strip():
            text = as_text(token)
            part = Word(token.text, token.span) if isinstance(text, Everything) else text
            parts.append(Not(part, part.span) if negated else part)
        negated = token.kind == "not"
    if not parts:  # operators and parentheses alone are looked for as they are
        parts = [Phrase(token.text, token.span) for token in found]
    return Together(tuple(parts))


def _stars(found: Sequence[Token]) -> Sequence[str]:
    """A star that means nothing."""
    odd = [
        token.text
        for token in found
        if token.kind == "word" and "*" in token.text and isinstance(as_text(token), Word)
    ]
    if not odd:
        return ()
    return (f"The * in “{odd[0]}” means nothing: it stands at the end of two letters or more.",)
