"""Schemas and properties as the API answers them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.models import Property, Schema, SchemaVersion


def schema_body(schema: Schema) -> dict[str, Any]:
    """A schema as `schemas_seen` loads it."""
    parts = schema.name.split("/")
    return {
        "name": schema.name,
        "title": schema.title,
        "description": schema.description,
        "latest": schema.latest,  # type: ignore[attr-defined]
        "latest_state": schema.latest_state,  # type: ignore[attr-defined]
        "created": schema.created,
        "url": reverse("api-schema", args=parts),
        "versions_url": reverse("api-schema-versions", args=parts),
    }


def version_summary(row: SchemaVersion) -> dict[str, Any]:
    name = row.schema.name
    return {
        "id": str(row.pk),
        "name": name,
        "version": row.version,
        "state": row.state,
        "dialect": row.dialect,
        "digest": row.digest,
        "repairs": row.repairs,
        "published": row.published_at,
        "created": row.created,
        "etag": row.etag,
        "url": reverse("api-schema-version", args=[*name.split("/"), row.version]),
        "document": f"{settings.SITE_URL}/schemas/{name}/{row.version}",
    }


def version_body(row: SchemaVersion) -> dict[str, Any]:
    return {**version_summary(row), "content": row.content}


def property_body(row: Property) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "label": row.label,
        "description": row.description,
        "unit": row.unit,
        "iri": row.iri,
        "facetable": row.facetable,
        "sortable": row.sortable,
    }
