"""Edges of histograms."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.buckets import date_edges, number_edges

numbers = st.floats(allow_nan=False, allow_infinity=False)
moments = st.datetimes(timezones=st.just(dt.UTC))


@pytest.mark.parametrize(
    ("least", "greatest", "expected"),
    [
        (0.0, 9.0, [float(n) for n in range(11)]),
        (0.0, 100.0, [float(n) for n in range(0, 111, 10)]),
        (5.0, 5.0, [5.0, 6.0]),
        (0.5, 0.5, [0.5, 0.51]),
        (-1.0, 1.0, [-1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2]),
        (0.0, 0.0, [0.0, 1.0]),
        (17.0, 43.0, [15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0]),
    ],
)
def test_numbers_are_cut_at_round_edges(
    least: float, greatest: float, expected: list[float]
) -> None:
    assert list(number_edges(least, greatest)) == expected


@given(numbers, numbers)
def test_any_two_numbers_lie_within_their_few_ascending_edges(one: float, other: float) -> None:
    least, greatest = min(one, other), max(one, other)
    edges = number_edges(least, greatest)
    assert edges[0] <= least
    assert edges[-1] > greatest
    assert 2 <= len(edges) <= 14
    assert all(low < high for low, high in itertools.pairwise(edges))


@pytest.mark.parametrize(
    ("first", "last", "edges"),
    [
        ("2024-03-01T12:00", "2024-03-01T13:00", ["2024-03-01", "2024-03-02"]),
        (
            "2024-02-28T12:00",
            "2024-03-01T13:00",
            ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"],
        ),
        (
            "2023-11-15",
            "2024-02-01",
            ["2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01"],
        ),
        (
            "2019-05-05",
            "2022-05-05",
            ["2019-01-01", "2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"],
        ),
    ],
)
def test_dates_are_cut_at_days_months_or_years(first: str, last: str, edges: list[str]) -> None:
    def moment(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)

    assert list(date_edges(moment(first), moment(last))) == [moment(edge) for edge in edges]


def test_days_are_those_of_utc() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    moment = dt.datetime(2024, 3, 2, 8, tzinfo=tokyo)
    assert date_edges(moment, moment)[0] == dt.datetime(2024, 3, 1, tzinfo=dt.UTC)


@given(moments, moments)
def test_any_two_dates_lie_within_their_few_ascending_edges(
    one: dt.datetime, other: dt.datetime
) -> None:
    first, last = min(one, other), max(one, other)
    edges = date_edges(first, last)
    assert edges[0] <= first
    assert edges[-1] > last or edges[-1] == dt.datetime.max.replace(tzinfo=dt.UTC)
    assert 2 <= len(edges) <= 64
    assert all(low < high for low, high in itertools.pairwise(edges))
