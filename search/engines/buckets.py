"""Edges of histograms: pure arithmetic, the same for every engine."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from search.engines.base import BadQuery
from search.engines.values import milliseconds, moment
from search.request import Facet, Period

_DAY = dt.timedelta(days=1)
MOST_BUCKETS = 1_000
_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}
_MAX_DAYS = 62
_MAX_MONTHS = 36
_MAX_YEARS = 50


def edges_of(facet: Facet, least: float, greatest: float) -> Sequence[Any]:
    """The edges of a histogram of values from `least` to `greatest` (of dates: in
    milliseconds). Raises `BadQuery` where the step that was asked for makes too many buckets."""
    if facet.edges:
        return facet.edges
    if facet.property.type == "date":
        return date_edges(moment(least), moment(greatest), _period(facet))
    width = facet.step if isinstance(facet.step, float) else None
    return number_edges(least, greatest, width)


def bounds_of(facet: Facet, edges: Sequence[Any], greatest: float) -> list[tuple[float, float]]:
    """Pairs of edges as an index holds them. `greatest` as in `edges_of`."""
    if facet.property.type == "date":
        edges = [float(milliseconds(edge)) for edge in edges]
        if not facet.edges:
            # Only in the last millisecond of the calendar is the last edge not above it.
            edges[-1] = max(edges[-1], greatest + 1)
    return list(itertools.pairwise(edges))


def _check(facet_step: object, buckets: float) -> None:
    if buckets > MOST_BUCKETS:
        raise BadQuery(
            f"an interval of {facet_step} makes {buckets:,.0f} buckets of these results; at most "
            f"{MOST_BUCKETS:,} are counted. Choose a wider one.",
            parameter="facets",
        )


def _period(facet: Facet) -> Period | None:
    return facet.step if isinstance(facet.step, str) else None


def number_edges(least: float, greatest: float, width: float | None = None) -> tuple[float, ...]:
    """Ascending edges of buckets of one width: `width`, or a round one (1, 2 or 5 times a power
    of ten) that makes about ten.

    The buckets hold both values; the last edge is above `greatest`, as upper edges are exclusive.
    """
    low, high = Decimal(repr(least)), Decimal(repr(greatest))
    if width is not None:
        step = Decimal(repr(width))
        _check(width, float((high - low) / step))
    else:
        step = _round_up((high - low) / 10 if high > low else _lone_step(low))
    first = int((low / step).to_integral_value("ROUND_FLOOR"))
    last = int((high / step).to_integral_value("ROUND_FLOOR")) + 1
    edges = [float(step * place) for place in range(first, last + 1)]
    return _ascending(edges, least, greatest)


def date_edges(
    first: dt.datetime, last: dt.datetime, period: Period | None = None
) -> tuple[dt.datetime, ...]:
    """Ascending edges of periods (UTC; weeks begin on Monday), or of days, months, years or rounds
    of years, whichever suits the extent.

    Where the calendar ends (year 9999), its last microsecond is the last edge.
    """
    first, last = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    if period in ("day", "week"):
        length = 1 if period == "day" else 7
        _check(f"a {period}", (last - first).days / length)
        return tuple(_days(first - (first.weekday() % length) * _DAY, last, length * _DAY))
    if period is not None:
        length = _MONTHS[period]
        _check(f"a {period}", ((last.year - first.year) * 12 + 12) / length)
        return tuple(_months(first, last, length))
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


def _days(
    first: dt.datetime, last: dt.datetime, length: dt.timedelta = _DAY
) -> Iterator[dt.datetime]:
    edge = first.replace(hour=0, minute=0, second=0, microsecond=0)
    yield edge
    while edge <= last:
        try:
            edge += length
        except OverflowError:
            edge = dt.datetime.max.replace(tzinfo=dt.UTC)
            yield edge
            return
        yield edge


def _months(first: dt.datetime, last: dt.datetime, length: int = 1) -> Iterator[dt.datetime]:
    place = first.year * 12 + first.month - 1
    place -= place % length
    end = last.year * 12 + last.month
    for month in range(place, end + length, length):
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
