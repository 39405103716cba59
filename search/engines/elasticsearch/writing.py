"""Writing changes to an index, each only where it is newer than what is there.

The server compares: a document is written with its own version, and one that is not above the
stored one is refused as a conflict, also when writers race. What is gone is kept as a document
that holds nothing but its version, so that a late change does not bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineDown
from search.engines.elasticsearch.encoding import Encoded

_AT_ONCE = 1_000
_BYTES_AT_ONCE = 8_000_000
_BUSY = (429, 503)
_TOO_LARGE = 413
_TOO_MUCH = (_TOO_LARGE, 429)
_TRIES = 5
_MOST_NAMED = 3


class NoIndex(Exception):
    """There is no index under this name."""


class Refused(ValueError):
    """The server cannot index some of the documents; the others are written."""


def write(client: Elasticsearch, index: str, changes: Sequence[Encoded], *, is_alias: bool) -> None:
    """Durable when it returns, but not yet visible. A busy server is asked again, after ever
    longer waits. Raises `NoIndex`, `Refused`, `EngineDown`."""
    refused = _refused(client, index, changes, is_alias)
    if refused:
        some = [f"{id_}: {why}" for id_, why in list(refused.items())[:_MOST_NAMED]]
        raise Refused(f"{len(refused)} refused by Elasticsearch; {'; '.join(some)}")


def _refused(
    client: Elasticsearch, index: str, changes: Sequence[Encoded], is_alias: bool
) -> dict[str, str]:
    """By the server's id the reason. What is too much at once is sent in halves: a server or a
    proxy may take less than we think, or be short of memory."""
    try:
        return _refused_of_one_go(client, index, changes, is_alias)
    except ApiError as error:
        if error.status_code not in _TOO_MUCH:
            raise
        if len(changes) == 1:
            if error.status_code == _TOO_LARGE:
                return {changes[0].key: "it is larger than the server takes"}
            raise
    middle = len(changes) // 2
    return _refused(client, index, changes[:middle], is_alias) | _refused(
        client, index, changes[middle:], is_alias
    )


def _refused_of_one_go(
    client: Elasticsearch, index: str, changes: Sequence[Encoded], is_alias: bool
) -> dict[str, str]:
    refused: dict[str, str] = {}
    for id_, outcome in _outcomes(client, _actions(index, changes), is_alias):
        status, error = outcome["status"], outcome.get("error", {})
        if status == 404:
            raise NoIndex
        if status == 400:
            refused[id_] = _cause(error)
        elif status not in (200, 201, 409):
            raise EngineDown(f"Elasticsearch failed while writing: {status} {_cause(error)}")
    return refused


def _actions(index: str, changes: Iterable[Encoded]) -> Iterator[dict[str, Any]]:
    for change in changes:
        yield {
            "_op_type": "index",
            "_index": index,
            "_id": change.key,
            "version": change.version,
            "version_type": "external",
            "_source": change.fields,
        }


def _outcomes(
    client: Elasticsearch, actions: Iterable[dict[str, Any]], is_alias: bool
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    answers = streaming_bulk(
        client,
        actions,
        chunk_size=_AT_ONCE,
        max_chunk_bytes=_BYTES_AT_ONCE,
        max_retries=_TRIES,
        initial_backoff=0.5,
        max_backoff=8,
        retry_on_status=_BUSY,
        raise_on_error=False,
        require_alias=is_alias,  # else a write to an alias that is gone would make an index
    )
    for _, answer in answers:
        outcome = answer["index"]
        yield outcome["_id"], outcome


def _cause(error: Mapping[str, Any]) -> str:
    cause = error.get("caused_by") or {}
    return ": ".join(str(each) for each in (error.get("reason"), cause.get("reason")) if each)
