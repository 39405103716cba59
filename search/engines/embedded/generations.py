"""The directory of the index: generations, and a pointer to the one that answers.

current.json          which generation answers, which one did before, and their layout
unfinished.json       which generation is kept for whoever goes on filling it, and its layout
generations/<name>/   one index each
write.lock            held by whoever writes to the generation that answers, or swaps it
rebuild.lock          held by whoever fills a new one
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from search.engines.base import EngineDown, Gone
from search.engines.embedded.layout import LAYOUT
from search.engines.embedded.locking import Lock

_REBUILD = "run manage.py reindex to build it from the database"


@dataclasses.dataclass(frozen=True, slots=True)
class Pointer:
    """`published`: seconds since 1970."""

    generation: str
    previous: str
    layout: str
    published: float


class Missing(EngineDown):
    """There is no index yet."""


class Generations:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pointer = directory / "current.json"
        self._unfinished = directory / "unfinished.json"
        self._folder = directory / "generations"
        self.writing = Lock(directory / "write.lock")
        self.rebuilding = Lock(directory / "rebuild.lock")

    def current(self) -> Pointer:
        """Raises `Missing`, or `EngineDown` where the index cannot be read by this version."""
        try:
            pointer = Pointer(**json.loads(self._pointer.read_bytes()))
        except FileNotFoundError:
            raise Missing(f"there is no search index; {_REBUILD}") from None
        except (OSError, ValueError, TypeError) as error:
            raise EngineDown(f"the search index has no readable pointer; {_REBUILD}") from error
        if pointer.layout != LAYOUT:
            raise EngineDown(f"the search index was made by another version; {_REBUILD}")
        return pointer

    def path(self, generation: str) -> Path:
        return self._folder / generation

    def make(self) -> str:
        """A new, empty folder that nobody reads yet."""
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
        self.path(name).mkdir(parents=True)
        return name

    def publish(self, generation: str) -> str:
        """Let `generation` answer from now on; answers which one did before. For the holder of
        `writing`."""
        previous = ""
        with contextlib.suppress(EngineDown):
            previous = self.current().generation
        pointer = Pointer(generation, previous, LAYOUT, time.time())
        _sync(self.path(generation))
        _sync(self._folder)
        _replace(self._pointer, json.dumps(dataclasses.asdict(pointer)).encode())
        if generation == self.unfinished():
            self.forget_unfinished()
        return previous

    def is_current(self, generation: str) -> bool:
        with contextlib.suppress(EngineDown):
            return generation == self.current().generation
        return False

    def take_up(self, generation: str) -> str:
        """A kept or replaced generation, to be filled on. Raises `Gone`."""
        if self.is_current(generation):
            raise Gone(f"the index {generation} answers already")
        if generation not in (self.unfinished(), self._previous()):
            raise Gone(f"there is no index {generation} to go on with")
        return generation

    def keep(self, generation: str) -> None:
        """It is not cleaned away where its process ends before it is published."""
        if generation != self._previous():
            content = {"generation": generation, "layout": LAYOUT}
            _replace(self._unfinished, json.dumps(content).encode())

    def unfinished(self) -> str:
        """The generation that is kept; "" where there is none of this layout."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._unfinished.read_bytes())
            return str(kept["generation"]) if kept["layout"] == LAYOUT else ""
        return ""

    def forget_unfinished(self) -> None:
        self._unfinished.unlink(missing_ok=True)

    def discard(self, generation: str) -> None:
        shutil.rmtree(self.path(generation), ignore_errors=True)

    def clean(self) -> None:
        """Remove what neither answers nor is kept, by itself or as the one that answered before.
        For the holder of `writing`, where nobody else holds `rebuilding`."""
        with contextlib.suppress(EngineDown):
            pointer = self.current()
            kept = {pointer.generation, pointer.previous, self.unfinished()}
            for name in self._names():
                if name not in kept:
                    self.discard(name)

    def _previous(self) -> str:
        with contextlib.suppress(EngineDown):
            return self.current().previous
        return ""

    def _names(self) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError):
            yield from sorted(os.listdir(self._folder))


def _replace(path: Path, content: bytes) -> None:
    """Readers see the old content or the new one, whatever happens meanwhile."""
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the folder's list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
