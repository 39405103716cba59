"""A new generation, filled beside the one that answers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from search.document import Change
from search.engines.base import EngineDown
from search.engines.elasticsearch.boundary import boundary
from search.engines.elasticsearch.encoding import encode_newest
from search.engines.elasticsearch.generations import Generations
from search.engines.elasticsearch.writing import NoIndex, write

_BEAT_EVERY = 60.0  # seconds


class ElasticsearchRebuild:
    """See `search.engines.base.Rebuild`. For one thread."""

    def __init__(
        self, client: Elasticsearch, generations: Generations, name: str, *, is_kept: bool
    ) -> None:
        self.name = name
        self._client, self._generations = client, generations
        self._is_published, self._is_kept = False, is_kept
        self._last_beat = time.monotonic()

    def apply(self, changes: Sequence[Change]) -> None:
        """Raises as the engine's `apply` does."""
        if self._is_published:
            raise RuntimeError("this rebuild is published already")
        encoded = encode_newest(changes)
        with boundary("rebuilding"):
            if time.monotonic() - self._last_beat > _BEAT_EVERY:
                self._generations.beat(self._client, self.name)
                self._last_beat = time.monotonic()
            try:
                write(self._client, self.name, encoded, is_alias=False)
            except NoIndex:
                raise EngineDown("the index that was being built has been removed") from None

    def commit(self) -> None:
        """The server answers a write when it is in its log on disk: nothing is left to do."""

    def keep(self) -> None:
        self._is_kept = True

    def publish(self) -> str:
        with boundary("publishing a rebuilt index"):
            replaced = self._generations.publish(self._client, self.name)
            self._is_published = True
            return replaced

    def close(self) -> None:
        """Without a trace, where it is neither published nor kept; what the server keeps all the
        same, the next rebuild removes."""
        self._generations.let_go(self.name)
        if not self._is_published and not self._is_kept:
            with contextlib.suppress(EngineDown), boundary("ending a rebuild"):
                self._generations.discard(self._client, self.name)


@contextmanager
def rebuilding(
    client: Elasticsearch, generations: Generations, name: str
) -> Iterator[ElasticsearchRebuild]:
    """A new index, or the one of this `name`. Raises `Gone`, and `EngineDown` where somebody else
    is rebuilding."""
    is_kept = bool(name)
    with boundary("starting a rebuild"):
        if is_kept:
            generations.take_up(client, name)
        else:
            name = generations.begin(client)
    rebuild = ElasticsearchRebuild(client, generations, name, is_kept=is_kept)
    with contextlib.closing(rebuild):
        yield rebuild
