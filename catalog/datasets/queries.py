"""What a caller may read of datasets."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import level_of, may, readable_datasets, readable_versions
from catalog.audit.reads import note_read
from catalog.datasets.editing import as_uuid, tombstone_of
from catalog.errors import Gone, NotAllowed, NotFound
from catalog.models import (
    Dataset,
    DatasetGrant,
    DatasetVersion,
    File,
    MetadataRecord,
    SchemaVersion,
)


def datasets_seen(caller: Caller) -> QuerySet[Dataset]:
    """The datasets that the caller may read, with what `sees_files` and a list need of them."""
    return (
        Dataset.objects.filter(readable_datasets(caller))
        .exclude(stage=Dataset.Stage.WITHDRAWN)
        .exclude(current=None)
        .select_related("current")
        .prefetch_related(_own_grants(caller), "identifiers")
    )


def read_dataset(*, caller: Caller, dataset_id: object, noted: bool = True) -> Dataset:
    """The dataset with its current version. Raises NotFound, or Gone with the tombstone.

    `noted`: reading a restricted one stands in the audit trail.
    """
    dataset = (
        Dataset.objects.filter(readable_datasets(caller), pk=as_uuid(dataset_id))
        .select_related("current", "tombstone")
        .prefetch_related(_own_grants(caller), "identifiers")
        .first()
    )
    if dataset is None:
        raise NotFound
    if dataset.stage == Dataset.Stage.WITHDRAWN:
        raise Gone(tombstone_of(dataset))
    if dataset.current is None:
        raise NotFound
    if noted:
        note_read(caller=caller, action="dataset.read", dataset=dataset)
    return dataset


def sees_files(caller: Caller, dataset: Dataset, version: DatasetVersion | None = None) -> bool:
    """Whether file names, digests and storage addresses are for this caller, too.

    Of `dataset` as the functions here load it: with the grants that the caller's labels have.
    """
    return may(caller, "dataset.read_files", level_of(dataset, version), dataset.grants.all())


def versions_seen(caller: Caller, dataset: Dataset) -> QuerySet[DatasetVersion]:
    """Newest first; a draft only for those with a role on the dataset."""
    return DatasetVersion.objects.filter(readable_versions(caller), dataset=dataset).order_by(
        "-number"
    )


def read_version(
    *, caller: Caller, dataset_id: object, number: int | None, noted: bool = True
) -> DatasetVersion:
    """One version (None: the current one), its `dataset` loaded. Raises NotFound, Gone."""
    dataset = read_dataset(caller=caller, dataset_id=dataset_id, noted=False)
    version = dataset.current
    if number is not None:
        version = versions_seen(caller, dataset).filter(number=number).first()
    if version is None:
        raise NotFound(f"This dataset has no version {number} that you may see.")
    version.dataset = dataset
    if noted:
        note_read(caller=caller, action="dataset.read", dataset=dataset, version=version)
    return version


def records_of(version: DatasetVersion) -> QuerySet[MetadataRecord]:
    """By schema, without their content, which may be large."""
    rows = version.records.order_by("schema_name").defer("content")
    return rows.prefetch_related(_schema_versions())


def read_record(*, version: DatasetVersion, schema: str) -> MetadataRecord:
    """Raises NotFound."""
    rows = version.records.filter(schema_name=schema)
    row = rows.prefetch_related(_schema_versions()).first()
    if row is None:
        raise NotFound(f"This dataset has no {schema[:100]} record.")
    return row


def _schema_versions() -> Prefetch[Any, Any, Any]:
    """Those that records are pinned to, without their documents."""
    return Prefetch("schema_version", SchemaVersion.objects.only("id", "version", "state"))


def files_seen(*, caller: Caller, version: DatasetVersion) -> QuerySet[File]:
    """The manifest, by path. Raises NotAllowed where only the metadata is for this caller."""
    if not sees_files(caller, version.dataset, version):
        raise NotAllowed("You may see this dataset, but its files need a role on it.")
    note_read(caller=caller, action="dataset.read_files", dataset=version.dataset, version=version)
    return File.objects.filter(version=version)


def grants_seen(*, caller: Caller, dataset_id: object) -> QuerySet[DatasetGrant]:
    """Who has which role: for those who may change it. Raises NotFound, Gone, NotAllowed."""
    dataset = read_dataset(caller=caller, dataset_id=dataset_id, noted=False)
    if not may(caller, "dataset.share", level_of(dataset), dataset.grants.all()):
        raise NotAllowed("Only the owners of this dataset see who has a role on it.")
    return DatasetGrant.objects.filter(dataset=dataset)


def _own_grants(caller: Caller) -> Prefetch[Any, Any, Any]:
    grants = DatasetGrant.objects.filter(principal__in=sorted(caller.labels))
    return Prefetch("grants", grants)


def edited_version(dataset: Dataset) -> DatasetVersion | None:
    """The version that edits go to, or the current one where all are published.

    For callers whom policy has let edit: it may be a draft.
    """
    unpublished = dataset.versions.exclude(state=DatasetVersion.State.PUBLISHED).first()
    return unpublished or dataset.current
