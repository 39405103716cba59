"""How much work something is, whatever the machine does meanwhile."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_VALUES = {str(number): [number, {"a": str(number)}] for number in range(15_000)}


def effort(work: Callable[[], T]) -> tuple[float, T]:
    """Processor time of `work` in this thread, as a multiple of a fixed piece of work; its result.

    The piece takes about 25 ms on a machine of 2024. Where the machine is slow, or slow for a
    while, it is so for both. `work` is done once: a second time would find what the first one left
    in memory.
    """
    # What earlier tests left behind is not looked through for garbage.
    gc.collect()
    gc.freeze()
    before, _ = _timed(_piece)
    took, result = _timed(work)
    after, _ = _timed(_piece)
    return took / max(before, after), result


def _piece() -> object:
    return json.loads(json.dumps(_VALUES))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.thread_time()
    result = work()
    return time.thread_time() - began, result
