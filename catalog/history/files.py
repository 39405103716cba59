"""What each kind of publication puts into the repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from catalog.models import Publication, SchemaVersion


def files_of(publication: Publication) -> dict[str, bytes]:
    """Path → content. The same publication always gives the same bytes."""
    return _KINDS[publication.kind](publication)


def _schema(publication: Publication) -> dict[str, bytes]:
    """The version under its number, and as the newest one: there `git diff` shows what changed."""
    content = SchemaVersion.objects.values_list("content", flat=True).get(pk=publication.source)
    text = as_text(content)
    folder = f"schemas/{publication.name}"
    return {f"{folder}/{publication.version}.json": text, f"{folder}/latest.json": text}


def as_text(content: Any) -> bytes:
    """JSON as people diff it: two spaces, in the order in which it was given."""
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


_KINDS: Mapping[str, Callable[[Publication], dict[str, bytes]]] = {"schema": _schema}
