"""What a condition's values mean, and which do not suit their property; for every engine."""

from __future__ import annotations

import datetime as dt

from search.document import PropertyDefinition
from search.engines import values
from search.engines.base import BadQuery
from search.request import Condition, Value


def presences(condition: Condition) -> frozenset[bool]:
    """What `exists` asks for. Without values it is the same as with True; False means that there
    is none."""
    return frozenset(bool(value) for some in condition.values for value in some) or frozenset(
        {True}
    )


def check_order(condition: Condition, definition: PropertyDefinition) -> None:
    """Raises `BadQuery` for a property whose values are not greater or less than each other."""
    if definition.type not in ("number", "date"):
        raise _bad(condition, f"is {definition.type} and has no order; ask for equal values")


def as_float(condition: Condition, definition: PropertyDefinition, value: Value) -> float:
    """A value of a number or a date as it stands in the index. Raises `BadQuery`."""
    if definition.type == "date":
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise _bad(condition, "needs a date with a time zone")
        return float(values.milliseconds(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad(condition, f"needs a number, not {value!r}")
    if (number := values.number(value)) is None:
        raise _bad(condition, "needs a finite number")
    return number


def _bad(condition: Condition, what: str) -> BadQuery:
    return BadQuery(f"{condition.name} {what}.", parameter=condition.name)
