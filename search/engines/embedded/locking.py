"""Locks between processes; the system lets go of them when a process dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.base import EngineDown

_POLLED = 0.01


class Lock:
    """An exclusive `flock` on a file. It excludes threads and other `Lock`s of a process too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self, *, patience: float, busy: str) -> Iterator[None]:
        """Wait for it up to `patience` seconds, then raise `EngineDown(busy)`."""
        descriptor = self._open()
        try:
            until = time.monotonic() + patience
            while not _take(descriptor):
                if time.monotonic() > until:
                    raise EngineDown(busy)
                time.sleep(_POLLED)
            yield
        finally:
            os.close(descriptor)

    def is_held(self) -> bool:
        """Whether somebody holds it right now."""
        descriptor = self._open()
        try:
            return not _take(descriptor)
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise EngineDown(f"the search index cannot be written: {error}") from error


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
