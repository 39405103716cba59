"""Editing the version of a dataset that is not published yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets.checks import faults_of
from catalog.datasets.editing import check_precondition, editable_version, locked, touch
from catalog.datasets.inputs import (
    Creator,
    DatasetInput,
    Funding,
    Record,
    RelatedIdentifier,
)
from catalog.datasets.records import prepare_records
from catalog.datasets.storing import core_fields
from catalog.errors import Invalid, NotFound
from catalog.models import Dataset, DatasetVersion, MetadataRecord


@transaction.atomic
def edit_dataset(
    *, actor: Caller, dataset_id: object, data: DatasetInput, if_match: str | None
) -> Dataset:
    """Set the descriptive core to that of `data`; its records, files, key and access are not read.

    Raises NotFound, NotAllowed, Gone, Conflict (published), Invalid, PreconditionFailed/Required.
    """
    dataset = locked(actor=actor, dataset_id=dataset_id, if_match=if_match)
    version = editable_version(dataset)
    if faults := faults_of(data):
        raise Invalid("The edit was not saved.", problems=faults)
    changed = _assign(version, data)
    if changed:
        touch(dataset, version)
        record(
            actor=actor,
            action="dataset.edit",
            object_type="dataset",
            object_id=dataset.pk,
            changed=changed,
        )
    return dataset


@transaction.atomic
def patch_dataset(
    *, actor: Caller, dataset_id: object, changes: Mapping[str, Any], if_match: str | None
) -> Dataset:
    """The same for some fields: `changes` are core fields of `DatasetInput`, the rest stays."""
    dataset = locked(actor=actor, dataset_id=dataset_id, if_match=if_match)
    data = dataclasses.replace(core_of(editable_version(dataset)), **changes)
    return edit_dataset(actor=actor, dataset_id=dataset_id, data=data, if_match=if_match)


def core_of(version: DatasetVersion) -> DatasetInput:
    """The descriptive core of a version as the input that would make it."""
    return DatasetInput(
        title=version.title,
        description=version.description,
        license=version.license,
        keywords=tuple(version.keywords),
        creators=tuple(
            Creator(**{**creator, "affiliations": tuple(creator.get("affiliations", ()))})
            for creator in version.creators
        ),
        funding=tuple(Funding(**funding) for funding in version.funding),
        related=tuple(RelatedIdentifier(**related) for related in version.related),
        dates=dict(version.dates),
        location=version.location,
    )


def _assign(version: DatasetVersion, data: DatasetInput) -> list[str]:
    """Names of the fields whose value changed."""
    changed = [name for name, value in core_fields(data).items() if getattr(version, name) != value]
    for name, value in core_fields(data).items():
        setattr(version, name, value)
    return changed


@transaction.atomic
def put_record(
    *, actor: Caller, dataset_id: object, data: Record, if_match: str | None
) -> MetadataRecord:
    """Set the record of one schema, validated anew against the version that it names.

    `if_match` is the ETag of the dataset, or of the record that is replaced.
    Raises Invalid with every problem; then the old record stands as it was.
    """
    dataset = locked(actor=actor, dataset_id=dataset_id, checked=False)
    version = editable_version(dataset)
    replaced = version.records.filter(schema_name=data.schema).only("revision").first()
    check_precondition(dataset, if_match, replaced)
    [row] = prepare_records(actor=actor, version=version, records=[data], pointer="")
    existing = version.records.filter(schema_name=row.schema_name).first()
    if existing is not None:
        row.pk, row.revision, row.created = existing.pk, existing.revision + 1, existing.created
    row.save(force_insert=existing is None, force_update=existing is not None)
    touch(dataset, version)
    record(
        actor=actor,
        action="dataset.put_record",
        object_type="dataset",
        object_id=dataset.pk,
        schema=row.schema_name,
        version=row.named_version,
        digest=row.digest,
    )
    return row


@transaction.atomic
def delete_record(*, actor: Caller, dataset_id: object, schema: str, if_match: str | None) -> None:
    """Take the record of one schema away. `if_match` as in `put_record`.

    Raises NotFound where there is none.
    """
    dataset = locked(actor=actor, dataset_id=dataset_id, checked=False)
    version = editable_version(dataset)
    removed = version.records.filter(schema_name=schema).only("revision").first()
    check_precondition(dataset, if_match, removed)
    gone, _ = version.records.filter(schema_name=schema).delete()
    if not gone:
        raise NotFound(f"This dataset has no {schema} record.")
    touch(dataset, version)
    record(
        actor=actor,
        action="dataset.delete_record",
        object_type="dataset",
        object_id=dataset.pk,
        schema=schema,
    )
