"""Migrations, runs and outcomes as the API answers them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from catalog.access.caller import Caller
from catalog.migrating.drafting import problems_of
from catalog.migrating.lookup import counts_of, hidden
from catalog.migrating.pairs import Pair
from catalog.models import Migration, MigrationOutcome, MigrationRun
from catalog.schemas.migration import read_operations


def migration_summary(row: Migration) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "schema": row.schema.name,
        "from": row.source.version,
        "to": row.target.version,
        "number": row.number,
        "state": row.state,
        "created": row.created,
        "etag": row.etag,
        "url": reverse("api-migration", args=[row.pk]),
    }


def migration_body(row: Migration) -> dict[str, Any]:
    return {
        **migration_summary(row),
        "operations": row.operations,
        "sentences": [each.sentence() for each in read_operations(row.operations)],
        "problems": [fault.as_dict() for fault in problems_of(row)],
        "runs": reverse("api-migration-runs", args=[row.pk]),
    }


def run_summary(row: MigrationRun) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "migration": str(row.migration_id),
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
        "scope": row.scope,
        "published": row.published,
        "rate": row.rate,
        "total": row.total,
        "basis": None if row.basis_id is None else str(row.basis_id),
        "created": row.created,
        "finished": row.finished_at,
        "url": reverse("api-migration-run", args=[row.pk]),
        "outcomes": reverse("api-migration-outcomes", args=[row.pk]),
    }


def run_body(caller: Caller, row: MigrationRun) -> dict[str, Any]:
    """With its progress."""
    counts = counts_of(row)
    done = counts["migrated"] + counts["failed"] + counts["left"]
    return {**run_summary(row), "done": done, "counts": counts, "hidden": hidden(caller, row)}


def outcome_body(row: MigrationOutcome) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "dataset": str(row.dataset_id),
        "pid": row.dataset.pid,
        "version": row.version.number,
        "state": row.state,
        "reason": row.reason,
        "problems": row.problems,
        "edited": row.edited,
        "url": reverse("api-migration-outcome", args=[row.run_id, row.pk]),
    }


def pair_body(pair: Pair) -> dict[str, Any]:
    return {
        **outcome_body(pair.outcome),
        "before": pair.before,
        "after": pair.after,
        "differences": [each.as_dict() for each in pair.differences],
    }
