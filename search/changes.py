"""From keys to changes in an index, such that one bad document costs only itself."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from typing import Protocol

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from search.document import Change, Document
from search.engines.base import EngineDown
from search.semantic.vectors import attach, want
from search.sources import UnknownKind, source_of

# Trouble with the machinery says nothing about a document, so nothing is held against it.
_PASSING = (EngineDown, OperationalError, InterfaceError)


class Target(Protocol):
    """An engine, or an index being rebuilt."""

    def apply(self, changes: Sequence[Change]) -> None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Put:
    """What became of some keys: how many were written and removed, and why others were not."""

    written: int = 0
    removed: int = 0
    failures: dict[str, str] = dataclasses.field(default_factory=dict)


def put(target: Target, kind: str, keys: Sequence[str], version: int) -> Put:
    """Read `keys` as they are now and bring `target` up to it.

    `version` must have been taken before this is called. Raises `EngineDown`, and the
    database's own errors where it does not answer.
    """
    documents, failures = build(kind, keys)
    want(kind, documents)
    changes = [Change(key, version, documents.get(key)) for key in keys if key not in failures]
    refused = _apply(target, changes)
    done = [change for change in changes if change.id not in refused]
    written = sum(change.document is not None for change in done)
    return Put(written, len(done) - written, failures | refused)


def build(kind: str, keys: Sequence[str]) -> tuple[dict[str, Document], dict[str, str]]:
    """Documents by key, with their vectors where they are known, and for those that cannot be built
    the reason."""
    documents, failures = _load(kind, keys)
    return attach(documents), failures


def _load(kind: str, keys: Sequence[str]) -> tuple[dict[str, Document], dict[str, str]]:
    try:
        source = source_of(kind)
    except UnknownKind as unknown:
        return {}, dict.fromkeys(keys, str(unknown))
    try:
        with _savepoint():
            documents = {document.id: document for document in source.load(keys)}
        if strangers := documents.keys() - set(keys):
            raise ValueError(f"its source yielded {min(strangers)}, which was not asked for")
    except _PASSING:
        raise
    except Exception as error:
        if len(keys) == 1:
            return {}, {keys[0]: _reason(error)}
        middle = len(keys) // 2
        first, second = _load(kind, keys[:middle]), _load(kind, keys[middle:])
        return first[0] | second[0], first[1] | second[1]
    return documents, {}


def _apply(target: Target, changes: Sequence[Change]) -> dict[str, str]:
    """Ids that the engine refuses, each with the reason. Applying twice changes nothing, so
    halving the batch until the culprits are alone is safe."""
    if not changes:
        return {}
    try:
        target.apply(changes)
    except _PASSING:
        raise
    except OSError as error:  # a full disk, a lost connection
        raise EngineDown(f"the engine cannot write: {error}") from error
    except Exception as error:
        if len(changes) == 1:
            return {changes[0].id: _reason(error)}
        middle = len(changes) // 2
        return _apply(target, changes[:middle]) | _apply(target, changes[middle:])
    return {}


def _savepoint() -> contextlib.AbstractContextManager[object]:
    """Inside a transaction an error of the database must not spoil the rest of it. Outside of
    one there is nothing to spoil, and SQLite would keep everyone from writing meanwhile."""
    return transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()


def _reason(error: Exception) -> str:
    kind = "database error" if isinstance(error, DatabaseError) else type(error).__name__
    return f"{kind}: {error}"[:2000]
