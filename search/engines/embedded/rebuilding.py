"""A new generation, filled beside the one that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import tantivy

from search.document import Change
from search.engines.base import Gone
from search.engines.embedded.boundary import boundary
from search.engines.embedded.generations import Generations
from search.engines.embedded.keeping import PATIENCE, WRITER_BUSY
from search.engines.embedded.layout import create_index, open_index
from search.engines.embedded.writing import Writer, encode_newest, held_versions, write_vectors

_REBUILD_BUSY = "another process is rebuilding the search index; wait until it is done"
_HEAP = 256_000_000
# Uncommitted versions are kept in memory; what is committed is looked up.
_MOST_UNCOMMITTED = 20_000


class EmbeddedRebuild:
    """See `search.engines.base.Rebuild`. For one thread."""

    def __init__(
        self, generations: Generations, name: str, index: tantivy.Index, *, is_kept: bool
    ) -> None:
        self.name = name
        self._generations = generations
        self._folder = generations.path(name)
        self._index = index
        self._writer = Writer(index, heap=_HEAP)
        self._uncommitted: dict[str, int] = {}
        self._is_published = False
        self._is_kept = is_kept

    def apply(self, changes: Sequence[Change]) -> None:
        """Raises as the engine's `apply` does."""
        if self._is_published:
            raise RuntimeError("this rebuild is published already")
        encoded = encode_newest(changes)
        with boundary("rebuilding"):
            held = held_versions(self._index.searcher(), [change.id for change in encoded])
            written = self._writer.put(encoded, held | self._uncommitted)
            write_vectors(self._folder, [each for each in encoded if each.id in written])
            self._uncommitted |= written
            if len(self._uncommitted) >= _MOST_UNCOMMITTED:
                self._commit()

    def commit(self) -> None:
        with boundary("rebuilding"):
            if self._uncommitted:
                self._commit()

    def keep(self) -> None:
        with boundary("keeping a rebuild"):
            self._generations.keep(self.name)
        self._is_kept = True

    def publish(self) -> str:
        with boundary("publishing a rebuilt index"):
            self._commit()
            self._writer.close()
            with self._generations.writing.held(patience=PATIENCE, busy=WRITER_BUSY):
                replaced = self._generations.publish(self.name)
                self._is_published = True
                self._generations.clean()
            return replaced

    def close(self) -> None:
        """Without a trace, where it is neither published nor kept."""
        try:
            with boundary("ending a rebuild"):
                self._writer.close()
        finally:
            if not self._is_published and not self._is_kept:
                self._generations.discard(self.name)

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._uncommitted.clear()


@contextmanager
def rebuilding(generations: Generations, name: str) -> Iterator[EmbeddedRebuild]:
    """A new generation, or the one of this `name`. Raises `Gone`, and `EngineDown` where somebody
    else is rebuilding."""
    with generations.rebuilding.held(patience=1.0, busy=_REBUILD_BUSY):
        writing = generations.writing.held(patience=PATIENCE, busy=WRITER_BUSY)
        with boundary("starting a rebuild"), writing:
            rebuild = _taken_up(generations, name) if name else _begun(generations)
        with closing(rebuild):
            yield rebuild


def _begun(generations: Generations) -> EmbeddedRebuild:
    generations.forget_unfinished()
    generations.clean()
    name = generations.make()
    index = create_index(generations.path(name))
    return EmbeddedRebuild(generations, name, index, is_kept=False)


def _taken_up(generations: Generations, name: str) -> EmbeddedRebuild:
    path = generations.path(generations.take_up(name))
    try:
        index = open_index(path)
    except (OSError, ValueError) as error:  # its process was killed while it made it
        raise Gone(f"the index {name} cannot be opened: {error}") from error
    return EmbeddedRebuild(generations, name, index, is_kept=True)
