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
from catalog.schemas.problems import Problem
from catalog.schemas.validation import validate


@dataclasses.dataclass(frozen=True, slots=True)
class Pinned:
    """A published schema version by its key."""

    id: uuid.UUID
    name: str
    version: str
    digest: str

    @property
    def content(self) -> dict[str, Any]:
        return content_of(self.id)


@functools.lru_cache(maxsize=64)
def document_of(version_id: uuid.UUID) -> tuple[dict[str, Any], str]:
    """The document of a published version, not to be changed by the caller, and its digest."""
    row = SchemaVersion.objects.values_list("content", "digest").get(pk=version_id)
    content: Any = row[0]
    return content, row[1]


def content_of(version_id: uuid.UUID) -> dict[str, Any]:
    """The document of a published version. Not to be changed by the caller."""
    return document_of(version_id)[0]


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

    Gives a sentence that says what is missing where there is none. Drafts are never found:
    records are pinned to what cannot change.
    """
    versions = SchemaVersion.objects.filter(schema__name=name).exclude(
        state=SchemaVersion.State.DRAFT
    )
    if version:
        versions = versions.filter(version=version)
    row = (
        versions.order_by("-major", "-minor", "-patch")
        .values_list("id", "version", "digest")
        .first()
    )
    if row is not None:
        return Pinned(id=row[0], name=name, version=row[1], digest=row[2])
    if Schema.objects.filter(name=name).exclude(versions__state=None).exists():
        return f"Schema {name} has no published version{f' {version}' if version else ''}."
    return f"There is no schema called {name}."


def validate_against(pinned: Pinned, content: Any) -> list[Problem]:
    """Every problem of `content` under that version."""
    return validate(content, schema=pinned.content, digest=pinned.digest)
