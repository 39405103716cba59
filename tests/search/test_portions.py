"""Portions grow and shrink with the time that they take."""

from __future__ import annotations

from search.portions import Portions


def size_after(*seconds: float, is_watched: bool = False) -> int:
    portions = Portions()
    for each in seconds:
        portions.learn(portions.size, each, is_watched=is_watched)
    return portions.size


def test_what_takes_its_time_stays_as_it_is() -> None:
    assert size_after(0.5, 0.5) == size_after()


def test_quick_ones_grow_and_slow_ones_shrink() -> None:
    assert size_after(0.25) == 2 * size_after()
    assert size_after(0.4) > size_after() > size_after(0.6) > size_after(0.8)


def test_where_somebody_waits_they_take_half_as_long() -> None:
    assert size_after(0.25, 0.25, is_watched=True) == size_after()
    assert size_after(0.3, is_watched=True) == size_after(0.6)


def test_they_grow_again_a_few_portions_after_somebody_waited() -> None:
    portions = Portions()
    portions.learn(portions.size, 0.25, is_watched=True)
    short = portions.size
    for _ in range(7):
        portions.learn(portions.size, 0.25, is_watched=False)
    assert portions.size == short
    portions.learn(portions.size, 0.25, is_watched=False)
    assert portions.size == 2 * short


def test_few_that_were_quick_say_nothing_and_few_that_were_slow_do() -> None:
    portions = Portions()
    portions.learn(10, 0.01, is_watched=True)
    assert portions.size == size_after()
    portions.learn(200, 0.3, is_watched=True)
    assert portions.size < 200


def test_one_hiccup_costs_no_more_than_the_half() -> None:
    assert size_after(*[0.5 / 4] * 2, 1000.0) == size_after(0.5 / 4, 0.5)


def test_there_are_bounds() -> None:
    assert size_after(*[0.0] * 20) == 1000
    assert size_after(*[60.0] * 20) == 150


def test_they_settle_where_a_piece_takes_as_long_as_it_does() -> None:
    portions = Portions()
    for _ in range(20):
        portions.learn(portions.size, portions.size * 0.001, is_watched=False)
    assert portions.size == 500


def test_a_slow_start_is_recovered_from() -> None:
    assert size_after(60.0, 60.0, *[0.1] * 4) == 1000
