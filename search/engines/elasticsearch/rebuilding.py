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

    def __init__(self, client: Elasticsearch, generations: Generations, name: str) -> None:
        self._client, self._generations, self._name = client, generations, name
        self._is_published = False
        self._last_beat = time.monotonic()

    def apply(self, changes: Sequence[Change]) -> None:
        """Raises as the engine's `apply` does."""
        if self._is_published:
            raise RuntimeError("this rebuild is published already")
        encoded = encode_newest(changes)
        with boundary("rebuilding"):
            if time.monotonic() - self._last_beat > _BEAT_EVERY:
                self._generations.beat(self._client, self._name)
                self._last_beat = time.monotonic()
            try:
                write(self._client, self._name, encoded, is_alias=False)
            except NoIndex:
                raise EngineDown("the index that was being built has been removed") from None

    def publish(self) -> None:
        with boundary("publishing a rebuilt index"):
            self._generations.publish(self._client, self._name)
            self._is_published = True

    def close(self) -> None:
        """Without a trace, where it was not published; what the server keeps all the same, the
        next rebuild removes."""
        if not self._is_published:
            with contextlib.suppress(EngineDown), boundary("ending a rebuild"):
                self._generations.discard(self._client, self._name)


@contextmanager
def rebuilding(client: Elasticsearch, generations: Generations) -> Iterator[ElasticsearchRebuild]:
    """Raises `EngineDown` where somebody else is rebuilding."""
    with boundary("starting a rebuild"):
        name = generations.begin(client)
    with contextlib.closing(ElasticsearchRebuild(client, generations, name)) as rebuild:
        yield rebuild
