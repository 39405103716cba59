"""What a run does with its records: look at a batch, change one, change one back.

Each change is one transaction: the record, its audit entry, the mark for the index, and the
outcome that says it is done. So a process may be killed anywhere: what has an outcome is done
whole, what has none was not touched.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from catalog.audit.record import record as note
from catalog.datasets.editing import touch
from catalog.datasets.lifecycle import copy_version
from catalog.digests import digest_of
from catalog.migrating.plan import Plan, failure
from catalog.models import Dataset, DatasetVersion, MetadataRecord, MigrationOutcome, MigrationRun
from catalog.schemas.migration import Migrated

PUBLISHED = "A published version never changes; it stays with the old schema version."
WITHDRAWN = "The dataset is withdrawn."
EDITED = "It was edited since the run; the edit is kept."
GONE = "The record was taken away since the run."
_LEFT = MigrationOutcome.State.LEFT
_MIGRATED = MigrationOutcome.State.MIGRATED


def rehearse_batch(plan: Plan, records: Sequence[MetadataRecord]) -> None:
    """Write down what would become of each record."""
    found = []
    for record in records:
        dataset = record.version.dataset
        fields = _left(plan.run, record.version, dataset)
        if not fields:
            fields = _would_become(plan.migrated(record))
        found.append(plan.outcome(record, dataset_id=dataset.pk, **fields))
    # Twice, where a batch is gone through again after a crash, makes no second row.
    MigrationOutcome.objects.bulk_create(found, ignore_conflicts=True)


def _would_become(migrated: Migrated) -> dict[str, object]:
    if not migrated.passes:
        return failure(migrated)
    return {"state": _MIGRATED, "after_digest": digest_of(migrated.content)}


@transaction.atomic
def migrate_record(
    plan: Plan, seen: MetadataRecord, migrated: Migrated, rehearsed: str | None
) -> None:
    """Change one record. `migrated` is what was made of it as it was `seen`, before any lock;
    where somebody edited it since, it is made again of what it is now.

    `rehearsed` is the digest of the content that the rehearsal saw.
    """
    dataset, version = _locked(seen.version.dataset_id, seen.version_id)
    record = MetadataRecord.objects.filter(pk=seen.pk).first()
    if record is None or record.schema_version_id != plan.run.migration.source_id:
        return
    if plan.run.outcomes.filter(record=record.pk).exists():
        return
    if record.digest != seen.digest:
        migrated = plan.migrated(record)
    edited = rehearsed is not None and rehearsed != record.digest
    fields = _left(plan.run, version, dataset)
    if not fields and not migrated.passes:
        fields = failure(migrated)
    if fields:
        plan.outcome(record, dataset_id=dataset.pk, edited=edited, **fields).save()
        return
    changed, version = _to_change(plan, record, version, dataset)
    outcome = plan.outcome(
        record,
        dataset_id=dataset.pk,
        state=_MIGRATED,
        edited=edited,
        result=changed.pk,
        before=record.content,
        after_digest=digest_of(migrated.content),
    )
    target = plan.run.migration.target
    changed.content, changed.digest = migrated.content, outcome.after_digest
    changed.schema_version, changed.named_version = target, target.version
    _save(plan, changed, dataset, version, "dataset.migrate_record")
    outcome.save()


@transaction.atomic
def undo_record(plan: Plan, done: MigrationOutcome) -> None:
    """Give a record its content of before the run."""
    if plan.run.outcomes.filter(record=done.record).exists():
        return
    record = MetadataRecord.objects.filter(pk=done.result or done.record).first()
    if record is None:
        _keep(plan, done, GONE)
        return
    dataset, version = _locked(done.dataset_id, record.version_id)
    record = MetadataRecord.objects.get(pk=record.pk)
    migration = plan.run.migration
    if dataset.stage == Dataset.Stage.WITHDRAWN:
        _keep(plan, done, WITHDRAWN)
        return
    if version.state == DatasetVersion.State.PUBLISHED:
        _keep(plan, done, PUBLISHED)
        return
    if (record.digest, record.schema_version_id) != (done.after_digest, migration.target_id):
        _keep(plan, done, EDITED)
        return
    record.content, record.digest = done.before, done.before_digest
    record.schema_version, record.named_version = migration.source, migration.source.version
    _save(plan, record, dataset, version, "dataset.undo_migration")
    MigrationOutcome.objects.create(
        run=plan.run,
        dataset=dataset,
        version=version,
        record=done.record,
        result=record.pk,
        state=_MIGRATED,
        before_digest=done.after_digest,
        after_digest=done.before_digest,
    )


def _locked(dataset_id: uuid.UUID, version_id: uuid.UUID) -> tuple[Dataset, DatasetVersion]:
    """In the order of every edit: the dataset, then its version."""
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=dataset_id)
    version = DatasetVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    return dataset, version


def _left(run: MigrationRun, version: DatasetVersion, dataset: Dataset) -> dict[str, object]:
    """The fields of an outcome for a record that must not be touched; empty for the others."""
    if dataset.stage == Dataset.Stage.WITHDRAWN:
        return {"state": _LEFT, "reason": WITHDRAWN}
    if version.state != DatasetVersion.State.PUBLISHED:
        return {}
    wanted = run.published == MigrationRun.Published.NEW_VERSION
    if wanted and not dataset.versions.filter(number__gt=version.number).exists():
        return {}
    return {"state": _LEFT, "reason": PUBLISHED}


def _to_change(
    plan: Plan, record: MetadataRecord, version: DatasetVersion, dataset: Dataset
) -> tuple[MetadataRecord, DatasetVersion]:
    """The record itself, or its copy in a new draft where its version is published."""
    if version.state != DatasetVersion.State.PUBLISHED:
        return record, version
    draft = copy_version(version)
    note(
        actor=plan.actor,
        action="dataset.begin_version",
        object_type="dataset",
        object_id=dataset.pk,
        number=draft.number,
    )
    return draft.records.get(schema_name=record.schema_name), draft


def _save(
    plan: Plan, record: MetadataRecord, dataset: Dataset, version: DatasetVersion, action: str
) -> None:
    record.revision += 1
    record.save()
    touch(dataset, version)
    note(
        actor=plan.actor,
        action=action,
        object_type="dataset",
        object_id=dataset.pk,
        schema=record.schema_name,
        version=record.named_version,
        digest=record.digest,
        run=str(plan.run.pk),
    )


def _keep(plan: Plan, done: MigrationOutcome, reason: str) -> None:
    MigrationOutcome.objects.create(
        run=plan.run,
        dataset_id=done.dataset_id,
        version_id=done.version_id,
        record=done.record,
        state=_LEFT,
        reason=reason,
        before_digest=done.after_digest,
    )
