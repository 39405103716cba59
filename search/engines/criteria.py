"""From criteria to queries, for both engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from search.criteria import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    InText,
    Not,
    OneOf,
    Starting,
    StartingWith,
    Where,
    Within,
    Words,
    wanted_texts,
)
from search.engines import analysis, prefixes
from search.engines.building import Builder, Query
from search.engines.matching import all_words, text_queries
from search.engines.words import Word, parse_words

_GATED = ("files", "media_types")
_Made = TypeVar("_Made", covariant=True)


class Properties(Protocol[_Made]):
    """What each engine does in a way of its own. Both raise `BadQuery`."""

    def where(self, condition: Condition) -> _Made: ...

    def within(self, criterion: Within) -> _Made: ...


class Criteria(Generic[Query]):
    """`gate` holds where the caller may find a document by its files."""

    def __init__(self, b: Builder[Query], properties: Properties[Query], gate: Query) -> None:
        self._b, self._properties, self._gate = b, properties, gate

    def found(self, criterion: Criterion) -> Query:
        """Holds where `criterion` does. Raises `BadQuery`."""
        match criterion:
            case Words(text):
                return self._words(text, ranked=False)
            case AllOf() | AnyOf() | Not():
                return combined(self._b, criterion, self.found)
            case _:
                return self._leaf(criterion)

    def ranked(self, criterion: Criterion) -> Query:
        """The same, with scores that say how well the texts match."""
        match criterion:
            case Words(text):
                return self._words(text, ranked=True)
            case AllOf() | AnyOf():
                return combined(self._b, criterion, self.ranked)
            case InText() | Starting():
                return self._leaf(criterion)
            case _:
                return self._b.silent(self.found(criterion))

    def _leaf(self, criterion: Criterion) -> Query:
        match criterion:
            case Starting(prefix):
                return prefixes.starting(self._b, prefix)
            case InText(field):
                return self._gated(field, self._in_text(criterion))
            case OneOf(field, values):
                return self._gated(field, self._b.one_of(field, values))
            case StartingWith(field, prefix):
                return self._gated(field, self._b.starting(field, prefix))
            case Where(condition):
                return self._properties.where(condition)
            case Within():
                return self._properties.within(criterion)
            case _:
                raise ValueError(f"{type(criterion).__name__} is to be resolved before searching")

    def _words(self, text: str, *, ranked: bool) -> Query:
        """A word that is ruled out within the text is so here, too."""
        queries = text_queries(self._b, parse_words(text), self._gate)
        wanted = queries.ranked if ranked else queries.found
        if wanted is None and not queries.unwanted:
            return self._b.everything()
        return self._b.all_of([wanted or self._b.everything()], queries.unwanted)

    def _in_text(self, criterion: InText) -> Query:
        if not criterion.phrase:
            return all_words(self._b, criterion.field, criterion.text)
        terms = analysis.terms(criterion.text)
        return self._b.scored_terms(criterion.field, terms) if terms else self._b.nothing()

    def _gated(self, field: str, query: Query) -> Query:
        """What file names score would tell of those that are hidden."""
        if field not in _GATED:
            return query
        return self._b.silent(self._b.all_of([self._gate, query]))


def combined(
    b: Builder[Query], criterion: AllOf | AnyOf | Not, part: Callable[[Criterion], Query]
) -> Query:
    """What is made of other criteria, each of them compiled by `part`."""
    match criterion:
        case AllOf(parts):
            wanted = [part(each) for each in parts if not isinstance(each, Not)]
            ruled_out = [part(each.part) for each in parts if isinstance(each, Not)]
            return b.all_of(wanted or [b.everything()], ruled_out)
        case AnyOf(parts):
            return b.any_of([part(each) for each in parts])
        case Not(inside):
            return b.all_of([b.everything()], [part(inside)])


def is_ranking(criterion: Criterion | None) -> bool:
    return next(wanted_texts(criterion), None) is not None


def wanted_words(criterion: Criterion | None) -> Sequence[Word]:
    """The words whose matches are shown. Raises `BadQuery`."""
    found: list[Word] = []
    for each in wanted_texts(criterion):
        match each:
            case Words(text):
                found += parse_words(text)
            case InText(_, text, phrase):
                found.append(Word(text, phrase))
            case Starting():
                pass  # the words that it matched are in the index, not in the query
    return found
