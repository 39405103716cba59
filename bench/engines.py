"""The engine alone: what an answer costs without Django, HTTP, rights and shape around it."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import QueryDict

from search.document import Change
from search.engine import engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.parameters import request_from
from search.request import AuthorisedQuery
from search.service import meaning_in

Call = Callable[[], object]
_SCRATCH = "bench-scratch"


def is_elasticsearch() -> bool:
    return bool(os.environ.get("ELASTICSEARCH_URL"))


def bare_call(parameters: str) -> Call:
    """Embedded: the engine's own call, with the request read beforehand. Elasticsearch: the very
    requests that the engine sends for it, once it was asked before, sent again through the same
    client, answers decoded."""
    request = request_from(QueryDict(parameters))
    query = AuthorisedQuery(request, frozenset({"public"}), meaning=meaning_in(request))
    engine().search(query)
    if not is_elasticsearch():
        return lambda: engine().search(query)
    return replayed(_client(engine()), lambda: engine().search(query))


def replayed(client: Any, ask: Call) -> Call:
    """What `ask` sends through the client, sent again by the client's transport."""
    with _recorded(client) as sent:
        ask()
    return lambda: [client.transport.perform_request(*given, **named) for given, named in sent]


def bulk_rate(changes: Sequence[Change]) -> float:
    """Documents a second that an empty index of this engine takes, made ready beforehand."""
    if is_elasticsearch():
        return _elasticsearch_rate(changes)
    return _embedded_rate(changes)


def _elasticsearch_rate(changes: Sequence[Change]) -> float:
    from search.engines.elasticsearch.encoding import encode_newest
    from search.engines.elasticsearch.writing import write

    encoded = encode_newest(changes)
    scratch = ElasticsearchEngine(os.environ["ELASTICSEARCH_URL"], prefix=_SCRATCH)
    client, alias = _client(scratch), scratch._generations.alias
    try:
        scratch.apply(changes[:1])  # makes it
        began = time.perf_counter()
        write(client, alias, encoded, is_alias=True)
        client.indices.refresh(index=alias)
        return len(changes) / (time.perf_counter() - began)
    finally:
        for name in client.indices.get(index=f"{_SCRATCH}.*"):
            client.indices.delete(index=name)
        scratch.close()


def _embedded_rate(changes: Sequence[Change]) -> float:
    from search.engines.embedded.layout import create_index
    from search.engines.embedded.writing import Writer, encode_newest, write

    encoded = encode_newest(changes)
    with tempfile.TemporaryDirectory() as folder:
        index = create_index(Path(folder))
        began = time.perf_counter()
        with contextlib.closing(Writer(index)) as writer:
            write(Path(folder), index, writer, encoded)
        return len(changes) / (time.perf_counter() - began)


def _client(of: Any) -> Any:
    return of._client()


@contextlib.contextmanager
def _recorded(client: Any) -> Iterator[list[tuple[Any, Any]]]:
    """What is sent through the client meanwhile."""
    sent: list[tuple[Any, Any]] = []
    perform = client.transport.perform_request

    def recording(*given: Any, **named: Any) -> Any:
        sent.append((given, named))
        return perform(*given, **named)

    client.transport.perform_request = recording
    try:
        yield sent
    finally:
        client.transport.perform_request = perform
