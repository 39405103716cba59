"""The circuit breaker: a server that is away costs nobody any time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from search.engines.base import EngineDown
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch.boundary import Away
from search.engines.elasticsearch.breaker import Breaker
from search.request import AuthorisedQuery, SearchRequest
from tests.search.contract.library import PUBLIC

ASKED = AuthorisedQuery(SearchRequest(), PUBLIC)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker) -> None:
    with pytest.raises(Away, match=r"^gone$"), breaker.guard():
        raise Away("gone")


def refuses(breaker: Breaker) -> bool:
    try:
        with breaker.guard():
            return False
    except Away:
        return True


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(3):
        assert breaker.state == "closed"
        fail(breaker)
    return breaker


def test_it_opens_after_three_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(Clock())
    for _ in range(5):
        fail(breaker)
        fail(breaker)
        assert not refuses(breaker)
    breaker = opened(Clock())
    assert breaker.state == "open"
    with pytest.raises(Away, match="not asked again yet"), breaker.guard():
        raise AssertionError("it was asked")


@pytest.mark.parametrize("answer", [ValueError("refused"), EngineDown("no index")])
def test_an_answer_that_says_no_is_an_answer(answer: Exception) -> None:
    breaker = Breaker(Clock())
    fail(breaker)
    fail(breaker)
    with pytest.raises(type(answer)), breaker.guard():
        raise answer
    fail(breaker)
    assert breaker.state == "closed"


def test_when_its_time_is_over_one_may_try_and_the_others_are_told() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 1.0
    assert breaker.state == "half-open"
    with breaker.guard():
        assert refuses(breaker)
    assert breaker.state == "closed"
    assert not refuses(breaker)


def test_a_try_that_fails_makes_it_wait_twice_as_long_up_to_ten_seconds() -> None:
    clock = Clock()
    breaker = opened(clock)
    for wait in (1, 2, 4, 8, 10, 10):
        clock.now += wait - 0.25
        assert refuses(breaker)
        clock.now += 0.25
        fail(breaker)


def test_one_that_was_asked_before_it_opened_and_answers_late_changes_nothing() -> None:
    breaker = Breaker(Clock())
    with breaker.guard():
        for _ in range(3):
            fail(breaker)
    assert breaker.state == "open"


def test_of_many_threads_one_tries() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 1.0
    start = threading.Barrier(8)
    tried: list[int] = []
    told: list[int] = []

    def ask() -> None:
        start.wait()
        try:
            with breaker.guard():
                tried.append(1)
                everybody_asked.wait(5)
        except Away:
            told.append(1)
            if len(told) == 7:
                everybody_asked.set()

    everybody_asked = threading.Event()
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(tried), len(told)) == (1, 7)


@pytest.fixture
def silent_server() -> Iterator[tuple[str, list[int]]]:
    """Takes connections and says nothing; counts them."""
    taken: list[int] = []
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take() -> None:
            try:
                while True:
                    kept.append(listener.accept()[0])
                    taken.append(1)
            except OSError:
                return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
        listener.shutdown(socket.SHUT_RDWR)
    for each in kept:
        each.close()


def test_a_server_that_hangs_is_asked_three_times_and_then_spared(
    silent_server: tuple[str, list[int]],
) -> None:
    url, taken = silent_server
    with closing(ElasticsearchEngine(url, timeout=0.2)) as engine:
        for _ in range(3):
            with pytest.raises(EngineDown):
                engine.search(ASKED)
        asked = len(taken)
        for _ in range(20):
            with pytest.raises(EngineDown, match="not asked again yet"):
                engine.search(ASKED)
        assert len(taken) == asked
        assert engine.breaker == "open"
