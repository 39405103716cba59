"""Dates as people give them: `2024`, `2024-05`, `2024-05-17`, a moment (ISO 8601), `now-30d`."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re

_CALENDAR = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
# A "+" that was not encoded as %2B arrives as a space.
_LOST_PLUS = re.compile(r"(T\S*) (\d{2}:?\d{2})")
_NOW = re.compile(r"now(?:(?P<sign>[+-])(?P<count>\d{1,5})(?P<unit>[a-z]{1,3}))?", re.ASCII)
_STEPS = {
    "min": dt.timedelta(minutes=1), "h": dt.timedelta(hours=1), "d": dt.timedelta(days=1),
    "w": dt.timedelta(weeks=1), "wk": dt.timedelta(weeks=1),
}  # fmt: skip
_MONTHS = {"mo": 1, "y": 12, "yr": 12, "a": 12}
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
        if day := _CALENDAR.fullmatch(text):
            return _calendar(day)
        if now := _NOW.fullmatch(text):
            return _moment(_beside_now(now))
        mended = _LOST_PLUS.sub(r"\1+\2", text)
        if _MOMENT.fullmatch(mended):
            return _moment(dt.datetime.fromisoformat(mended.replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise DateError(f"“{text}” is not a date: {error}") from None
    raise DateError(
        f"“{text}” is not a date; write 2024, 2024-05, 2024-05-17, 2024-05-17T09:30:00Z or now-30d"
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


def _beside_now(match: re.Match[str]) -> dt.datetime:
    """`now-30d`, `now+1y`; months and years by the calendar."""
    now = dt.datetime.now(dt.UTC)
    if not match["sign"]:
        return now
    count = int(match["count"]) * (1 if match["sign"] == "+" else -1)
    if step := _STEPS.get(match["unit"]):
        return now + count * step
    if match["unit"] not in _MONTHS:
        known = ", ".join([*_STEPS, *_MONTHS])
        raise ValueError(f"“{match['unit']}” is no unit of time here; there are {known}")
    month = now.year * 12 + now.month - 1 + count * _MONTHS[match["unit"]]
    year, place = divmod(month, 12)
    last = calendar.monthrange(year, place + 1)[1]
    return now.replace(year=year, month=place + 1, day=min(now.day, last))
