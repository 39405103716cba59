"""Calls beside each other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from search.engines.embedded import beside as module
from search.engines.embedded.beside import beside


def _raising(error: Exception) -> Callable[[], None]:
    def call() -> None:
        raise error

    return call


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """One helper, whatever the machine has."""
    monkeypatch.setattr(module, "processors", lambda: 2)
    monkeypatch.setattr(module, "_helpers", None)


def test_answers_come_in_the_order_of_the_calls() -> None:
    others = [lambda number=number: number for number in range(20)]
    assert beside(lambda: "first", others) == ("first", list(range(20)))


def test_a_helper_works_while_the_caller_does() -> None:
    met = threading.Barrier(2, timeout=60)
    beside(met.wait, [met.wait])


def test_the_caller_does_what_no_helper_has_begun_with() -> None:
    is_over, busy = threading.Event(), threading.Event()

    def hold() -> int:
        busy.set()
        assert is_over.wait(60)
        return threading.get_ident()

    def release() -> int:
        is_over.set()
        return threading.get_ident()

    _, [held, released] = beside(lambda: busy.wait(60), [hold, release])
    assert held != released == threading.get_ident()


def test_calls_may_call_others_beside_each_other() -> None:
    def inner() -> tuple[int, list[int]]:
        return beside(lambda: 1, [lambda: 2, lambda: 3])

    assert beside(inner, [inner, inner]) == ((1, [2, 3]), [(1, [2, 3])] * 2)


def test_what_is_raised_is_raised_to_the_caller() -> None:
    with pytest.raises(KeyError):
        beside(_raising(KeyError()), [_raising(ValueError())])
    with pytest.raises(ValueError, match="other"):
        beside(lambda: None, [lambda: None, _raising(ValueError("other"))])


def test_with_one_processor_the_caller_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processors", lambda: 1)
    me = threading.get_ident()
    assert beside(threading.get_ident, [threading.get_ident] * 2) == (me, [me, me])


def test_a_forked_child_has_helpers_of_its_own() -> None:
    beside(lambda: 1, [lambda: 2])
    child = os.fork()
    if not child:
        met = threading.Barrier(2, timeout=60)
        try:
            beside(met.wait, [met.wait])
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
