"""Merges give way to what somebody waits for."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from search.document import Change
from search.engines.embedded.layout import create_index
from search.engines.embedded.merging import LESS
from search.engines.embedded.writing import Writer, encode_newest, write
from tests.search.contract.library import document

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities on Linux")


TASKS = Path("/proc/self/task")


def names() -> dict[int, str]:
    return {int(task.name): (task / "comm").read_text().strip() for task in TASKS.iterdir()}


def test_threads_that_merge_have_less_of_a_processor_and_no_others_have(tmp_path: Path) -> None:
    index, before = create_index(tmp_path), names()
    with contextlib.closing(Writer(index)) as writer:
        end = time.monotonic() + 30
        inherited = before[threading.get_native_id()]
        while inherited in (new := added(before)).values():  # one that has no name of its own yet
            assert time.monotonic() < end
            time.sleep(0.01)
        write(tmp_path, index, writer, encode_newest([Change("a", 1, document("a"))]))
        own = os.getpriority(os.PRIO_PROCESS, 0)
        merging = {id_ for id_, name in new.items() if name.startswith("merge_thread")}
        assert {os.getpriority(os.PRIO_PROCESS, id_) for id_ in merging} == {own + LESS}
        others = [threading.get_native_id(), *(added(before).keys() - merging)]
        assert {priority for id_ in others if (priority := priority_of(id_)) is not None} == {own}


def priority_of(id_: int) -> int | None:
    """None where the thread has ended: the one that indexes ends with each commit."""
    with contextlib.suppress(ProcessLookupError):
        return os.getpriority(os.PRIO_PROCESS, id_)
    return None


def added(before: dict[int, str]) -> dict[int, str]:
    return {id_: name for id_, name in names().items() if id_ not in before}
