"""Readers: every process opens the index for itself, and looks for news before every search."""

from __future__ import annotations

import dataclasses
import os
import threading
import weakref
from pathlib import Path

import tantivy

from search.engines.base import EngineDown
from search.engines.embedded.boundary import boundary
from search.engines.embedded.generations import Generations
from search.engines.embedded.layout import open_index
from search.engines.embedded.learned import Ranges
from search.engines.memory import Memory

_TRIES = 5
_COMMIT = "meta.json"  # tantivy's; replaced as a whole by each commit
LARGE = 100_000  # documents


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """The index as it is at one moment; it stays so for whoever holds it. `folder` is its
    generation's; one in memory has none. `memory` is of all its moments."""

    index: tantivy.Index
    searcher: tantivy.Searcher
    folder: Path | None = None
    memory: Memory[Ranges] = dataclasses.field(default_factory=Memory)

    @property
    def is_large(self) -> bool:
        """Whether its questions are asked in the ways that pay off where there are many hits."""
        return self.searcher.num_docs >= LARGE


@dataclasses.dataclass(slots=True)
class _Opened:
    process: int
    generation: str
    index: tantivy.Index
    memory: Memory[Ranges] = dataclasses.field(default_factory=Memory)
    _commit: bytes = b""

    def look(self, folder: Path) -> None:
        """Take in what was committed to `folder`. Opening all segments anew takes ten times as
        long as reading which ones there are. The number of the commit (`opstamp`) stands there,
        too: no two are alike."""
        commit = (folder / _COMMIT).read_bytes()
        if commit != self._commit:
            self.index.reload()
            self._commit = commit


class Reader:
    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._opened: _Opened | None = None
        self._lock = threading.Lock()
        _readers.add(self)

    def snapshot(self) -> Snapshot:
        """Raises `EngineDown` where there is no index that can be read."""
        for _ in range(_TRIES - 1):
            try:
                return self._snapshot()
            except EngineDown:
                # A generation that was replaced and removed in between is no failure.
                if not self._moved():
                    raise
        return self._snapshot()

    def close(self) -> None:
        self._opened = None

    def _snapshot(self) -> Snapshot:
        current = self._generations.current().generation
        with boundary("opening"), self._lock:
            opened = self._opened
            folder = self._generations.path(current)
            if opened is None or (opened.process, opened.generation) != (os.getpid(), current):
                self._opened = None
                self._opened = opened = _Opened(os.getpid(), current, open_index(folder))
            opened.look(folder)
            return Snapshot(opened.index, opened.index.searcher(), folder, opened.memory)

    def _moved(self) -> bool:
        opened, self._opened = self._opened, None
        current = self._generations.current().generation
        return opened is None or opened.generation != current

    def forget(self) -> None:
        """In a forked child: the parent's threads, and whoever held the lock, are not here."""
        self._opened, self._lock = None, threading.Lock()


_readers: weakref.WeakSet[Reader] = weakref.WeakSet()


def _forget_all() -> None:
    for reader in _readers:
        reader.forget()


os.register_at_fork(after_in_child=_forget_all)
