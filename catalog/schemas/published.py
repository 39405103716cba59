"""Schemas, vocabularies and what became of them as files of the git repository."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.models import Publication, SchemaVersion, VocabularyVersion
from catalog.schemas.vocabularies.formats import tabular
from catalog.schemas.vocabularies.queries import terms_of


def schema(publication: Publication) -> Mapping[str, bytes]:
    """The version under its number, and as the newest one: there `git diff` shows what changed."""
    content = SchemaVersion.objects.values_list("content", flat=True).get(pk=publication.source)
    text = _as_text(content)
    folder = f"schemas/{publication.name}"
    return {f"{folder}/{publication.version}.json": text, f"{folder}/latest.json": text}


def state(publication: Publication) -> Mapping[str, bytes]:
    """What became of a schema version, beside it."""
    path = f"schemas/{publication.name}/{publication.version}.state.json"
    return {path: _as_text(publication.told)}


def vocabulary(publication: Publication) -> Mapping[str, bytes]:
    """The same as `schema` in CSV, which people diff, and spreadsheets read."""
    version = VocabularyVersion.objects.get(pk=publication.source)
    text = tabular.write(terms_of(version)).encode()
    folder = f"vocabularies/{publication.name}"
    return {
        f"{folder}/{publication.version}.csv": text,
        f"{folder}/latest.csv": text,
        f"{folder}/about.json": _as_text(publication.told),
    }


def _as_text(content: Any) -> bytes:
    """JSON as people diff it: two spaces, in the order in which it was given."""
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
