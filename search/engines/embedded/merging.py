"""Merges of segments give way to what somebody waits for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LESS = 5  # steps of `nice`: a third of the share of a processor that others have
_TASKS = Path("/proc/self/task")  # proc(5): a folder for each thread


def let_merges_give_way() -> None:
    """Lower the priority of the threads of this process in which tantivy merges. They hold nothing
    that another waits for: neither a commit nor a reader waits for a merge. Elsewhere than on
    Linux, where threads have no priority of their own, nothing happens."""
    if not _TASKS.is_dir():
        return
    own = os.getpriority(os.PRIO_PROCESS, 0)
    for task in _TASKS.iterdir():
        with suppress(OSError):  # it ended meanwhile
            if (task / "comm").read_text().startswith("merge_thread"):
                os.setpriority(os.PRIO_PROCESS, int(task.name), own + LESS)
