"""Query objects, with scores as `search.engines.building` wants them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Nested,
    Prefix,
    Query,
    Range,
    Term,
    Terms,
)

from search.engines.words import clean

_MOST_TERMS = 60_000  # in one clause


def everything() -> Query:
    return MatchAll()


def nothing() -> Query:
    return MatchNone()


def all_of(must: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
    if len(must) == 1 and not must_not:
        return must[0]
    return Bool(must=list(must), must_not=list(must_not))


def any_of(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Bool(should=list(queries), minimum_should_match=1) if queries else nothing()


def preferring(needed: Query, *preferred: Query) -> Query:
    return Bool(must=[needed], should=list(preferred)) if preferred else needed


def silent(query: Query) -> Query:
    return Bool(filter=[query])


def weighed(query: Query, weight: float) -> Query:
    return Bool(must=[query], boost=weight)


def worth(query: Query, score: float) -> Query:
    return ConstantScore(filter=query, boost=score)


def term(field: str, value: object) -> Query:
    return Term(**{field: _plain(value)})


def scored_terms(field: str, values: Sequence[str]) -> Query:
    if len(values) == 1:
        return term(field, values[0])
    return MatchPhrase(**{field: {"query": " ".join(values)}})


neighbors = scored_terms


def one_of(field: str, values: Iterable[object]) -> Query:
    remaining = iter(sorted({_plain(value) for value in values}, key=str))
    some: list[Query] = []
    while terms := list(itertools.islice(remaining, _MOST_TERMS)):
        some.append(Terms(field, terms))
    return any_of(some)


def starting(field: str, prefix: str) -> Query:
    return Prefix(**{field: {"value": prefix}})


def compared(field: str, operator: str, value: float) -> Query:
    """`operator` is gte, gt, lte or lt."""
    return Range(**{field: {operator: value}})


def between(field: str, least: float, greatest: float) -> Query:
    """One value is at least and at most so much."""
    return Range(**{field: {"gte": least, "lte": greatest}})


def ignoring_case(field: str, value: str) -> Query:
    """Of A–Z."""
    return Term(**{field: {"value": clean(value), "case_insensitive": True}})


def starting_ignoring_case(field: str, prefix: str) -> Query:
    return Prefix(**{field: {"value": clean(prefix), "case_insensitive": True}})


def filtered(filters: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
    """All of `filters` hold and none of `must_not`; nothing is scored."""
    return Bool(filter=list(filters), must_not=list(must_not))


def scored(query: Query | None, filters: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
    """`query` scores what `filters` let through."""
    must = [] if query is None else [query]
    return Bool(must=must, filter=list(filters), must_not=list(must_not))


def within(path: str, filters: Sequence[Query]) -> Query:
    """One nested document of `path` in which all of `filters` hold."""
    return Nested(path=path, query=filtered(filters), score_mode="none")


def _plain(value: object) -> Any:
    return clean(value) if isinstance(value, str) else value
