"""Finding migrations and their runs, for those who may migrate the schema."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import allowed, may, readable_versions, scope_of
from catalog.datasets.editing import as_uuid
from catalog.errors import Conflict, NotAllowed, NotFound
from catalog.models import (
    Migration,
    MigrationOutcome,
    MigrationRun,
    Role,
    Schema,
    SchemaGrant,
    SchemaVersion,
)
from catalog.schemas.queries import read_schema_version

NOT_ALLOWED = "Only stewards and the schema's owners migrate its records."


def may_migrate(caller: Caller, schema: Schema) -> bool:
    return may(caller, "schema.migrate", "private", list(schema.grants.all()))


def migratable_version(*, actor: Caller, name: str, version: str) -> SchemaVersion:
    """Raises NotFound, NotAllowed, Conflict for a draft: records are pinned to what stays."""
    row = read_schema_version(caller=actor, name=name, version=version)
    if not may_migrate(actor, row.schema):
        raise NotAllowed(NOT_ALLOWED)
    if row.state == SchemaVersion.State.DRAFT:
        raise Conflict(f"{name} {version} is a draft; publish it first.")
    return row


def refuse_retired(target: SchemaVersion) -> None:
    """Raises Conflict: a retired version takes no records, by an edit or by a migration."""
    if target.state == SchemaVersion.State.RETIRED:
        instead = f" Migrate to {target.successor.version} instead." if target.successor else ""
        raise Conflict(f"{target} is retired: {target.state_reason}{instead}")


def migrations_seen(*, caller: Caller) -> QuerySet[Migration]:
    """The migrations of the schemas that the caller may migrate."""
    rows = Migration.objects.filter(schema__in=Schema.objects.filter(_migratable(caller)))
    rows = rows.select_related("schema", "source", "target")
    return rows.defer("source__content", "target__content", "operations")


def _migratable(caller: Caller) -> Q:
    """`may_migrate` as a database filter over schemas."""
    if scope_of("schema.migrate") not in caller.scopes:
        return Q(pk__in=[])
    if caller.labels & allowed("schema.migrate", "private"):
        return Q()
    owned = SchemaGrant.objects.filter(
        schema=OuterRef("pk"), principal__in=sorted(caller.labels), role=Role.OWNER
    )
    return Q(Exists(owned))


def migration_for(*, actor: Caller, migration_id: object, locked: bool = False) -> Migration:
    """Raises NotFound, also for those who may not migrate the schema."""
    rows = Migration.objects.filter(pk=as_uuid(migration_id))
    if locked:
        rows = rows.select_for_update(of=("self",))
    migration = rows.select_related("schema", "source", "target").first()
    if migration is None or not may_migrate(actor, migration.schema):
        raise NotFound
    return migration


def run_for(*, actor: Caller, run_id: object, locked: bool = False) -> MigrationRun:
    """Raises NotFound, also for those who may not migrate the schema."""
    rows = MigrationRun.objects.filter(pk=as_uuid(run_id))
    if locked:
        rows = rows.select_for_update(of=("self",))
    run = rows.select_related(
        "migration__schema", "migration__source", "migration__target", "basis"
    ).first()
    if run is None or not may_migrate(actor, run.migration.schema):
        raise NotFound
    return run


def counts_of(run: MigrationRun) -> Mapping[str, int]:
    """{"migrated", "failed", "left", "edited"}: of every record, whoever may read it.

    A migration that leaves some behind unnoticed would be worse than telling how many there are.
    """
    states = run.outcomes.values_list("state").annotate(count=Count("pk")).order_by()
    counts = dict.fromkeys(MigrationOutcome.State.values, 0) | dict(states)
    edited = run.outcomes.filter(edited=True).count() if run.kind == run.Kind.RUN else 0
    return {**counts, "edited": edited}


def outcomes_seen(caller: Caller, run: MigrationRun) -> QuerySet[MigrationOutcome]:
    """Only of records that the caller may read: who migrates a schema is no reader by that."""
    readable = readable_versions(caller, path="version__")
    return run.outcomes.filter(readable).select_related("dataset", "version")


def hidden(caller: Caller, run: MigrationRun, state: str = "") -> int:
    """How many outcomes the caller may not look at."""
    readable = readable_versions(caller, path="version__")
    if not readable:
        # An administrator reads everything; nothing has to be counted to know that.
        return 0
    rows = run.outcomes.filter(state=state) if state else run.outcomes.all()
    return rows.count() - rows.filter(readable).count()
