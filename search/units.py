"""Units of measurement in UCUM's spelling (https://ucum.org/ucum), as far as the life sciences go.

Numbers are indexed in their property's canonical unit; people write "8 wk" where the unit is days.
Nothing that comes from outside is ever evaluated: a unit is taken apart here, and only plain
names reach the library that knows their sizes.
"""

from __future__ import annotations

import math
import re
import threading
from fractions import Fraction
from functools import lru_cache
from typing import Any

_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?")
_COMPONENT = re.compile(
    r"(\[[A-Za-z_]{1,20}\]|[A-Za-zµμΩ°%]{1,30}(?:_[A-Za-z]{1,30}){0,3})(?:\^?([+-]?[1-9]))?"
)
_MAX_LENGTH = 64

# UCUM's spellings, and people's own, for which the unit library has another name.
_NAMES = {
    "wk": "week", "wks": "week", "w": "week", "mo": "month", "mos": "month",
    "a": "year", "y": "year", "yr": "year", "yrs": "year",
    "d": "day", "h": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "s": "second",
    "secs": "second",
    "Cel": "degree_Celsius", "°C": "degree_Celsius", "[degF]": "degree_Fahrenheit",
    "celsius": "degree_Celsius", "Celsius": "degree_Celsius", "degree_celsius": "degree_Celsius",
    "degrees_celsius": "degree_Celsius", "degrees_Celsius": "degree_Celsius",
    "°F": "degree_Fahrenheit", "deg": "degree", "°": "degree",
    "By": "byte", "B": "byte", "kBy": "kilobyte", "MBy": "megabyte", "GBy": "gigabyte",
    "TBy": "terabyte", "PBy": "petabyte", "KB": "kilobyte", "KiBy": "kibibyte",
    "MiBy": "mebibyte", "GiBy": "gibibyte", "TiBy": "tebibyte", "bit": "bit",
    "Ohm": "ohm", "kOhm": "kiloohm", "MOhm": "megaohm", "GOhm": "gigaohm", "Ω": "ohm",
    "kΩ": "kiloohm", "MΩ": "megaohm", "GΩ": "gigaohm",
    "[ppm]": "ppm", "[pH]": "pH", "u": "unified_atomic_mass_unit", "Ao": "angstrom",
    "[in_i]": "inch", "[ft_i]": "foot", "[lb_av]": "pound", "[oz_av]": "ounce",
    "U": "enzyme_unit", "mm[Hg]": "mmHg", "rpm": "revolutions_per_minute",
}  # fmt: skip


class UnitError(ValueError):
    """A unit or quantity that cannot be used; the message says why."""


def parse_quantity(text: str, *, unit: str) -> float:
    """The number that `text` means in `unit`: "8 wk" is 56.0 in "d", "8" is 8.0 in any unit.

    Raises `UnitError` for what is no number, an unknown unit or one that measures something else.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        raise UnitError(f"“{_shown(text)}” is too long for a number with a unit.")
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(f"“{_shown(text)}” does not start with a number, such as “8” or “8 wk”.")
    rest = text[match.end() :].strip()
    if rest.startswith(","):
        raise UnitError(f"“{_shown(text)}” has a comma; write decimals with a point: 1.5.")
    if rest and not unit:
        raise UnitError(
            f"“{_shown(text)}” has a unit, but the field has none; write the number alone."
        )
    number = Fraction(match.group())
    return _affine(number, from_unit=rest or unit, to_unit=unit)


def convert(value: float, *, from_unit: str, to_unit: str) -> float:
    """`value` in another unit. Raises `UnitError` as `parse_quantity` does."""
    if not math.isfinite(value):
        raise UnitError("Only finite numbers have a unit.")
    return _affine(Fraction(value), from_unit=from_unit, to_unit=to_unit)


def check_unit(unit: str) -> None:
    """Raises `UnitError` where `unit` is not known."""
    _resolve(unit)


def compatible(unit: str, other: str) -> bool:
    """Whether values in one unit can be given in the other."""
    try:
        _scale(unit, other)
    except UnitError:
        return False
    return True


def _affine(number: Fraction, *, from_unit: str, to_unit: str) -> float:
    if from_unit != to_unit:
        scale, offset = _scale(from_unit, to_unit)
        number = number * scale + offset
    try:
        # Fractions all the way, rounded once: 8 wk are 56 d, not 56.00000000000001.
        return float(number)
    except OverflowError:
        raise UnitError("The number is too large.") from None


@lru_cache(maxsize=2_048)
def _scale(from_unit: str, to_unit: str) -> tuple[Fraction, Fraction]:
    """(scale, offset) so that `value * scale + offset` is in the other unit."""
    source, target = _resolve(from_unit), _resolve(to_unit)
    import pint

    registry = _registry()
    try:
        with _lock:
            zero, one, two = (
                registry.Quantity(Fraction(value), source).to(target).magnitude
                for value in (0, 1, 2)
            )
    except pint.DimensionalityError:
        raise UnitError(
            f"“{from_unit}” cannot be given in “{to_unit}”: they measure different things."
        ) from None
    except TypeError:  # with numpy installed, logarithms take no fractions
        raise _logarithmic(from_unit, to_unit) from None
    except (pint.PintError, ValueError, ArithmeticError):
        raise UnitError(f"“{from_unit}” cannot be converted to “{to_unit}”.") from None
    if two - one != one - zero:
        raise _logarithmic(from_unit, to_unit)
    return Fraction(one - zero), Fraction(zero)


def _logarithmic(from_unit: str, to_unit: str) -> UnitError:
    return UnitError(f"“{from_unit}” is logarithmic and cannot be converted to “{to_unit}”.")


@lru_cache(maxsize=2_048)
def _resolve(unit: str) -> Any:
    """The library's unit for a UCUM expression: components, digits as exponents, `.` and `/`."""
    # Annotations in braces count something and measure nothing: {cells}/uL.
    plain = re.sub(r"\{[^{}]{0,40}\}", "1", unit.strip()) if len(unit) <= _MAX_LENGTH else ""
    if not plain:
        raise UnitError(f"“{_shown(unit)}” is not a unit.")
    plain = re.sub(r"\s*[.·*]\s*", ".", re.sub(r"\s*/\s*", "/", plain))
    parts = re.split(r"([./])", re.sub(r"\s+", "_", plain))
    if len(parts) > 15:
        raise UnitError(f"“{_shown(unit)}” has too many parts for a unit.")
    registry = _registry()
    with _lock:
        whole = registry.Unit("")
        for index in range(0, len(parts), 2):
            divided = index > 0 and parts[index - 1] == "/"
            component = _component(parts[index], unit=unit, first=index == 0, registry=registry)
            whole = whole / component if divided else whole * component
    return whole


def _component(text: str, *, unit: str, first: bool, registry: Any) -> Any:
    if text == "1" or (first and not text):
        return registry.Unit("")
    match = _COMPONENT.fullmatch(text)
    if match is None:
        raise UnitError(f"“{_shown(unit)}” is not a unit.")
    symbol, exponent = match.groups()
    name = _NAMES.get(symbol, symbol.strip("[]"))
    import pint

    try:
        return registry.Unit(name) ** int(exponent or 1)
    except (pint.PintError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise UnitError(f"“{_shown(unit)}” is not a unit that is known here.") from None


_lock = threading.RLock()


def _registry() -> Any:
    with _lock:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Any:
    # Imported on first use: loading the library and its definitions takes a third of a second.
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
