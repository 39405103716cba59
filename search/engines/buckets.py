"""Edges of histograms: pure arithmetic, the same for every engine."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal

_DAY = dt.timedelta(days=1)
_MAX_DAYS = 62
_MAX_MONTHS = 36
_MAX_YEARS = 50


def number_edges(least: float, greatest: float) -> tuple[float, ...]:
    """Ascending edges of about ten buckets of one round width (1, 2 or 5 times a power of ten).

    The buckets hold both values; the last edge is above `greatest`, as upper edges are exclusive.
    """
    low, high = Decimal(repr(least)), Decimal(repr(greatest))
    step = _round_up((high - low) / 10 if high > low else _lone_step(low))
    first = int((low / step).to_integral_value("ROUND_FLOOR"))
    last = int((high / step).to_integral_value("ROUND_FLOOR")) + 1
    edges = [float(step * place) for place in range(first, last + 1)]
    return _ascending(edges, least, greatest)


def date_edges(first: dt.datetime, last: dt.datetime) -> tuple[dt.datetime, ...]:
    """Ascending edges of days, months, years or rounds of years (UTC), whichever suits the extent.

    Where the calendar ends (year 9999), its last microsecond is the last edge.
    """
    first, last = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last - first).days < _MAX_DAYS:
        return tuple(_days(first, last))
    if months < _MAX_MONTHS:
        return tuple(_months(first, last))
    return tuple(_years(first, last))


def _lone_step(value: Decimal) -> Decimal:
    """The width of the one bucket around a single value."""
    if value == value.to_integral_value():
        return Decimal(1)
    return Decimal(1).scaleb(value.adjusted() - 1)


def _round_up(width: Decimal) -> Decimal:
    power = Decimal(1).scaleb(width.adjusted())
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= width)


def _ascending(edges: list[float], least: float, greatest: float) -> tuple[float, ...]:
    """`edges` without doubles where floats are too coarse, and in any case around both values."""
    finite = sorted({edge for edge in edges if math.isfinite(edge)})
    if not finite or finite[0] > least:
        finite.insert(0, least)
    if finite[-1] <= greatest:
        finite.append(math.nextafter(greatest, math.inf))
    return tuple(finite)


def _days(first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    edge = first.replace(hour=0, minute=0, second=0, microsecond=0)
    yield edge
    while edge <= last:
        try:
            edge += _DAY
        except OverflowError:
            edge = dt.datetime.max.replace(tzinfo=dt.UTC)
            yield edge
            return
        yield edge


def _months(first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    place = first.year * 12 + first.month - 1
    end = last.year * 12 + last.month
    for month in range(place, end + 1):
        yield _start(month // 12, month % 12 + 1)


def _years(first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    span = last.year - first.year + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if span / step <= _MAX_YEARS)
    start = first.year - first.year % step
    for year in range(start, last.year + step + 1, step):
        yield _start(year, 1)
        if year > last.year:
            return


def _start(year: int, month: int) -> dt.datetime:
    if year > dt.MAXYEAR:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    return dt.datetime(max(year, dt.MINYEAR), month, 1, tzinfo=dt.UTC)
