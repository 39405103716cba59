"""Conditions on properties, as queries."""

from __future__ import annotations

from elasticsearch.dsl.query import Query

from search.document import PropertyDefinition
from search.engines import values
from search.engines.comparing import as_float, check_order, presences
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import slots
from search.engines.matching import all_words
from search.request import Condition, Value


def condition_query(condition: Condition) -> Query:
    """Raises `BadQuery` for a comparison or a value that does not suit the property's type."""
    if condition.operator == "exists":
        return _exists(condition)
    ways: list[Query] = []
    for definition, some in zip(condition.properties, condition.values, strict=True):
        if condition.operator == "eq":
            ways += _equal(condition, definition, some)
        else:
            ways += [_compared(condition, definition, value) for value in some]
    return b.any_of(ways)


def _exists(condition: Condition) -> Query:
    found = b.one_of("has", map(slots.token, condition.properties))
    wanted = presences(condition)
    ways = [found] if True in wanted else []
    if False in wanted:
        ways.append(b.filtered([], [found]))
    return b.any_of(ways)


def _equal(
    condition: Condition, definition: PropertyDefinition, some: tuple[Value, ...]
) -> list[Query]:
    field = slots.path(definition)
    if definition.type == "text":
        return [
            all_words(b, field, str(value), within=lambda word: _own(definition, word))
            for value in some
        ]
    if not some:
        return []
    if definition.type == "keyword":
        wanted = b.one_of(field, (values.keyword(str(value)) for value in some))
    else:
        wanted = b.one_of(field, (_number(condition, definition, value) for value in some))
    return [_own(definition, wanted)]


def _compared(condition: Condition, definition: PropertyDefinition, value: Value) -> Query:
    check_order(condition, definition)
    number = _number(condition, definition, value)
    return _own(definition, b.compared(slots.path(definition), condition.operator, number))


def _number(condition: Condition, definition: PropertyDefinition, value: Value) -> float:
    number = as_float(condition, definition, value)
    return int(number) if definition.type == "date" else number


def _own(definition: PropertyDefinition, query: Query) -> Query:
    """`query` in a part that holds this property: its slot is then this property's."""
    return b.within(slots.PARTS, [b.term(slots.HAS, slots.token(definition)), query])
