"""A new generation, filled beside the one that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from search.document import Change
from search.engines.embedded.boundary import boundary
from search.engines.embedded.generations import Generations
from search.engines.embedded.layout import create_index
from search.engines.embedded.writing import Writer, encode_newest, held_versions, write_vectors

PATIENCE = 60.0
WRITER_BUSY = "another process has been writing to the search index for a minute; try again"
_REBUILD_BUSY = "another process is rebuilding the search index; wait until it is done"
_HEAP = 256_000_000
# Uncommitted versions are kept in memory; what is committed is looked up.
_MOST_UNCOMMITTED = 20_000


class EmbeddedRebuild:
    """See `search.engines.base.Rebuild`. For one thread."""

    def __init__(self, generations: Generations, name: str) -> None:
        self._generations = generations
        self._name = name
        self._folder = generations.path(name)
        self._index = create_index(self._folder)
        self._writer = Writer(self._index, heap=_HEAP)
        self._uncommitted: dict[str, int] = {}
        self._is_published = False

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

    def publish(self) -> None:
        with boundary("publishing a rebuilt index"):
            self._commit()
            self._writer.close()
            with self._generations.writing.held(patience=PATIENCE, busy=WRITER_BUSY):
                self._generations.publish(self._name)
                self._is_published = True
                self._generations.clean()

    def close(self) -> None:
        """Without a trace, where it was not published."""
        try:
            with boundary("ending a rebuild"):
                self._writer.close()
        finally:
            if not self._is_published:
                self._generations.discard(self._name)

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._uncommitted.clear()


@contextmanager
def rebuilding(generations: Generations) -> Iterator[EmbeddedRebuild]:
    """Raises `EngineDown` where somebody else is rebuilding."""
    with generations.rebuilding.held(patience=1.0, busy=_REBUILD_BUSY):
        with boundary("starting a rebuild"):
            with generations.writing.held(patience=PATIENCE, busy=WRITER_BUSY):
                generations.clean()
                name = generations.make()
            rebuild = EmbeddedRebuild(generations, name)
        with closing(rebuild):
            yield rebuild
