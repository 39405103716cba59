"""Locks between processes; the system lets go of them when a process dies."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.base import EngineDown

_POLLED = 0.01


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A lock that was taken; it is kept until it is let go of, or the process dies."""

    path: Path
    descriptor: int

    def is_good(self) -> bool:
        """Whether it keeps others out: not where its file was removed, with the folder."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), self.path.stat())
        except OSError:
            return False

    def let_go(self) -> None:
        # By name, not by closing alone: a process that was forked meanwhile has it open as well.
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        os.close(self.descriptor)


class Lock:
    """An exclusive `flock` on a file. It excludes threads and other `Lock`s of a process too.

    Who waits for it says so by a shared lock on a file beside it, so that one who keeps it longer
    than he needs can let go.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._wishes = path.with_name(f"{path.name}.wanted")

    @contextmanager
    def held(self, *, patience: float, busy: str) -> Iterator[None]:
        """Wait for it up to `patience` seconds, then raise `EngineDown(busy)`."""
        held = self.take(patience=patience, busy=busy)
        try:
            yield
        finally:
            held.let_go()

    def take(self, *, patience: float, busy: str) -> Held:
        """The same, to be kept beyond a block."""
        descriptor = _open(self._path)
        try:
            if not _take(descriptor):
                self._wait(descriptor, patience, busy)
        except BaseException:
            os.close(descriptor)
            raise
        return Held(self._path, descriptor)

    def is_held(self) -> bool:
        """Whether somebody holds it right now."""
        return _is_held(self._path)

    def is_wanted(self) -> bool:
        """Whether somebody waits for it right now."""
        return _is_held(self._wishes)

    def _wait(self, descriptor: int, patience: float, busy: str) -> None:
        wish = _open(self._wishes)
        try:
            fcntl.flock(wish, fcntl.LOCK_SH)
            until = time.monotonic() + patience
            while not _take(descriptor):
                if time.monotonic() > until:
                    raise EngineDown(busy)
                time.sleep(_POLLED)
        finally:
            os.close(wish)


def _is_held(path: Path) -> bool:
    descriptor = _open(path)
    try:
        return not _take(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise EngineDown(f"the search index cannot be written: {error}") from error


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
