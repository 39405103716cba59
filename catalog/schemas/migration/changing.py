"""Operations on values: defaults, other words, other types, other units."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterator
from dataclasses import field
from typing import Any, ClassVar

from catalog.schemas.migration.operation import Failed, Operation, part, shown
from catalog.schemas.migration.places import EVERY, Where, objects, slots, write_path
from catalog.schemas.migration.shape import Shape
from catalog.schemas.paths import FieldPath
from search.units import UnitError, check_unit, compatible, convert, parse_quantity

TYPES = ("number", "integer", "text", "true or false", "list", "single value")
OTHERWISE = ("keep", "fail")
MAX_PAIRS = 1_000
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SetDefault(Operation):
    """Where the object that would hold the field is missing, it is not made."""

    op: ClassVar[str] = "set_default"
    title: ClassVar[str] = "Fill in a missing field"
    path: FieldPath = field(metadata=part("path", "Field"))
    value: Any = field(
        metadata=part("value", "Value", hint="Text as it is; numbers, true, false and lists too.")
    )
    nulls: bool = field(default=False, metadata=part("flag", "Also where it is empty (null)"))

    def apply(self, content: dict[str, Any]) -> None:
        for holder, _ in objects(content, self.path[:-1]):
            name = self.path[-1]
            if name not in holder or (self.nulls and holder[name] is None):
                holder[name] = copy.deepcopy(self.value)

    def sentence(self) -> str:
        empty = " or empty" if self.nulls else ""
        value = "…" if self.undecided else f"`{shown(self.value)}`"
        return f"Where `{write_path(self.path)}` is missing{empty}, set it to {value}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if self.path[-1] == EVERY:
            yield "path", "Name the field that is filled in, not `*`."
        elif unwanted := shape.unwanted(self.path):
            yield "path", unwanted
        elif not self.undecided:
            yield from _unfit(shape, self.path, self.value, "value")
        shape.made(self.path)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MapValues(Operation):
    """A value and what it becomes; `true` is not 1, and "1" is not 1."""

    op: ClassVar[str] = "map_values"
    title: ClassVar[str] = "Replace values"
    path: FieldPath = field(metadata=part("path", "Field"))
    values: tuple[tuple[Any, Any], ...] = field(
        metadata=part("pairs", "Values", hint="One a line: the old value = the new value.")
    )
    otherwise: str = field(
        default="keep",
        metadata=part(
            "choice", "Other values", words=OTHERWISE, hint="Kept, or the record is listed."
        ),
    )

    def apply(self, content: dict[str, Any]) -> None:
        known = [(old, new) for old, new in self.values]
        for holder, key, where in slots(content, self.path):
            value = holder[key]
            if value is None:
                continue
            fitting = [new for old, new in known if same(old, value)]
            if fitting:
                holder[key] = copy.deepcopy(fitting[0])
            elif self.otherwise == "fail":
                raise Failed(where, f"There is no new value for {shown(value)}.")

    def sentence(self) -> str:
        pairs = [f"{shown(old)} becomes {shown(new)}" for old, new in self.values[:5]]
        more = f" and {len(self.values) - 5} more" if len(self.values) > 5 else ""
        rest = "" if self.otherwise == "keep" else "; a record with another value is listed"
        listed = ", ".join(pairs) or "…"
        return f"Replace values of `{write_path(self.path)}`: {listed}{more}{rest}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if missing := shape.missing(self.path):
            yield "path", missing
        if not self.values:
            yield "values", "Name at least one value and what it becomes."
        if len(self.values) > MAX_PAIRS:
            yield "values", f"At most {MAX_PAIRS:,} values are replaced at once."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConvertType(Operation):
    op: ClassVar[str] = "convert_type"
    title: ClassVar[str] = "Change the type of a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    to: str = field(metadata=part("choice", "New type", words=TYPES))
    unit: str = field(
        default="",
        metadata=part(
            "text", "Unit", hint="UCUM. Text such as “8 wk” becomes a number in this unit."
        ),
    )

    def apply(self, content: dict[str, Any]) -> None:
        if self.to in ("list", "single value"):
            for holder, where in objects(content, self.path[:-1]):
                if self.path[-1] in holder:
                    change = _listed if self.to == "list" else _single
                    name = self.path[-1]
                    holder[name] = change(holder[name], (*where, name))
            return
        for holder, key, where in slots(content, self.path):
            if holder[key] is not None:
                holder[key] = self._converted(holder[key], where)

    def sentence(self) -> str:
        unit = f" in {self.unit}" if self.unit else ""
        word = {"list": "a list", "single value": "the one entry of its list"}.get(self.to, self.to)
        return f"Turn `{write_path(self.path)}` into {word}{unit}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if missing := shape.missing(self.path):
            yield "path", missing
        if self.unit:
            try:
                check_unit(self.unit)
            except UnitError as error:
                yield "unit", str(error)

    def _converted(self, value: Any, where: Where) -> Any:
        if isinstance(value, dict):
            raise Failed(where, f"A group of fields cannot become {self.to}.")
        if self.to == "text":
            return value if isinstance(value, str) else shown_whole(value)
        if self.to == "true or false":
            return _truth(value, where)
        number = self._number(value, where)
        return whole(number, where) if self.to == "integer" else number

    def _number(self, value: Any, where: Where) -> int | float:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int | float):
            return value
        try:
            number = parse_quantity(value, unit=self.unit)
        except UnitError as error:
            raise Failed(where, str(error)) from None
        return plain_number(number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConvertUnit(Operation):
    """Exact (fractions, rounded once), and of numbers alone."""

    op: ClassVar[str] = "convert_unit"
    title: ClassVar[str] = "Convert a unit"
    path: FieldPath = field(metadata=part("path", "Field"))
    unit: str = field(metadata=part("text", "Unit now", hint="UCUM: wk"))
    to: str = field(metadata=part("text", "New unit", hint="UCUM: d"))

    def apply(self, content: dict[str, Any]) -> None:
        for holder, key, where in slots(content, self.path):
            value = holder[key]
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise Failed(where, f"{shown(value)} is no number, so it has no unit to convert.")
            try:
                number = convert(value, from_unit=self.unit, to_unit=self.to)
            except (UnitError, OverflowError) as error:
                raise Failed(where, str(error)) from None
            holder[key] = plain_number(number) if isinstance(value, int) else number

    def sentence(self) -> str:
        return f"Convert `{write_path(self.path)}` from {self.unit or '…'} to {self.to or '…'}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if missing := shape.missing(self.path):
            yield "path", missing
        for name, unit in (("unit", self.unit), ("to", self.to)):
            try:
                check_unit(unit)
            except UnitError as error:
                yield name, str(error)
                return
        if not compatible(self.unit, self.to):
            yield "to", f"{self.unit} and {self.to} measure different things."


def same(value: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and true is not 1."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    return (type(value) is type(other) and value == other) or _numbers_equal(value, other)


def _numbers_equal(value: Any, other: Any) -> bool:
    return isinstance(value, int | float) and isinstance(other, int | float) and value == other


def plain_number(number: float) -> int | float:
    """56 for 56.0, as people write it, where nothing is lost."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def whole(number: float, where: Where) -> int:
    if not math.isfinite(number) or number != int(number):
        raise Failed(where, f"{number} is no whole number.")
    return int(number)


def shown_whole(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain_number(value) if isinstance(value, float) else value)


def _truth(value: Any, where: Where) -> bool:
    if isinstance(value, bool):
        return value
    text = shown_whole(value).strip().lower() if not isinstance(value, str) else value.lower()
    if text.strip() not in _TRUTHS:
        raise Failed(where, f"{shown(value)} is neither true nor false.")
    return _TRUTHS[text.strip()]


def _listed(value: Any, where: Where) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _single(value: Any, where: Where) -> Any:
    if not isinstance(value, list):
        return value
    if len(value) != 1:
        raise Failed(where, f"The list has {len(value)} entries, and one would be kept.")
    return value[0]


def _unfit(shape: Shape, path: FieldPath, value: Any, name: str) -> Iterator[tuple[str, str]]:
    options = [each for each in shape.after_values(path, "enum") if isinstance(each, list)]
    if options and not any(same(value, one) for one in options[0]):
        listed = ", ".join(shown(one) for one in options[0][:8])
        yield name, f"{shown(value)} is not one of the values of the new version: {listed}."
