"""The writer of the index that answers, kept open between writes.

Closing one waits for merges of segments, seconds in which no other change would be found. So it
stays open, and the lock for writing with it, until another writer waits or nothing was written for
a while. Merges go on beside the writes meanwhile.
"""

from __future__ import annotations

import dataclasses
import os
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from search.engines.base import EngineDown
from search.engines.embedded.boundary import boundary
from search.engines.embedded.encoding import Encoded
from search.engines.embedded.layout import open_index
from search.engines.embedded.locking import Held, Lock
from search.engines.embedded.writing import Writer, write

PATIENCE = 60.0
WRITER_BUSY = "another process has been writing to the search index for a minute; try again"
_KEPT = 5.0  # seconds without a write
_LOOKED = 0.05  # seconds between looks whether somebody waits


@dataclasses.dataclass(frozen=True, slots=True)
class _Opened:
    path: Path
    index: tantivy.Index
    writer: Writer


class Keeper:
    """Of one engine; its threads take turns."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._using = threading.Lock()
        self._held: Held | None = None
        self._opened: _Opened | None = None
        self._used = 0.0
        _keepers.add(self)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else writes meanwhile. Raises `EngineDown` where another holds on for too long."""
        with self._using:
            self._take()
            try:
                yield
            except BaseException:
                self._let_go()
                raise
            self._used = time.monotonic()
            if self._lock.is_wanted():
                self._let_go()

    def write(self, path: Path, changes: Sequence[Encoded]) -> None:
        """One commit to the index at `path`, within a turn."""
        opened = self._opened
        if opened is None or opened.path != path:
            self._close_writer()
            index = open_index(path)
            self._opened = opened = _Opened(path, index, Writer(index))
        write(path, opened.index, opened.writer, changes)

    def close(self) -> None:
        with self._using:
            self._let_go()

    def forget(self) -> None:
        """In a forked child: writer and lock are the parent's. What cannot be used is kept from
        being closed, which would wait for threads that are not here."""
        self._using = threading.Lock()
        if self._held is not None:
            os.close(self._held.descriptor)
            _parents.append(self._opened)
        self._held, self._opened = None, None

    def _take(self) -> None:
        if self._held is not None and not self._held.is_good():
            self._let_go()
        if self._held is None:
            self._held = self._lock.take(patience=PATIENCE, busy=WRITER_BUSY)
            threading.Thread(target=self._watch, args=[self._held], daemon=True).start()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        try:
            self._close_writer()
        finally:
            if held is not None:
                held.let_go()

    def _close_writer(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.writer.close()

    def _watch(self, held: Held) -> None:
        """Ends when `held` is let go of, which it does itself where it is wanted or idle."""
        while True:
            time.sleep(_LOOKED)
            with self._using:
                if self._held is not held:
                    return
                if self._lock.is_wanted() or time.monotonic() - self._used > _KEPT:
                    # Nothing is lost with a writer that cannot end well; the next one says so.
                    with suppress(EngineDown), boundary("ending to write"):
                        self._let_go()
                    return


_keepers: weakref.WeakSet[Keeper] = weakref.WeakSet()
_parents: list[object] = []


def _forget_all() -> None:
    for keeper in _keepers:
        keeper.forget()


os.register_at_fork(after_in_child=_forget_all)
