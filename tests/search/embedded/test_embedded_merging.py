"""Merges give way to what somebody waits for."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
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
    """Of the threads of this process, by their ids."""
    found: dict[int, str] = {}
    for task in TASKS.iterdir():
        with contextlib.suppress(OSError):  # it ended meanwhile, as that of any other test may
            found[int(task.name)] = (task / "comm").read_text().strip()
    return found


def test_threads_that_merge_have_less_of_a_processor_and_no_others_have(tmp_path: Path) -> None:
    index, before = create_index(tmp_path), names()
    own, end = os.getpriority(os.PRIO_PROCESS, 0), time.monotonic() + 30
    merging: set[int] = set()
    with contextlib.closing(Writer(index)) as writer:
        # A thread has its name from when it runs: each commit looks at those that do.
        for version in itertools.count(1):
            write(tmp_path, index, writer, encode_newest([Change("a", version, document("a"))]))
            new = {id_: name for id_, name in names().items() if id_ not in before}
            merging = {id_ for id_, name in new.items() if name.startswith("merge_thread")}
            if merging and {priority_of(id_) for id_ in merging} == {own + LESS}:
                break
            assert time.monotonic() < end
        others = {priority_of(id_) for id_ in new.keys() - merging}
        assert others <= {own, None}
        assert os.getpriority(os.PRIO_PROCESS, 0) == own


def priority_of(id_: int) -> int | None:
    """None where the thread has ended: the one that indexes ends with each commit."""
    with contextlib.suppress(ProcessLookupError):
        return os.getpriority(os.PRIO_PROCESS, id_)
    return None
