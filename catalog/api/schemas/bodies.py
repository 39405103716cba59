"""Schemas and properties as the API answers them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.models import (
    Property,
    Schema,
    SchemaCheck,
    SchemaCheckFinding,
    SchemaNote,
    SchemaVersion,
)
from catalog.schemas.document import diagnose
from catalog.schemas.problems import Problem
from catalog.schemas.repair import repair


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
        "reason": row.state_reason,
        "successor": row.successor.version if row.successor else None,
        "waiver": row.waiver,
    }


def version_body(row: SchemaVersion) -> dict[str, Any]:
    references = row.references.select_related("target__schema").order_by("address")
    return {
        **version_summary(row),
        "references": [
            {
                "address": each.address,
                "schema": each.target.schema.name,
                "version": each.target.version,
            }
            for each in references
        ],
        "content": row.content,
    }


def diagnosis_body(content: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a document, and what a repair would change."""
    mended = repair(content)
    return {
        "problems": [problem_body(problem) for problem in diagnose(content)],
        "changes": [change.as_dict() for change in mended.changes],
        "left": [problem_body(problem) for problem in diagnose(mended.content)],
    }


def problem_body(problem: Problem) -> dict[str, str]:
    return {
        "pointer": problem.pointer,
        "keyword": problem.keyword,
        "detail": problem.message,
    }


def check_body(check: SchemaCheck) -> dict[str, Any]:
    name = check.new.schema.name
    place = [*name.split("/"), check.new.version, check.pk]
    return {
        "id": str(check.pk),
        "old": check.old.version,
        "new": check.new.version,
        "state": check.state,
        "total": check.total,
        "checked": check.checked,
        "offending": check.offending,
        "by_version": [
            {"version": version, "checked": checked, "offending": offending}
            for version, (checked, offending) in check.counts.items()
        ],
        "causes": check.causes,
        "started": check.created,
        "finished": check.finished_at,
        "findings_url": reverse("api-schema-check-findings", args=place),
    }


def finding_body(finding: SchemaCheckFinding) -> dict[str, Any]:
    record = finding.record
    assert record.schema_version is not None, "only pinned records are checked"
    return {
        "dataset": str(record.version.dataset_id),
        "dataset_version": record.version.number,
        "pinned": record.schema_version.version,
        "problem_count": finding.problem_count,
        "problems": finding.problems,
    }


def note_body(note: SchemaNote, digest: str) -> dict[str, Any]:
    """`digest` is that of the content as it is now."""
    return {
        "id": str(note.pk),
        "kind": note.kind,
        "author": note.author.get_full_name() or note.author.get_username(),
        "text": note.text,
        "pointer": note.pointer,
        "reply_to": note.reply_to_id and str(note.reply_to_id),
        "created": note.created,
        "resolved": note.resolved_at,
        "current": note.digest == digest,
    }


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
