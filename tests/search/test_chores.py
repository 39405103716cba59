"""The thread of chores beside the indexer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from search.chores import Chores
from search.lifeline import StopSign

_HERE = "tests.search.test_chores"
_work: dict[str, Callable[[StopSign], bool]] = {}


def first(stop: StopSign) -> bool:
    return _work["first"](stop)


def second(stop: StopSign) -> bool:
    return _work["second"](stop)


@pytest.fixture
def stop() -> Iterator[StopSign]:
    sign = StopSign()
    yield sign
    if not sign.is_set():
        sign.set()


def _run(stop: StopSign, *names: str) -> None:
    Chores(interval=0.001, stop=stop).run([f"{_HERE}.{name}" for name in names])


@pytest.mark.django_db(transaction=True)
def test_a_chore_is_asked_again_until_the_stop(stop: StopSign) -> None:
    turns: list[bool] = []

    def work(sign: StopSign) -> bool:
        turns.append(len(turns) < 3)
        if len(turns) == 5:
            sign.set()
        return turns[-1]

    _work["first"] = work
    _run(stop, "first")
    assert turns == [True, True, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_waits_and_keeps_no_other_from_its_turn(stop: StopSign) -> None:
    asked = {"first": 0, "second": 0}

    def fails(sign: StopSign) -> bool:
        asked["first"] += 1
        raise OSError("no disk")

    def goes_on(sign: StopSign) -> bool:
        asked["second"] += 1
        if asked["second"] == 4:
            sign.set()
        return True

    _work.update(first=fails, second=goes_on)
    _run(stop, "first", "second")
    assert asked == {"first": 1, "second": 4}


def test_no_thread_without_chores(stop: StopSign, settings: Any) -> None:
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "CHORES": []}
    assert Chores(interval=1, stop=stop).start() is None


def test_every_configured_chore_can_be_imported() -> None:
    from django.utils.module_loading import import_string

    assert all(callable(import_string(path)) for path in settings.HOLOTYPE_SEARCH["CHORES"])


@pytest.mark.django_db(transaction=True)
def test_an_idle_one_is_not_asked_as_often_as_a_busy_one(stop: StopSign) -> None:
    asked = {"first": 0, "second": 0}

    def is_idle(sign: StopSign) -> bool:
        asked["first"] += 1
        return False

    def is_busy(sign: StopSign) -> bool:
        asked["second"] += 1
        if asked["second"] == 50:
            sign.set()
        return True

    _work.update(first=is_idle, second=is_busy)
    Chores(interval=3600, stop=stop).run([f"{_HERE}.first", f"{_HERE}.second"])
    assert asked == {"first": 1, "second": 50}
