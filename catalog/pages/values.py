"""How values are written for people: sizes, moments, numbers. Pure functions to text."""

from __future__ import annotations

import datetime as dt
import math

_SIZES = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_LARGE, _SMALL = 1e6, 1e-3
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def size_words(count: int | float | None) -> str:
    """Bytes in decimal units with three significant digits: `8.16 GB`."""
    if count is None:
        return "Not given"
    value, place = float(count), 0
    while value >= 999.5 and place < len(_SIZES) - 1:
        value, place = value / 1000, place + 1
    if place == 0:
        return f"{int(value)} B"
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f} {_SIZES[place]}"


def moment_words(moment: dt.datetime | None) -> str:
    """`2026-11-23 14:02 UTC`, or with the offset that the value carries."""
    if moment is None:
        return "Not given"
    return f"{moment:%Y-%m-%d %H:%M}{_zone(moment)}"


def _zone(moment: dt.datetime) -> str:
    offset = moment.utcoffset()
    if offset is None:
        return ""
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return " UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f" UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def day_words(moment: dt.datetime | dt.date | None) -> str:
    return "Not given" if moment is None else f"{moment:%Y-%m-%d}"


def number_words(value: float) -> str:
    """Four significant digits; scientific from 10⁶ on and below 10⁻³."""
    if not math.isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if abs(value) >= _LARGE or abs(value) < _SMALL:
        mantissa, _, power = f"{value:.3e}".partition("e")
        raised = str(int(power)).translate(_RAISED)
        return f"{mantissa.rstrip('0').rstrip('.')} × 10{raised}".replace("-", "−")
    text = f"{value:.4g}" if abs(value) < 9999.5 else f"{value:.0f}"
    return text.replace("-", "−")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 dataset`, `2,412 datasets`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def field_words(name: str) -> str:
    """`subject_details` → `Subject details`; a name that is no word stays as it is."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words.islower() else words or name
