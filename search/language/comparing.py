"""Values of properties, as they were written, as conditions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import cast

from search.conditions import ConditionError, conditions_of, read_edge, read_number
from search.criteria import AnyOf, Condition, Criterion, Where
from search.criteria import Operator as Compared
from search.criteria import Value as Parsed
from search.document import PropertyDefinition
from search.language.syntax import Between, Compare, Value

Definitions = tuple[PropertyDefinition, ...]
_MILLISECOND = dt.timedelta(milliseconds=1)  # dates are indexed to the millisecond


def compared(node: Compare, definitions: Definitions) -> Criterion:
    """Raises `ConditionError`. A name of several types means any that the value can be read as."""
    match node.operator:
        case "is":
            return _any_readable(definitions, lambda each: _is(each, node.value))
        case "starts":
            return _starting(definitions, node.value.text)
        case _:
            ordered = _ordered(definitions)
            [condition] = conditions_of(node.operator, ordered, [node.value.text])
            return Where(condition)


def between(node: Between, definitions: Definitions) -> Criterion:
    """Raises `ConditionError`."""
    return _any_readable(_ordered(definitions), lambda each: _range(node, each))


def present(definitions: Definitions) -> Criterion:
    return Where(Condition("exists", definitions, ((True,),) * len(definitions)))


def _any_readable(
    definitions: Definitions, read: Callable[[PropertyDefinition], Condition]
) -> Criterion:
    found: list[Criterion] = []
    errors: list[ConditionError] = []
    for definition in definitions:
        try:
            found.append(Where(read(definition)))
        except ConditionError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _is(definition: PropertyDefinition, value: Value) -> Condition:
    match definition.type:
        case "keyword":
            return _condition("is", definition, value.text)
        case "text":
            return _condition("phrase" if value.quoted else "eq", definition, value.text)
        case "number":
            return _condition("eq", definition, read_number(definition, value.text))
        case "date":
            first, last = (
                read_edge(operator, definition, value.text) for operator in ("gte", "lte")
            )
            return _condition("between", definition, first, last)


def _condition(operator: Compared, definition: PropertyDefinition, *values: Parsed) -> Condition:
    return Condition(operator, (definition,), (values,))


def _starting(definitions: Sequence[PropertyDefinition], prefix: str) -> Criterion:
    keywords = tuple(each for each in definitions if each.type == "keyword")
    if not keywords:
        [first, *_] = definitions
        raise ConditionError(
            f"{first.name} is a {first.type}, which has no beginning: leave the * out"
            + ("" if first.type == "text" else ", or ask for a range such as [5 TO 9]")
        )
    return Where(Condition("starts", keywords, ((prefix,),) * len(keywords)))


def _range(node: Between, definition: PropertyDefinition) -> Condition:
    """One value between both ends, which are included in what an engine is asked."""
    ends: list[Parsed] = []
    if node.least is not None:
        ends.append(_end(definition, node.least, "gte" if node.with_least else "gt"))
    if node.greatest is not None:
        ends.append(_end(definition, node.greatest, "lte" if node.with_greatest else "lt"))
    if len(ends) == 2:
        return _condition("between", definition, *ends)
    return _condition("lte" if node.least is None else "gte", definition, *ends)


def _end(definition: PropertyDefinition, value: Value, operator: Compared) -> Parsed:
    if definition.type == "number":
        number = read_number(definition, value.text)
        towards = {"gt": math.inf, "lt": -math.inf}.get(operator, number)
        return _finite(math.nextafter(number, towards))
    moment = cast(dt.datetime, read_edge(operator, definition, value.text))
    step = {"gt": _MILLISECOND, "lt": -_MILLISECOND}.get(operator, dt.timedelta())
    try:
        return moment + step
    except OverflowError:
        raise ConditionError(f"there is nothing beyond “{value.text}”") from None


def _finite(number: float) -> float:
    if math.isinf(number):
        raise ConditionError("there is nothing beyond the greatest number")
    return number


def _ordered(definitions: Definitions) -> Definitions:
    ordered = tuple(each for each in definitions if each.type in ("number", "date"))
    if not ordered:
        [first, *_] = definitions
        raise ConditionError(f"{first.name} is a {first.type}, whose values have no order")
    return ordered
