"""Query objects. Nothing that a caller typed goes through tantivy's query parser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import inf, isfinite, isinf, nextafter

import tantivy
from tantivy import Occur, Query

from search.engines.embedded.layout import SCHEMA

_FEW = 200  # terms up to which separate queries are quicker than a set
_WHOLE = 2.0**52  # from here on all floats are integers
_NOTHING = Query.empty_query()  # the one that is known, and left out of others


def everything() -> Query:
    return Query.all_query()


def nothing() -> Query:
    return _NOTHING


def all_of(must: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
    """Holds where all of `must` hold (at least one is needed) and none of `must_not`."""
    if any(query is _NOTHING for query in must):
        return _NOTHING
    clauses = [(Occur.Must, query) for query in must]
    clauses += [(Occur.MustNot, query) for query in _somewhere(must_not)]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def any_of(queries: Sequence[Query]) -> Query:
    """Holds nowhere where there are no `queries`; scores add up."""
    clauses = [(Occur.Should, query) for query in _somewhere(queries)]
    if len(clauses) == 1:
        return clauses[0][1]
    return Query.boolean_query(clauses) if clauses else _NOTHING


def preferring(needed: Query, *preferred: Query) -> Query:
    """Holds where `needed` does; `preferred` only adds to the score."""
    more = [(Occur.Should, query) for query in _somewhere(preferred)]
    if needed is _NOTHING or not more:
        return needed
    return Query.boolean_query([(Occur.Must, needed), *more])


def silent(query: Query) -> Query:
    """`query` as a filter: it adds nothing to a score."""
    return worth(query, 0.0)


def weighed(query: Query, weight: float) -> Query:
    return query if query is _NOTHING else Query.boost_query(query, weight)


def worth(query: Query, score: float) -> Query:
    """The same score wherever `query` holds."""
    return query if query is _NOTHING else Query.const_score_query(query, score)


def _somewhere(queries: Iterable[Query]) -> list[Query]:
    return [query for query in queries if query is not _NOTHING]


def term(field: str, value: object) -> Query:
    """`field` may be a path into a JSON field. The value is not analyzed."""
    return Query.term_query(SCHEMA, field, value, "basic")


def scored_terms(field: str, values: Sequence[str]) -> Query:
    """Analyzed words that stand beside each other in this order."""
    if len(values) == 1:
        return Query.term_query(SCHEMA, field, values[0], "freq")
    return Query.phrase_query(SCHEMA, field, list(values))


neighbors = scored_terms


def one_of(field: str, values: Iterable[object]) -> Query:
    some = sorted(set(values), key=str)
    if len(some) <= _FEW:
        return any_of([term(field, value) for value in some])
    return Query.term_set_query(SCHEMA, field, some)


def starting(field: str, prefix: str) -> Query:
    """Terms of a raw field that start with `prefix`. (Wildcards mean nothing to tantivy.)"""
    return Query.fuzzy_term_query(SCHEMA, field, prefix, distance=0, prefix=True)


def compared(index: tantivy.Index, path: str, operator: str, value: float) -> Query:
    """`path` of a JSON field `>=`, `>`, `<=` or `<` a float. Only the parser reaches such ranges;
    it gets a path of letters, digits and `_` and a number that is written here."""
    return index.parse_query(comparison(path, operator, value), [])


def between(index: tantivy.Index, path: str, least: float, greatest: float) -> Query:
    """One value is at least `least` and at most `greatest`."""
    if least > greatest:
        return nothing()
    if isinf(beyond := nextafter(greatest, inf)):
        return compared(index, path, ">=", least)
    return index.parse_query(interval(path, least, beyond), [])


def comparison(path: str, operator: str, value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"cannot compare with {value}")
    return f"{path}:{operator}{_decimal(value)}"


def interval(path: str, least: float, below: float) -> str:
    """`least` ≤ a value < `below`, for one value, in the parser's language.

    The parser makes integers of bounds that are whole, and a range between an integer and a float
    panics. So whole bounds give way to their neighbours; where there are none, two comparisons
    do (several values of one document could then satisfy one each).
    """
    if max(abs(least), abs(below)) >= _WHOLE:
        return f"{comparison(path, '>=', least)} AND {comparison(path, '<', below)}"
    low, high = nextafter(least, -inf), nextafter(below, -inf)
    opening, low = ("{", low) if least.is_integer() else ("[", least)
    closing, high = ("]", high) if below.is_integer() else ("}", below)
    return f"{path}:{opening}{_decimal(low)} TO {_decimal(high)}{closing}"


def _decimal(value: float) -> str:
    """Without an exponent, which the parser does not know."""
    plain = format(Decimal(repr(value)), "f")
    return plain if "." in plain else f"{plain}.0"
