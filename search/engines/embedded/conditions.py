"""Conditions on properties, as queries."""

from __future__ import annotations

import datetime as dt

import tantivy
from tantivy import Query

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.engines.embedded import analysis, properties
from search.engines.embedded import building as b
from search.request import Condition, Value

_COMPARED = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}
_MAX_VALUES = 10_000


def condition_query(index: tantivy.Index, condition: Condition) -> Query:
    """Raises `BadQuery` for a comparison or a value that does not suit the property's type."""
    if sum(map(len, condition.values)) > _MAX_VALUES:
        raise _bad(condition, f"has more than {_MAX_VALUES:,} values; name fewer")
    if condition.operator == "exists":
        return _exists(condition)
    ways: list[Query] = []
    for definition, values in zip(condition.properties, condition.values, strict=True):
        if condition.operator == "eq":
            ways += _equal(condition, definition, values)
        else:
            ways += [_compared(index, condition, definition, value) for value in values]
    return b.any_of(ways)


def _exists(condition: Condition) -> Query:
    """Without values it is the same as with True; with False it means that there is none."""
    tokens = [properties.token(each.type, each.name) for each in condition.properties]
    found = b.one_of("has", tokens)
    wanted = {bool(value) for values in condition.values for value in values} or {True}
    ways = [found] if True in wanted else []
    if False in wanted:
        ways.append(b.all_of([b.everything()], [found]))
    return b.any_of(ways)


def _equal(
    condition: Condition, definition: PropertyDefinition, values: tuple[Value, ...]
) -> list[Query]:
    path = properties.path(definition.type, definition.name)
    if definition.type == "text":
        return [_all_words(path, str(value)) for value in values]
    if definition.type == "keyword":
        return [b.one_of(path, (properties.keyword(str(value)) for value in values))]
    return [b.one_of(path, (_float(condition, definition, value) for value in values))]


def _all_words(path: str, text: str) -> Query:
    """Every word of `text`, in any order; an identifier's parts beside each other."""
    words = [terms for word in text.split() if (terms := analysis.terms(word))]
    return b.all_of([b.scored_terms(path, terms) for terms in words]) if words else b.nothing()


def _compared(
    index: tantivy.Index, condition: Condition, definition: PropertyDefinition, value: Value
) -> Query:
    if definition.type not in ("number", "date"):
        raise _bad(condition, f"is {definition.type} and has no order; ask for equal values")
    path = properties.path(definition.type, definition.name)
    operator = _COMPARED[condition.operator]
    return b.compared(index, path, operator, _float(condition, definition, value))


def _float(condition: Condition, definition: PropertyDefinition, value: Value) -> float:
    if definition.type == "date":
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise _bad(condition, "needs a date with a time zone")
        return float(properties.milliseconds(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad(condition, f"needs a number, not {value!r}")
    if (number := properties.number(value)) is None:
        raise _bad(condition, "needs a finite number")
    return number


def _bad(condition: Condition, what: str) -> BadQuery:
    return BadQuery(f"{condition.name} {what}.", parameter=condition.name)
