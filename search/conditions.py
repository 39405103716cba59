"""`species=…`, `age.gte=8 wk`, `created.lt=2024`, `weight.exists=true` as conditions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import cast

from search.criteria import Condition, Operator, Value
from search.document import PropertyDefinition
from search.periods import DateError, Period, parse_period
from search.terms import fold, names
from search.units import UnitError, parse_quantity

SUFFIXES = ("gte", "gt", "lte", "lt", "exists", "eq")
Definitions = tuple[PropertyDefinition, ...]


class ConditionError(ValueError):
    """A sentence about one parameter."""


def conditions_of(
    operator: Operator, definitions: Definitions, values: Sequence[str]
) -> list[Condition]:
    """One condition; two for a date that is a period (`created=2024`). Raises `ConditionError`.

    Where a name has several types, a value counts for those that it can be read as.
    """
    if operator == "exists":
        return [_exists(definitions, values)]
    if operator == "eq":
        return _equals(definitions, values)
    return [_bound(operator, definitions, values)]


def _exists(definitions: Definitions, values: Sequence[str]) -> Condition:
    answers = {"true": True, "false": False}
    if len(values) != 1 or values[0].lower() not in answers:
        raise ConditionError("must be true or false, once")
    return Condition("exists", definitions, ((answers[values[0].lower()],),) * len(definitions))


def _equals(definitions: Definitions, values: Sequence[str]) -> list[Condition]:
    if all(definition.type == "date" for definition in definitions):
        periods = [_period(value) for value in values]
        if len(periods) == 1 and not periods[0].is_moment:
            return _within(definitions, periods[0])
    read = [(each, _all_read(each, values)) for each in definitions]
    kept = [(each, found) for each, found in read if not isinstance(found, str)]
    if not kept:
        raise ConditionError(next(found for _, found in read if isinstance(found, str)))
    folded = tuple(fold(value) for value in values)
    kept += [(names(each), folded) for each, _ in kept if each.terms]
    return [Condition("eq", tuple(each for each, _ in kept), tuple(found for _, found in kept))]


def _within(definitions: Definitions, period: Period) -> list[Condition]:
    count = len(definitions)
    return [
        Condition("gte", definitions, ((period.first,),) * count),
        Condition("lte", definitions, ((period.last,),) * count),
    ]


def _all_read(definition: PropertyDefinition, values: Sequence[str]) -> tuple[Value, ...] | str:
    """The values as this type, or why not."""
    try:
        return tuple(_read_exact(definition, value) for value in values)
    except ConditionError as error:
        return str(error)


def _read_exact(definition: PropertyDefinition, value: str) -> Value:
    if definition.type == "number":
        return read_number(definition, value)
    if definition.type != "date":
        return value
    period = _period(value)
    if not period.is_moment:
        raise ConditionError(
            f"“{value}” is a period; several values, or values of several types, need moments "
            "(2024-05-17T09:30:00Z): use .gte and .lte for a period"
        )
    return period.first


def _bound(operator: Operator, definitions: Definitions, values: Sequence[str]) -> Condition:
    if len(values) != 1:
        raise ConditionError("is given more than once; a bound has one value")
    ordered = tuple(each for each in definitions if each.type in ("number", "date"))
    if not ordered:
        raise ConditionError(
            f"{definitions[0].name} is a {definitions[0].type}, which has no order; "
            f"use {definitions[0].name}=… without .{operator}"
        )
    kept: list[tuple[PropertyDefinition, Value]] = []
    errors: list[ConditionError] = []
    for each in ordered:
        try:
            kept.append((each, read_edge(operator, each, values[0])))
        except ConditionError as error:
            errors.append(error)
    if not kept:
        raise errors[0]
    return Condition(operator, tuple(p for p, _ in kept), tuple((value,) for _, value in kept))


def read_edge(operator: Operator, definition: PropertyDefinition, value: str) -> Value:
    """Of a period: `.gt=2024` is after its end, `.gte=2024` from its beginning on.

    Raises `ConditionError`.
    """
    if definition.type == "number":
        return read_number(definition, value)
    period = _period(value)
    return period.last if operator in ("gt", "lte") else period.first


def edge_of(definition: PropertyDefinition, value: str) -> float | dt.datetime:
    """A number in the property's unit, or the beginning of a period. Raises `ConditionError`."""
    if definition.type == "number":
        return read_number(definition, value)
    return _period(value).first


def read_number(definition: PropertyDefinition, value: str) -> float:
    """In the property's unit. Raises `ConditionError`."""
    try:
        number = parse_quantity(value, unit=definition.unit)
    except UnitError as error:
        raise ConditionError(str(error)) from None
    if not math.isfinite(number):
        raise ConditionError(f"“{value}” is not a finite number")
    return number


def _period(value: str) -> Period:
    try:
        return parse_period(value)
    except DateError as error:
        raise ConditionError(str(error)) from None


def split_operator(name: str) -> tuple[str, Operator]:
    """`age.gte` → ("age", "gte"); a name without a suffix is compared for equality."""
    stem, dot, suffix = name.rpartition(".")
    if dot and stem and suffix in SUFFIXES:
        return stem, cast(Operator, suffix)
    return name, "eq"
