"""The migrations of a schema: proposed, edited and rehearsed in forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.errors import Conflict, Invalid, NotAllowed, PreconditionFailed, ServiceError
from catalog.migrating.drafting import edit_migration, problems_of, propose_migration
from catalog.migrating.lookup import NOT_ALLOWED, may_migrate, migration_for
from catalog.migrating.running import rehearse_migration
from catalog.models import MetadataRecord, Migration, MigrationRun, Schema, SchemaVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.migration_form import (
    meant,
    place_of,
    pressed,
    rows_of,
    sentences_of,
    typed,
    written,
)
from catalog.schemas.migration.reading import OPERATIONS
from catalog.schemas.paths import fields
from catalog.schemas.queries import read_schema

_MAX_NAMES = 1_000


@signed_in
def migration_list(request: HttpRequest, name: str) -> HttpResponse:
    """What there is, and how many records wait in each version; a form begins a new one."""
    caller = caller_for(request)
    schema = read_schema(caller=caller, name=name)
    if not may_migrate(caller, schema):
        raise NotAllowed(NOT_ALLOWED)
    if request.method != "POST":
        return _list(request, schema)
    source, target = request.POST.get("from", ""), request.POST.get("to", "")
    try:
        migration, _ = propose_migration(actor=caller, name=name, source=source, target=target)
    except Conflict as refused:
        return _list(request, schema, problem=refused.detail, status=409)
    return HttpResponseRedirect(f"/migrations/{migration.pk}")


def _list(
    request: HttpRequest, schema: Schema, *, problem: str = "", status: int = 200
) -> HttpResponse:
    versions = list(
        schema.versions.exclude(state=SchemaVersion.State.DRAFT).defer("content", "repairs")
    )
    context = {
        "schema": schema,
        "versions": versions,
        "waiting": waiting_records(schema),
        "chosen_from": request.POST.get("from", versions[1].version if len(versions) > 1 else ""),
        "chosen_to": request.POST.get("to", versions[0].version if versions else ""),
        "problem": problem,
        "migrations": Migration.objects.filter(schema=schema)
        .select_related("source", "target")
        .defer("operations", "source__content", "target__content")
        .order_by("-pk")[:200],
    }
    return render(request, "catalog/migrations.html", context, status=status)


def waiting_records(schema: Schema) -> Sequence[tuple[str, int]]:
    """(version, records pinned to it), newest first; for those who may migrate the schema."""
    counts = dict(
        MetadataRecord.objects.filter(schema_version__schema=schema)
        .values_list("schema_version__version")
        .annotate(count=Count("pk"))
        .order_by()
    )
    versions = schema.versions.values_list("version", flat=True)
    return [(version, counts[version]) for version in versions if version in counts]


@signed_in
def migration_page(request: HttpRequest, migration_id: str) -> HttpResponse:
    """The operations in a form; "Rehearse migration" saves them and begins."""
    caller = caller_for(request)
    migration = migration_for(actor=caller, migration_id=migration_id)
    if request.method != "POST":
        return _edit(request, migration, written(migration))
    rows = typed(request.POST)
    if button := request.POST.get("rows", ""):
        focus = pressed(rows, button, request.POST.get("kind", ""))
        return _edit(request, migration, rows, focus=f"op-{focus}", unsaved=True)
    return _save(request, caller, migration, rows)


def _save(
    request: HttpRequest, caller: Caller, migration: Migration, rows: list[dict[str, Any]]
) -> HttpResponse:
    operations = meant(migration, rows)
    try:
        if operations != migration.operations:
            migration = edit_migration(
                actor=caller,
                migration_id=migration.pk,
                operations=operations,
                if_match=request.POST.get("if_match", ""),
            )
        if request.POST.get("act") == "rehearse":
            run = _rehearse(request, caller, migration)
            return HttpResponseRedirect(f"/migrations/runs/{run.pk}")
    except Invalid as invalid:
        return _edit(request, migration, rows, problems=invalid.problems, status=422)
    except (Conflict, PreconditionFailed) as refused:
        return _refused(request, migration, rows, refused)
    messages.success(request, "Saved.")
    return HttpResponseRedirect(f"/migrations/{migration.pk}")


def _rehearse(request: HttpRequest, caller: Caller, migration: Migration) -> MigrationRun:
    text = request.POST.get("sample", "")
    sample = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    published = "new_version" if request.POST.get("new_versions") else "leave"
    return rehearse_migration(
        actor=caller, migration_id=migration.pk, sample=sample, published=published
    )


def _refused(
    request: HttpRequest, migration: Migration, rows: list[dict[str, Any]], refused: ServiceError
) -> HttpResponse:
    problems = [{"pointer": "", "detail": refused.detail}]
    return _edit(request, migration, rows, problems=problems, status=refused.status_code)


def _edit(
    request: HttpRequest,
    migration: Migration,
    rows: list[dict[str, Any]],
    *,
    problems: Sequence[Mapping[str, Any]] | None = None,
    focus: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    faults = problems_of(migration) if problems is None else []
    told = [fault.as_dict() for fault in faults] if problems is None else problems
    context = {
        "migration": migration,
        "rows": rows_of(
            rows, [] if unsaved else told, [] if unsaved or problems else sentences_of(migration)
        ),
        "refused": problems is not None,
        "summary": [(place_of(str(each["pointer"])), each["detail"]) for each in problems or ()],
        "open": 0 if unsaved or problems else len({place_of(f.pointer) for f in faults}),
        "kinds": [(kind.op, kind.title) for kind in OPERATIONS.values()],
        "names": _names(migration),
        "focus": focus,
        "unsaved": unsaved,
        "runs": migration.runs.select_related("started_by").order_by("-pk")[:20],
    }
    return render(request, "catalog/migration.html", context, status=status)


def _names(migration: Migration) -> list[str]:
    """Fields of both versions, to choose from while typing."""
    found = [
        field.path
        for version in (migration.source, migration.target)
        for field in fields(version.content, limit=_MAX_NAMES, digest=version.digest).fields
    ]
    return sorted(set(found))[:_MAX_NAMES]
