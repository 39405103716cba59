"""The engine protocol, kept by Elasticsearch 9."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from elasticsearch import Elasticsearch

from search.document import Change
from search.engines.base import EngineDown, Entry, Rebuild
from search.engines.elasticsearch import entries, preflight, searching, suggestions
from search.engines.elasticsearch.asking import visible
from search.engines.elasticsearch.boundary import boundary
from search.engines.elasticsearch.breaker import Breaker
from search.engines.elasticsearch.connecting import Connection, hosts_of
from search.engines.elasticsearch.encoding import Encoded, encode_newest
from search.engines.elasticsearch.expectations import Known
from search.engines.elasticsearch.generations import Generations
from search.engines.elasticsearch.rebuilding import rebuilding
from search.engines.elasticsearch.writing import NoIndex, Refused, write
from search.request import AuthorisedQuery, SearchResult, Suggestion

_PATIENCE = 60.0  # seconds


class ElasticsearchEngine:
    """See `search.engines.base.Engine`. `hosts`: URLs separated by commas; the indices' names
    start with `prefix`, which is this deployment's own. Nothing is opened before it is needed.

    Raises `ValueError` for a setting that cannot be.
    """

    def __init__(
        self,
        hosts: str,
        *,
        prefix: str = "holotype",
        api_key: str = "",
        ca_certs: str = "",
        verify: bool = True,
        timeout: float = 10.0,
        shards: int = 1,
        replicas: str = "0-1",
    ) -> None:
        self._connection = Connection(hosts_of(hosts), api_key, ca_certs, verify, timeout)
        self._generations = Generations(prefix, shards=shards, replicas=replicas)
        self._prefix = prefix
        self._breaker = Breaker()
        self._memory = Known()
        self._lock = threading.Lock()
        self._opened: Elasticsearch | None = None

    def apply(self, changes: Sequence[Change]) -> None:
        """Where there is no index yet, the first changes make it, unless one is being built.

        Raises `TypeError` or `ValueError` for a document that cannot be indexed: with nothing
        written where that shows here, with the others written where only the server finds out.
        """
        encoded = encode_newest(changes)
        if not encoded:
            return
        with self._asking("writing"):
            try:
                self._write(encoded)
            except NoIndex:
                self._generations.create_first(self._patient())
                self._write_again(encoded)

    def search(self, query: AuthorisedQuery) -> SearchResult:
        with self._asking("searching"):
            index = self._generations.alias
            return searching.search(self._client(), index, query, self._memory)

    def suggest(
        self, prefix: str, *, labels: frozenset[str], excluded: frozenset[str], limit: int
    ) -> tuple[Suggestion, ...]:
        with self._asking("suggesting"):
            seen = visible(labels, excluded)
            index = self._generations.alias
            return suggestions.suggest(self._client(), index, prefix, seen, limit)

    def entries(self) -> Iterator[Entry]:
        """All of the moment of the first one, whatever is written meanwhile."""
        return entries.entries(self._patient(), self._generations.alias)

    def held(self, ids: Sequence[str]) -> list[Entry]:
        with self._asking("listing entries"):
            return entries.held(self._client(), self._generations.alias, ids)

    def sample(self, count: int) -> list[Entry]:
        with self._asking("listing entries"):
            return entries.sample(self._client(), self._generations.alias, count)

    @property
    def breaker(self) -> str:
        return self._breaker.state

    def rebuild(self, name: str = "") -> AbstractContextManager[Rebuild]:
        """One at a time. Changes applied meanwhile reach the index that answers, and are the
        caller's to apply to the new one before it publishes it."""
        return rebuilding(self._patient(), self._generations, name)

    def discard(self, name: str) -> None:
        with boundary("discarding an index"):
            self._generations.discard_unless_it_answers(self._patient(), name)

    def check(self) -> None:
        with self._asking("answering"):
            preflight.check_version(self._client())
            self._client().search(
                index=self._generations.alias,
                size=0,
                terminate_after=1,
                allow_partial_search_results=False,
            )

    def problems(self) -> list[str]:
        """What an operator should mend: version, rights, room. Never raises."""
        try:
            with boundary("being looked at"):
                return preflight.problems(self._client(), self._prefix)
        except EngineDown as down:
            return [str(down)]

    def needs_rebuild(self) -> bool:
        """Whether there is no index of this version's layout."""
        with self._asking("being looked at"):
            preflight.check_version(self._client())
            return not self._generations.exists(self._client())

    def close(self) -> None:
        with self._lock:
            closing, self._opened = self._opened, None
        if closing is not None:
            closing.close()

    @contextmanager
    def _asking(self, doing: str) -> Iterator[None]:
        with self._breaker.guard(), boundary(doing):
            yield

    def _write(self, encoded: Sequence[Encoded]) -> None:
        client, index = self._patient(), self._generations.alias
        try:
            write(client, index, encoded, is_alias=True)
        except Refused:
            client.indices.refresh(index=index)
            raise
        client.indices.refresh(index=index)

    def _write_again(self, encoded: Sequence[Encoded]) -> None:
        try:
            self._write(encoded)
        except NoIndex:
            raise EngineDown("the search index was removed while it was written to") from None

    def _patient(self) -> Elasticsearch:
        """For what nobody waits for in front of a screen, and may take its time."""
        return self._client().options(request_timeout=max(_PATIENCE, self._connection.timeout))

    def _client(self) -> Elasticsearch:
        with self._lock:
            if self._opened is None:
                self._opened = self._connection.open()
            return self._opened
