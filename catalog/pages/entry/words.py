"""Between values and the texts of inputs: what is shown, and what a changed text means."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from catalog.pages.entry.pointers import MISSING
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from search.units import UnitError, parse_quantity

# The kind of an input is the first letter of its name: `n:/session/depth`.
TEXT, NUMBER, SWITCH, OPTION, RAW = "s", "n", "b", "e", "j"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?(Z|z|[+-]\d{2}:\d{2})?")


def words_of(kind: str, value: Any) -> str:
    """What the input of a value shows; `MISSING` and null show nothing."""
    if kind == RAW:
        return "" if value is MISSING else json.dumps(value, ensure_ascii=False, indent=2)
    if value is MISSING or value is None:
        return ""
    if kind == OPTION:
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fits(kind: str, value: Any) -> bool:
    """Whether an input of that kind gives the value back unharmed."""
    if value is MISSING or value is None or kind in (OPTION, RAW):
        return True
    if kind == SWITCH:
        return isinstance(value, bool)
    if kind == NUMBER and isinstance(value, str):
        # A number in quotes would look like one without, and one line shows no line ends.
        plain = _NUMBER.fullmatch(value.strip()) is None
        return bool(value) and plain and is_one_line(value)
    if kind == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def is_one_line(value: Any) -> bool:
    return not isinstance(value, str) or not ("\n" in value or "\r" in value)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def as_typed(text: str) -> str:
    """Without what browsers do to line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def meaning_of(kind: str, text: str, unit: str = "", *, takes_text: bool = False) -> Any:
    """The value of a changed text; what cannot be read stays text, for the problem to name it.

    A quantity in another unit is converted where the schema wants a number, and kept as it was
    entered where it takes text. Raises `BadDocument` for broken JSON in a `RAW` input.
    """
    if kind == TEXT:
        return as_typed(text)
    if kind in (SWITCH, OPTION):
        return _from_json(text)
    if kind == RAW:
        return read_json(text)
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        return _number(plain)
    if unit and not takes_text:
        try:
            return _whole(parse_quantity(plain, unit=unit))
        except UnitError:
            return text
    return text


def quantity_problem(text: str, unit: str) -> str:
    """Why a text is no number in the unit, or ""."""
    try:
        parse_quantity(text, unit=unit)
    except UnitError as error:
        return str(error)
    return ""


def date_problem(text: str, format_: str) -> str:
    """Why a text is no date (RFC 3339), or ""."""
    try:
        if format_ == "date":
            dt.date.fromisoformat(text)
            return "" if len(text) == 10 else _no_date(text)
        match = _MOMENT.fullmatch(text)
        if match is None:
            return _no_moment(text)
        if not match[4]:
            return f"“{text}” lacks its time zone: add Z for UTC, or an offset such as +01:00."
        dt.datetime.fromisoformat(text.upper())
    except ValueError:
        return _no_date(text) if format_ == "date" else _no_moment(text)
    return ""


def _no_date(text: str) -> str:
    return f"“{text[:40]}” is no date; write it like 2026-11-23."


def _no_moment(text: str) -> str:
    return f"“{text[:40]}” is no date with a time; write it like 2026-11-23T14:02:00Z."


def _number(text: str) -> int | float | str:
    try:
        if _INTEGER.fullmatch(text) and len(text) < 300:
            return int(text)
        number = float(text)
    except ValueError:
        return text
    return number if abs(number) < 1e308 else text


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _from_json(text: str) -> Any:
    try:
        return read_json(text)
    except BadDocument:
        return text
