"""Parts of one search that are run beside each other.

tantivy lets go of Python's lock while it searches, and searches with one thread: the ranked pass
and the facets of one question can each have a processor. Worth it only where there is much to go
through, as a search through little is over before another thread has begun.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_First = TypeVar("_First")
_Other = TypeVar("_Other")
_lock = threading.Lock()
_helpers: ThreadPoolExecutor | None = None


def beside(
    first: Callable[[], _First], others: Iterable[Callable[[], _Other]]
) -> tuple[_First, list[_Other]]:
    """What they answer, in their order. Raises what one of them raises.

    The caller's thread makes the first call, and then whatever no helper has begun with: where all
    of them have other searches to do, this is what it would be without them.
    """
    helpers = _started()
    if helpers is None:
        return first(), [call() for call in others]
    waiting = [(helpers.submit(call), call) for call in others]
    try:
        answer = first()
        # The last ones first: a helper begins with the others.
        own = {future: call() for future, call in reversed(waiting) if future.cancel()}
        return answer, [own[each] if each in own else each.result() for each, _ in waiting]
    finally:
        for future, _ in waiting:
            future.cancel()


def processors() -> int:
    """That this process may use, where the system says so."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _started() -> ThreadPoolExecutor | None:
    """One helper for each processor but the caller's own."""
    global _helpers
    if _helpers is None and (count := processors() - 1):
        with _lock:
            if _helpers is None:
                _helpers = ThreadPoolExecutor(count, thread_name_prefix="search")
    return _helpers


def _forget() -> None:
    """A forked child has none of its parent's threads."""
    global _lock, _helpers
    _lock, _helpers = threading.Lock(), None


os.register_at_fork(after_in_child=_forget)
