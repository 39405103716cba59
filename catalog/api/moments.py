"""Dates and times as RFC 3339 writes them."""

from __future__ import annotations

import datetime as dt
import re

PATTERN = (
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
    r"(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$"
)
_MOMENT = re.compile(PATTERN, re.ASCII)


class NotAMoment(ValueError):
    """The text says why."""


def moment_of(text: str) -> dt.datetime:
    """An aware datetime, in UTC. Raises NotAMoment.

    A space between date and time is taken too (a `+` in an address that was not escaped becomes
    one before the offset, and is put back).
    """
    mended = re.sub(r" (?=\d\d:\d\d$)", "+", text) if text.count(":") == 3 else text
    if not _MOMENT.fullmatch(mended):
        raise NotAMoment(
            f"{text[:40]!r} is not a date and time with its zone, like 2026-11-23T14:02:00Z."
        )
    try:
        fraction = re.sub(r"(\.\d{6})\d+", r"\1", mended.upper())
        return dt.datetime.fromisoformat(fraction).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise NotAMoment(f"{text[:40]!r} is a date that no calendar has.") from None
