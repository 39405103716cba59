"""Rehearsing, applying and undoing migrations: starting, pausing, resuming, cancelling."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_versions
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid
from catalog.migrating.drafting import problems_of
from catalog.migrating.lookup import migration_for, refuse_retired, run_for
from catalog.models import (
    DatasetVersion,
    MetadataRecord,
    Migration,
    MigrationOutcome,
    MigrationRun,
    Schema,
)
from catalog.schemas.aliases import join_names
from catalog.schemas.migration import read_operations
from catalog.schemas.migration.names import renamed_fields
from catalog.schemas.paths import fields

MAX_DATASETS = 1_000
MAX_RATE = 10_000
_UNFINISHED = (
    MigrationRun.State.WAITING,
    MigrationRun.State.RUNNING,
    MigrationRun.State.PAUSED,
)


def rehearse_migration(
    *,
    actor: Caller,
    migration_id: object,
    sample: int | None = None,
    datasets: tuple[str, ...] = (),
    published: str = MigrationRun.Published.LEAVE,
    rate: int | None = None,
) -> MigrationRun:
    """See what would become of all records, of the first `sample`, or of those of `datasets`.

    Nothing is changed. Raises NotFound, Conflict (draft, running, or its target is retired),
    Invalid.
    """
    scope = _scope(actor, sample, datasets)
    faults = [*_faults_of_rate(rate), *_faults_of_published(published)]
    if faults:
        raise Invalid("The rehearsal was not started.", problems=faults)
    with transaction.atomic():
        migration = _usable(actor, migration_id)
        refuse_retired(migration.target)
        return _start(
            actor,
            MigrationRun(
                migration=migration,
                kind=MigrationRun.Kind.REHEARSAL,
                scope=scope,
                published=published,
                rate=rate,
            ),
        )


def run_migration(*, actor: Caller, rehearsal_id: object, rate: int | None = None) -> MigrationRun:
    """Do what was rehearsed, to the same records and to those that came since.

    Raises NotFound, Invalid, Conflict: the rehearsal is not finished, was of a sample, or of
    other operations than those that stand now, or the target was retired meanwhile.
    """
    if faults := _faults_of_rate(rate):
        raise Invalid("The migration was not started.", problems=faults)
    with transaction.atomic():
        rehearsal = run_for(actor=actor, run_id=rehearsal_id)
        migration = _usable(actor, rehearsal.migration_id)
        if rehearsal.kind != MigrationRun.Kind.REHEARSAL or "sample" in rehearsal.scope:
            raise Conflict("What is applied is a rehearsal of all records; this is none.")
        if rehearsal.state != MigrationRun.State.FINISHED:
            raise Conflict("The rehearsal is not finished. Apply the migration after its end.")
        refuse_retired(migration.target)
        if rehearsal.digest != migration.digest:
            raise Conflict("The operations changed since this rehearsal. Rehearse them first.")
        migration.state = Migration.State.FROZEN
        migration.save(update_fields=["state"])
        _join_names(migration)
        run = MigrationRun(
            migration=migration,
            kind=MigrationRun.Kind.RUN,
            scope=rehearsal.scope,
            published=rehearsal.published,
            rate=rate,
            basis=rehearsal,
        )
        return _start(actor, run)


def undo_migration(*, actor: Caller, run_id: object, rate: int | None = None) -> MigrationRun:
    """Give every record that a run changed its content of before, byte by byte, unless somebody
    edited or published it since.

    Raises NotFound, Invalid, Conflict where the run is not over, or undone already.
    """
    if faults := _faults_of_rate(rate):
        raise Invalid("The undo was not started.", problems=faults)
    with transaction.atomic():
        undone = run_for(actor=actor, run_id=run_id)
        migration = migration_for(actor=actor, migration_id=undone.migration_id, locked=True)
        if undone.kind != MigrationRun.Kind.RUN:
            raise Conflict("Only a run that changed records can be undone.")
        if not undone.is_over:
            raise Conflict("The run is not over. Cancel it, or wait for its end.")
        others = undone.followers.exclude(state=MigrationRun.State.CANCELLED)
        if others.filter(state=MigrationRun.State.FINISHED).exists():
            raise Conflict("This run has been undone already.")
        kind = MigrationRun.Kind.UNDO
        return _start(actor, MigrationRun(migration=migration, kind=kind, rate=rate, basis=undone))


def pause_run(*, actor: Caller, run_id: object) -> MigrationRun:
    """Within a second no more records are touched. Raises NotFound, Conflict where it is over."""
    return _turn(actor, run_id, MigrationRun.State.PAUSED, "migration.pause")


def resume_run(*, actor: Caller, run_id: object) -> MigrationRun:
    """Go on where it stopped. Raises NotFound, Conflict where it is over."""
    return _turn(actor, run_id, MigrationRun.State.WAITING, "migration.resume")


def cancel_run(*, actor: Caller, run_id: object) -> MigrationRun:
    """End it where it is; what it did stays done, and a run can be undone.

    Raises NotFound, Conflict where it is over.
    """
    return _turn(actor, run_id, MigrationRun.State.CANCELLED, "migration.cancel")


def pinned_records(run: MigrationRun) -> QuerySet[MetadataRecord]:
    """The records in the scope of a run that are pinned to its source."""
    rows = MetadataRecord.objects.filter(schema_version=run.migration.source_id)
    if "datasets" in run.scope:
        rows = rows.filter(version__dataset__in=run.scope["datasets"])
    return rows


def _join_names(migration: Migration) -> None:
    """Whoever searches by a field's old name or its new one finds old and new records."""
    schema, source = migration.schema.name, migration.source
    known = fields(source.content, digest=source.digest).fields
    paths = (tuple(field.path.split(".")) for field in known if field.searchable)
    operations = read_operations(migration.operations)
    for before, after in renamed_fields(operations, paths):
        join_names(f"{schema}.{'.'.join(before)}", f"{schema}.{'.'.join(after)}")


def _usable(actor: Caller, migration_id: object) -> Migration:
    migration = migration_for(actor=actor, migration_id=migration_id, locked=True)
    if migration.state == Migration.State.DRAFT:
        raise Invalid(
            "Something in this migration is undecided or does not fit.",
            problems=problems_of(migration),
        )
    return migration


def _start(actor: Caller, run: MigrationRun) -> MigrationRun:
    """One run at a time changes the records of a schema."""
    migration = run.migration
    Schema.objects.select_for_update().get(pk=migration.schema_id)
    others = MigrationRun.objects.filter(
        migration__schema=migration.schema_id, state__in=_UNFINISHED
    )
    if run.kind == MigrationRun.Kind.REHEARSAL:
        others = others.filter(migration=migration)
    if others.exists():
        raise Conflict("Another run is at work on this schema. Wait for its end, or cancel it.")
    run.digest, run.started_by = migration.digest, actor.known
    if run.kind == MigrationRun.Kind.UNDO and run.basis is not None:
        run.total = run.basis.outcomes.filter(state=MigrationOutcome.State.MIGRATED).count()
    else:
        run.total = min(pinned_records(run).count(), run.scope.get("sample", 2**31 - 1))
    run.save(force_insert=True)
    record(
        actor=actor,
        action=f"migration.{run.kind}",
        object_type="migration",
        object_id=migration.pk,
        run=str(run.pk),
        schema=migration.schema.name,
        records=run.total,
    )
    return run


def _turn(actor: Caller, run_id: object, state: MigrationRun.State, action: str) -> MigrationRun:
    with transaction.atomic():
        run = run_for(actor=actor, run_id=run_id, locked=True)
        if run.is_over:
            raise Conflict(f"This {run.kind} is {run.state} already.")
        if run.state == state or (state == "waiting" and run.state == "running"):
            return run
        run.state, run.reason = state, ""
        run.save(update_fields=["state", "reason", "modified"])
        record(
            actor=actor,
            action=action,
            object_type="migration",
            object_id=run.migration_id,
            run=str(run.pk),
        )
        return run


def _scope(actor: Caller, sample: int | None, datasets: tuple[str, ...]) -> dict[str, Any]:
    if sample is not None and datasets:
        raise _refused("/sample", "Give a sample or datasets, not both.")
    if sample is not None:
        if not 1 <= sample <= 2**31 - 1:
            raise _refused("/sample", "A sample has at least one record.")
        return {"sample": sample}
    if not datasets:
        return {}
    if len(datasets) > MAX_DATASETS:
        raise _refused("/datasets", f"Name at most {MAX_DATASETS:,} datasets, or none for all.")
    return {"datasets": list(_readable(actor, datasets))}


def _readable(actor: Caller, datasets: tuple[str, ...]) -> list[str]:
    """What one may not read cannot be told from what is not there."""
    keys = {str(key): index for index, key in enumerate(map(_as_id, datasets))}
    seen = DatasetVersion.objects.filter(readable_versions(actor), dataset__in=list(keys))
    known = {str(key) for key in seen.values_list("dataset_id", flat=True)}
    for key, index in keys.items():
        if key not in known:
            raise _refused(f"/datasets/{index}", f"There is no dataset {key} that you may see.")
    return sorted(keys)


def _as_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise _refused("/datasets", f"{str(text)[:60]!r} is no dataset's id.") from None


def _refused(pointer: str, detail: str) -> Invalid:
    return Invalid("The rehearsal was not started.", problems=[Fault(pointer, detail)])


def _faults_of_rate(rate: int | None) -> list[Fault]:
    if rate is None or 1 <= rate <= MAX_RATE:
        return []
    return [Fault("/rate", f"A rate is 1 to {MAX_RATE:,} records a second.")]


def _faults_of_published(published: str) -> list[Fault]:
    if published in MigrationRun.Published.values:
        return []
    known = ", ".join(MigrationRun.Published.values)
    return [Fault("/published", f"Records of published versions: one of {known}.")]
