"""The engine protocol, kept by tantivy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from search.document import Change
from search.engines.base import EngineDown, Entry, Rebuild
from search.engines.embedded import building as b
from search.engines.embedded import entries, room, searching, suggestions
from search.engines.embedded.asking import visible
from search.engines.embedded.boundary import boundary
from search.engines.embedded.counting import count
from search.engines.embedded.generations import Generations, Missing
from search.engines.embedded.keeping import Keeper
from search.engines.embedded.layout import create_index
from search.engines.embedded.reading import Reader
from search.engines.embedded.rebuilding import rebuilding
from search.engines.embedded.writing import encode_newest
from search.request import AuthorisedQuery, SearchResult, Suggestion


class EmbeddedEngine:
    """See `search.engines.base.Engine`. `directory` is this engine's own.

    Any number of processes may read, search and write; writers take turns. Nothing is opened
    before it is needed, and a forked process opens it anew.
    """

    def __init__(self, directory: Path | str) -> None:
        self._directory = Path(directory)
        self._generations = Generations(self._directory)
        self._reader = Reader(self._generations)
        self._keeper = Keeper(self._generations.writing)

    def needs_rebuild(self) -> bool:
        """Whether there is no index, or none that this version can read: it must be filled from
        the database. Quick enough to be asked often."""
        try:
            self.check()
        except EngineDown:
            return True
        return False

    def create(self) -> None:
        """Make an empty index where there is none at all."""
        with boundary("creating it"), self._keeper.turn():
            self._create_missing()

    def apply(self, changes: Sequence[Change]) -> None:
        """Where there is no index yet, the first changes make it, unless one is being built.

        Raises `TypeError` or `ValueError`, with nothing written, for a document that cannot be
        indexed.
        """
        encoded = encode_newest(changes)
        if not encoded:
            return
        with boundary("writing"), self._keeper.turn():
            self._create_missing()
            current = self._generations.current()
            self._keeper.write(self._generations.path(current.generation), encoded)
            if not self._generations.rebuilding.is_held():
                self._generations.clean()

    def search(self, query: AuthorisedQuery) -> SearchResult:
        with boundary("searching"):
            return searching.search(query, self._reader.snapshot())

    def suggest(
        self, prefix: str, *, labels: frozenset[str], excluded: frozenset[str], limit: int
    ) -> tuple[Suggestion, ...]:
        with boundary("suggesting"):
            searcher = self._reader.snapshot().searcher
            return suggestions.suggest(searcher, prefix, visible(labels, excluded), limit)

    def entries(self) -> Iterator[Entry]:
        """All of one moment, whatever is written meanwhile."""
        return entries.entries(self._reader.snapshot().searcher)

    def held(self, ids: Sequence[str]) -> list[Entry]:
        with boundary("listing its entries"):
            return entries.held(self._reader.snapshot().searcher, ids)

    def sample(self, count: int) -> list[Entry]:
        with boundary("listing its entries"):
            return entries.sample(self._reader.snapshot().searcher, count)

    def problems(self) -> list[str]:
        """Of its folder: an index that is missing or broken, the indexer builds by itself."""
        return room.problems(self._directory)

    @property
    def breaker(self) -> str:
        """A folder is no server that could be spared."""
        return "closed"

    def rebuild(self, name: str = "") -> AbstractContextManager[Rebuild]:
        """One at a time. Changes applied meanwhile reach the index that answers, and are the
        caller's to apply to the new one before it publishes it."""
        return rebuilding(self._generations, name)

    def discard(self, name: str) -> None:
        with boundary("discarding an index"), self._keeper.turn():
            if self._generations.is_current(name):
                return
            if name == self._generations.unfinished():
                self._generations.forget_unfinished()
            self._generations.discard(name)

    def check(self) -> None:
        with boundary("answering"):
            count(self._reader.snapshot().searcher, b.term("live", 1))

    def close(self) -> None:
        self._reader.close()
        with boundary("ending to write"):
            self._keeper.close()

    def _create_missing(self) -> None:
        try:
            self._generations.current()
        except Missing:
            if self._generations.rebuilding.is_held():
                raise EngineDown("the search index is being built for the first time") from None
            name = self._generations.make()
            create_index(self._generations.path(name))
            self._generations.publish(name)
