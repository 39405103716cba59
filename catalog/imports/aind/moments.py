"""Dates and times as the records of all years spell them."""

from __future__ import annotations

import datetime as dt
import re

from catalog.imports.values import text

# "2023-05-11T19-29-48-07:00": hyphens where ISO 8601 has colons.
_HYPHENATED = re.compile(r"(\d{4}-\d\d-\d\d)[T_ ](\d\d)-(\d\d)-(\d\d)(.*)")
_LONGEST = 40
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def moment(value: object) -> dt.datetime | None:
    """A date and time, aware or naive as it was written; None where there is none to be read."""
    written = text(value) if isinstance(value, str) else ""
    if not len("2023-01-01T00") <= len(written) <= _LONGEST:
        return None
    written = _HYPHENATED.sub(r"\1T\2:\3:\4\5", written)
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def day(value: object) -> dt.date | None:
    """A calendar date written as YYYY-MM-DD."""
    written = text(value)
    if not isinstance(value, str) or len(written) != len("2023-01-01"):
        return None
    try:
        found = dt.date.fromisoformat(written)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def as_date(found: dt.datetime) -> str:
    """ISO 8601 to the second with its offset; the day alone where the offset is not known.

    W3CDTF, which DataCite asks for, has no time without a zone.
    """
    if found.tzinfo is None:
        return found.date().isoformat()
    return found.isoformat(timespec="seconds")


def as_interval(start: dt.datetime, end: dt.datetime) -> str:
    """`start/end`, or one date where both are the same."""
    first, last = as_date(start), as_date(end)
    return first if first == last else f"{first}/{last}"


def comparable(found: dt.datetime) -> dt.datetime:
    """The moment on one time line with all others: UTC where no offset was written."""
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found
