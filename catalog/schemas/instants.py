"""Dates and times as records write them (ISO 8601 in the strict form of RFC 3339)."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,12}))?([Zz]|[+-]\d{2}:?\d{2})?"
)


def parse_instant(text: str) -> dt.datetime | None:
    """An aware time in UTC, or None for what is no date or no year from 1 to 9999.

    A date is its first moment. A time without a zone is taken for UTC.
    """
    if not 10 <= len(text) <= 40:
        return None
    if _DATE.fullmatch(text):
        return _read(text, dt.UTC)
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    date, minute, second, fraction, zone = match.groups()
    # A leap second is the last one that `datetime` knows.
    second = ":59" if second == ":60" else (second or ":00")
    plain = f"{date}T{minute}{second}.{(fraction or '0')[:6].ljust(6, '0')}"
    return _read(plain + ("+00:00" if zone in (None, "Z", "z") else zone), None)


def _read(text: str, zone: dt.tzinfo | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
        return (moment.replace(tzinfo=zone) if zone else moment).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
