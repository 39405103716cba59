"""Rebuilds of the index that are broken off at a batch of choice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.drain import drain
from search.filling import Progress
from search.integrity import check_index
from search.models import OutboxMark
from search.reindex import reindex
from tests.search.notes import write


class Gone(Exception):
    """What a test breaks a rebuild off with."""


def at_batch(number: int, step: Callable[[], object]) -> Progress:
    seen = 0

    def progress(kind: str, done: int) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            step()

    return progress


def fill(count: int) -> None:
    for number in range(count):
        write(f"k{number:03}", "note")
    drain_all()


def drain_all() -> None:
    while drain().marks:
        pass


def gone() -> None:
    raise Gone


def break_off(step: Callable[[], object] = lambda: None, *, at: int = 2) -> None:
    def end() -> None:
        step()
        raise Gone

    with pytest.raises(Gone):
        reindex(batch=2, progress=at_batch(at, end))


def in_order() -> None:
    drain_all()
    checked = check_index()
    assert (checked.differences, checked.pending) == (0, 0)
    assert not OutboxMark.objects.exists()
