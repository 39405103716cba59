"""Vocabularies and terms as the API answers them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from catalog.models import Term, Vocabulary, VocabularyVersion
from catalog.schemas.vocabularies.edit import Imported


def vocabulary_body(row: Vocabulary) -> dict[str, Any]:
    """A vocabulary as `vocabularies_seen` loads it."""
    return {
        "name": row.name,
        "title": row.title,
        "description": row.description,
        "latest": row.latest,  # type: ignore[attr-defined]
        "latest_state": row.latest_state,  # type: ignore[attr-defined]
        "terms": row.terms,  # type: ignore[attr-defined]
        "created": row.created,
        "url": reverse("api-vocabulary", args=row.name.split("/")),
    }


def version_body(row: VocabularyVersion) -> dict[str, Any]:
    name = row.vocabulary.name
    return {
        "name": name,
        "version": row.version,
        "reference": str(row),
        "state": row.state,
        "terms": row.term_count,
        "published": row.published_at,
        "created": row.created,
        "etag": row.etag,
        "url": reverse("api-vocabulary-version", args=[*name.split("/"), row.version]),
    }


def term_body(row: Term) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "synonyms": row.synonyms,
        "iri": row.iri,
        "definition": row.definition,
        "broader": row.broader,
        "narrower": row.narrower,
        "deprecated": row.deprecated,
        "replaced_by": row.replaced_by,
    }


def imported_body(done: Imported) -> dict[str, Any]:
    return {
        "stored": done.version is not None,
        "version": version_body(done.version) if done.version is not None else None,
        "terms": done.terms,
        "added": done.added,
        "changed": done.changed,
        "removed": done.removed,
    }
