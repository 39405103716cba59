"""Dates as people give them: `2024`, `2024-05`, `2024-05-17`, or a moment (ISO 8601)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

_CALENDAR = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
# A "+" that was not encoded as %2B arrives as a space.
_LOST_PLUS = re.compile(r"(T\S*) (\d{2}:?\d{2})")
_SMALLEST = dt.timedelta(microseconds=1)
_END_OF_CALENDAR = dt.datetime.max.replace(tzinfo=dt.UTC)


class DateError(ValueError):
    """Says what is wrong and what would be right."""


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; a moment where they are the same. UTC."""

    first: dt.datetime
    last: dt.datetime

    @property
    def is_moment(self) -> bool:
        return self.first == self.last


def parse_period(text: str) -> Period:
    """A time without a zone is UTC. Raises `DateError`."""
    try:
        if calendar := _CALENDAR.fullmatch(text):
            return _calendar(calendar)
        mended = _LOST_PLUS.sub(r"\1+\2", text)
        if _MOMENT.fullmatch(mended):
            return _moment(dt.datetime.fromisoformat(mended.replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise DateError(f"“{text}” is not a date: {error}") from None
    raise DateError(
        f"“{text}” is not a date; write 2024, 2024-05, 2024-05-17 or 2024-05-17T09:30:00Z"
    )


def _calendar(match: re.Match[str]) -> Period:
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    first = dt.datetime(year or 0, month or 1, day or 1, tzinfo=dt.UTC)
    try:
        if day is not None:
            following = first + dt.timedelta(days=1)
        elif month is not None:
            following = (first + dt.timedelta(days=31)).replace(day=1)
        else:
            following = first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        return Period(first, _END_OF_CALENDAR)
    return Period(first, following - _SMALLEST)


def _moment(moment: dt.datetime) -> Period:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    at = aware.astimezone(dt.UTC)
    return Period(at, at)
