"""The engine of this process."""

from __future__ import annotations

import os
import threading
from typing import Any, cast

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from search.configuration import configured
from search.engines.base import Engine

_lock = threading.Lock()
_opened: Engine | None = None


def engine() -> Engine:
    """Opened on first use and shared by the threads of a process.

    A forked child opens its own: file handles, threads and sockets do not survive a fork.
    """
    global _opened
    if _opened is None:
        with _lock:
            if _opened is None:
                opened = import_string(configured("ENGINE"))(**configured("OPTIONS", {}))
                _opened = cast(Engine, opened)
    return _opened


def reset_engine() -> None:
    """Close it; the next use opens it again from the settings."""
    global _opened
    with _lock:
        closing, _opened = _opened, None
    if closing is not None:
        closing.close()


def _forget_parents() -> None:
    """Not closed: what it would close belongs to the parent."""
    global _lock, _opened
    _lock, _opened = threading.Lock(), None


def _follow(*, setting: str, **_: Any) -> None:
    if setting == "HOLOTYPE_SEARCH":
        reset_engine()


os.register_at_fork(after_in_child=_forget_parents)
setting_changed.connect(_follow, dispatch_uid="search.engine")
