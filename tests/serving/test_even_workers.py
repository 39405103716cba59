"""Connections are spread over the web workers; one that cannot take any holds up nobody."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.serving.even import Board
from tests.search.processes import until
from tests.serving.test_serve_command import Serving, prepared, serving

__all__ = ["prepared", "serving"]


@contextlib.contextmanager
def connections() -> Iterator[list[http.client.HTTPConnection]]:
    kept: list[http.client.HTTPConnection] = []
    try:
        yield kept
    finally:
        for each in kept:
            each.close()


def worker_of(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/told")
    return int(json.loads(connection.getresponse().read())["process"])


def another(port: int, kept: list[http.client.HTTPConnection]) -> int:
    """Opens a connection that is kept alive; answers the process that took it."""
    kept.append(http.client.HTTPConnection("127.0.0.1", port, timeout=20))
    return worker_of(kept[-1])


def both(port: int, kept: list[http.client.HTTPConnection]) -> tuple[int, int]:
    """The two workers, each with a connection; the second starts a moment after the first."""
    first = another(port, kept)

    def is_second() -> bool:
        if another(port, kept) != first:
            return True
        kept.pop().close()
        return False

    until(is_second)
    return first, worker_of(kept[-1])


def test_who_has_fewer_connections_takes_the_next(serving: Serving) -> None:
    _, port, _ = serving
    with connections() as kept:
        first, second = both(port, kept)
        os.kill(second, signal.SIGSTOP)
        try:
            taken = [another(port, kept) for _ in range(12)]
        finally:
            os.kill(second, signal.SIGCONT)
        assert taken == [first] * 12, "one that hangs holds up nobody"
        assert worker_of(kept[0]) == first
        later = Counter(another(port, kept) for _ in range(11))
        # Nearly all: where a machine has no processor for the other one meanwhile, nobody waits.
        assert later[second] >= 9
        assert {worker_of(each) for each in kept} == {first, second}


def test_a_worker_that_died_counts_no_more(serving: Serving) -> None:
    _, port, _ = serving
    with connections() as kept:
        _, second = both(port, kept)
        os.kill(second, signal.SIGKILL)
        later = {another(port, kept) for _ in range(10)}
        assert second not in later


def test_a_place_is_given_once_and_the_last_one_is_shared() -> None:
    assert Board.free_place([]) == 0
    assert Board.free_place([0, 2]) == 1
    assert Board.free_place(range(64)) == 63


@pytest.mark.parametrize(
    ("counts", "fewest"), [({0: 3, 1: 2}, [1]), ({0: 2, 1: 2}, [0, 1]), ({0: 7}, [0])]
)
def test_places_nobody_has_are_not_fewest(counts: dict[int, int], fewest: list[int]) -> None:
    board = Board()
    for place, count in counts.items():
        board.post(place, count)
    assert [place for place in counts if board.is_fewest(place)] == fewest
    board.clear(fewest[0])
    assert all(board.is_fewest(place) for place in counts if place not in fewest)


def test_more_callers_than_threads_are_all_answered(serving: Serving) -> None:
    """Two workers with two threads each, that stay with callers who ask again at once."""
    _, port, _ = serving

    def ask(times: int) -> int:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as mine:
            return sum(worker_of(mine) > 0 for _ in range(times))

    with ThreadPoolExecutor(9) as callers:
        assert list(callers.map(ask, [50] * 9)) == [50] * 9
