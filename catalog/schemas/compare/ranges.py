"""Numbers and lengths: which limits imply which."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from catalog.schemas.compare.parts import Bound, Shape
from catalog.schemas.compare.values import NUMBERS, is_exact, is_number, type_of

if TYPE_CHECKING:
    from catalog.schemas.compare.facts import Facts


def is_above(known: Sequence[Bound], asked: Bound, *, whole: bool) -> bool:
    """Whether lower limits imply another one; `whole`: for whole numbers only."""
    return any(_implies(bound, asked, whole=whole) for bound in known)


def is_below(known: Sequence[Bound], asked: Bound, *, whole: bool) -> bool:
    """The same of upper limits."""
    turned = [Bound(-bound.value, bound.strict) for bound in known]
    return is_above(turned, Bound(-asked.value, asked.strict), whole=whole)


def is_multiple(factors: Sequence[float], asked: float, *, whole: bool) -> bool:
    """Whether multiples of all `factors` are multiples of `asked`.

    Nothing is concluded from factors with a fraction: validators do not divide by them alike.
    """
    if whole and asked == 1:
        return True
    if any(factor == asked and type(factor) is type(asked) for factor in factors):
        return True
    return _is_count(asked) and any(_is_count(f) and f % asked == 0 for f in factors)


def possible_types(facts: Facts) -> frozenset[str]:
    """The types without those whose limits leave no value."""
    gone = set()
    if any(_is_count(factor) for factor in facts.factors):
        gone.add("fraction")
    for low in facts.lower:
        for high in facts.upper:
            gone |= _emptied(low, high)
    if _crossed(facts.min_length, facts.max_length):
        gone.add("string")
    if _crossed(facts.min_items, facts.max_items):
        gone.add("array")
    if _crossed(facts.min_properties, facts.max_properties):
        gone.add("object")
    return facts.types - gone


def fits(shape: Shape, value: Any) -> bool:
    """False where the plain keywords of a shape refuse a value."""
    if type_of(value) not in shape.types:
        return False
    if is_number(value) and is_exact(value):
        return all(_over(value, bound) for bound in shape.lower) and all(
            _over(-value, Bound(-bound.value, bound.strict)) for bound in shape.upper
        )
    if isinstance(value, str):
        return _within(len(value), shape.min_length, shape.max_length)
    return not isinstance(value, dict) or shape.required <= value.keys()


def _is_count(factor: float) -> bool:
    return isinstance(factor, int) and is_exact(factor)


def _within(count: int, least: int, most: int | None) -> bool:
    return least <= count and (most is None or count <= most)


def _over(value: float, bound: Bound) -> bool:
    if not is_exact(bound.value):
        return True
    return value > bound.value if bound.strict else value >= bound.value


def _implies(known: Bound, asked: Bound, *, whole: bool) -> bool:
    if known == asked:
        return True
    if not (is_exact(known.value) and is_exact(asked.value)):
        return False
    if whole:
        return _least_whole(known) >= _least_whole(asked)
    if known.value == asked.value:
        return known.strict or not asked.strict
    return known.value > asked.value


def _least_whole(bound: Bound) -> int:
    return math.floor(bound.value) + 1 if bound.strict else math.ceil(bound.value)


def _emptied(low: Bound, high: Bound) -> frozenset[str]:
    if not (is_exact(low.value) and is_exact(high.value)):
        return frozenset()
    if low.value > high.value or (low.value == high.value and (low.strict or high.strict)):
        return NUMBERS
    turned = Bound(-high.value, high.strict)
    return frozenset({"integer"}) if _least_whole(low) > -_least_whole(turned) else frozenset()


def _crossed(least: int, most: int | None) -> bool:
    return most is not None and least > most
