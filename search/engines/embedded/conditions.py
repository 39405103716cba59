"""Conditions on properties, as queries."""

from __future__ import annotations

import tantivy
from tantivy import Query

from search.document import PropertyDefinition
from search.engines.comparing import as_float, check_order, presences
from search.engines.embedded import building as b
from search.engines.embedded import properties
from search.engines.matching import all_words
from search.request import Condition, Value

_COMPARED = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}


def condition_query(index: tantivy.Index, condition: Condition) -> Query:
    """Raises `BadQuery` for a comparison or a value that does not suit the property's type."""
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
    tokens = [properties.token(each.type, each.name) for each in condition.properties]
    found = b.one_of("has", tokens)
    wanted = presences(condition)
    ways = [found] if True in wanted else []
    if False in wanted:
        ways.append(b.all_of([b.everything()], [found]))
    return b.any_of(ways)


def _equal(
    condition: Condition, definition: PropertyDefinition, values: tuple[Value, ...]
) -> list[Query]:
    path = properties.path(definition.type, definition.name)
    if definition.type == "text":
        return [all_words(b, path, str(value)) for value in values]
    if definition.type == "keyword":
        return [b.one_of(path, (properties.keyword(str(value)) for value in values))]
    return [b.one_of(path, (as_float(condition, definition, value) for value in values))]


def _compared(
    index: tantivy.Index, condition: Condition, definition: PropertyDefinition, value: Value
) -> Query:
    check_order(condition, definition)
    path = properties.path(definition.type, definition.name)
    operator = _COMPARED[condition.operator]
    return b.compared(index, path, operator, as_float(condition, definition, value))
