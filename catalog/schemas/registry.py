"""Finding a registered schema version: what is published never changes, so it is cached."""

from __future__ import annotations

import dataclasses
import functools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from catalog.access.caller import Caller
from catalog.models import Schema, SchemaVersion
from catalog.schemas.compose import bundle_of
from catalog.schemas.problems import Problem
from catalog.schemas.validation import validate


@dataclasses.dataclass(frozen=True, slots=True)
class Pinned:
    """A published schema version by its key. `content` is its document with all that it refers
    to, `digest` the digest of that."""

    id: uuid.UUID
    name: str
    version: str

    @property
    def content(self) -> dict[str, Any]:
        return document_of(self.id)[0]

    @property
    def digest(self) -> str:
        return document_of(self.id)[1]


@functools.lru_cache(maxsize=64)
def document_of(version_id: uuid.UUID) -> tuple[dict[str, Any], str]:
    """The document of a published version with all that it refers to, and its digest.

    Not to be changed by the caller.
    """
    return bundle_of(SchemaVersion.objects.select_related("schema").get(pk=version_id))


_found: ContextVar[dict[tuple[str, str], Pinned] | None] = ContextVar("_found", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, a version that was found is not looked up again: for many records in a row."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def find_version(*, actor: Caller, name: str, version: str = "") -> Pinned | str:
    """As `_look_up`; inside `remembering`, once a name and version."""
    found = _found.get()
    if found is None:
        return _look_up(name, version)
    if (name, version) not in found:
        answer = _look_up(name, version)
        if isinstance(answer, str):
            return answer
        found[name, version] = answer
    return found[name, version]


def _look_up(name: str, version: str) -> Pinned | str:
    """The published (or deprecated) version; the newest where `version` is "".

    Gives a sentence that says what is missing where there is none. Drafts are never found, since
    records are pinned to what cannot change; what is retired takes no more records.
    """
    versions = SchemaVersion.objects.filter(schema__name=name).exclude(
        state=SchemaVersion.State.DRAFT
    )
    if version:
        versions = versions.filter(version=version)
    row = (
        versions.exclude(state=SchemaVersion.State.RETIRED)
        .order_by("-major", "-minor", "-patch")
        .values_list("id", "version")
        .first()
    )
    if row is not None:
        return Pinned(id=row[0], name=name, version=row[1])
    if retired := versions.select_related("successor").defer("content").first():
        return _is_retired(name, retired)
    if Schema.objects.filter(name=name).exclude(versions__state=None).exists():
        return f"Schema {name} has no published version{f' {version}' if version else ''}."
    return f"There is no schema called {name}."


def _is_retired(name: str, row: SchemaVersion) -> str:
    instead = f" Use {row.successor.version}." if row.successor else ""
    return f"{name} {row.version} is retired and takes no new records: {row.state_reason}{instead}"


def validate_against(pinned: Pinned, content: Any) -> list[Problem]:
    """Every problem of `content` under that version."""
    return validate(content, schema=pinned.content, digest=pinned.digest)
