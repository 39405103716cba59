"""Portions grow and shrink with the time that they take."""

from __future__ import annotations

from search.portions import Portions


def size_after(*seconds: float) -> int:
    portions = Portions()
    for each in seconds:
        portions.learn(each)
    return portions.size


def test_what_takes_its_time_stays_as_it_is() -> None:
    assert size_after(0.4, 0.4) == size_after()


def test_quick_ones_grow_and_slow_ones_shrink() -> None:
    assert size_after(0.2) == 2 * size_after()
    assert size_after(0.3) > size_after() > size_after(0.5) > size_after(0.7)


def test_one_hiccup_costs_no_more_than_the_half() -> None:
    assert size_after(1000.0) == size_after() // 2


def test_there_are_bounds() -> None:
    assert size_after(*[0.0] * 20) == 1000
    assert size_after(*[60.0] * 20) == 200


def test_they_settle_where_a_piece_takes_as_long_as_it_does() -> None:
    portions = Portions()
    for _ in range(20):
        portions.learn(portions.size * 0.001)
    assert portions.size == 400


def test_a_slow_start_is_recovered_from() -> None:
    assert size_after(60.0, 60.0, *[0.1] * 4) == 1000
