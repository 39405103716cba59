"""Draft → open → published, new versions, and withdrawal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets import pids
from catalog.datasets.citation import citation_of
from catalog.datasets.editing import editable_version, locked, touch
from catalog.datasets.marks import mark_rights
from catalog.errors import Conflict, Fault, Invalid
from catalog.models import Access, Dataset, DatasetVersion, File, MetadataRecord, Tombstone
from catalog.models.base import new_id


@transaction.atomic
def open_draft(*, actor: Caller, dataset_id: object, if_match: str | None) -> Dataset:
    """Let a draft be seen as its access level says. Raises Conflict where it is no draft."""
    dataset = locked(
        actor=actor, dataset_id=dataset_id, action="dataset.publish", if_match=if_match
    )
    version = editable_version(dataset)
    if version.state != DatasetVersion.State.DRAFT or dataset.stage != Dataset.Stage.DRAFT:
        raise Conflict("Only the first draft of a dataset can be opened.")
    version.state = DatasetVersion.State.OPEN
    dataset.stage = Dataset.Stage.OPEN
    touch(dataset, version)
    mark_rights(dataset, restricting=False)
    record(actor=actor, action="dataset.open", object_type="dataset", object_id=dataset.pk)
    return dataset


@transaction.atomic
def publish_dataset(*, actor: Caller, dataset_id: object, if_match: str | None) -> DatasetVersion:
    """Freeze the version being edited and give it a PID. It never changes again.

    Raises Invalid where the citation would lack something (DataCite 4.6's mandatory
    properties: creator, title, publication year; and a license).
    """
    dataset = locked(
        actor=actor, dataset_id=dataset_id, action="dataset.publish", if_match=if_match
    )
    version = editable_version(dataset)
    if faults := _missing(version):
        raise Invalid("This dataset cannot be published yet.", problems=faults)
    version.state = DatasetVersion.State.PUBLISHED
    version.pid = pids.version_pid(dataset.pid, version.number)
    version.published_at = timezone.now()
    dataset.stage = Dataset.Stage.PUBLISHED
    dataset.current = version
    touch(dataset, version)
    mark_rights(dataset, restricting=False)
    record(
        actor=actor,
        action="dataset.publish",
        object_type="dataset",
        object_id=dataset.pk,
        pid=version.pid,
    )
    return version


def _missing(version: DatasetVersion) -> list[Fault]:
    faults = []
    if not version.creators:
        faults.append(Fault("/creators", "Name at least one creator: a citation needs one."))
    if not version.license:
        faults.append(Fault("/license", "Choose a license: without one nobody may use the data."))
    return faults


@transaction.atomic
def begin_version(*, actor: Caller, dataset_id: object, if_match: str | None) -> DatasetVersion:
    """A new draft, a copy of the newest published version, seen only by those with a role.

    Raises Conflict where an unpublished version exists.
    """
    dataset = locked(actor=actor, dataset_id=dataset_id, if_match=if_match)
    latest = dataset.versions.order_by("-number").first()
    if latest is None or latest.state != DatasetVersion.State.PUBLISHED:
        raise Conflict("There is a version that is not published yet; edit that.")
    draft = copy_version(latest)
    touch(dataset)
    record(
        actor=actor,
        action="dataset.begin_version",
        object_type="dataset",
        object_id=dataset.pk,
        number=draft.number,
    )
    return draft


def copy_version(latest: DatasetVersion) -> DatasetVersion:
    """The next number as a draft with the same core, records and files. Inside a transaction."""
    records, files = list(latest.records.all()), latest.files.all()
    source = latest.pk
    draft = DatasetVersion.objects.get(pk=source)
    draft.pk, draft.number, draft.revision = new_id(), latest.number + 1, 1
    draft.state, draft.pid, draft.published_at = DatasetVersion.State.DRAFT, None, None
    draft.save(force_insert=True)
    for row in records:
        row.pk, row.version, row.revision = new_id(), draft, 1
    MetadataRecord.objects.bulk_create(records)
    _copy_files(files.iterator(chunk_size=2000), draft)
    return draft


def _copy_files(files: Iterable[File], draft: DatasetVersion) -> None:
    batch: list[File] = []
    for file in files:
        file.pk, file.version = new_id(), draft
        batch.append(file)
        if len(batch) == 2000:
            File.objects.bulk_create(batch)
            batch = []
    File.objects.bulk_create(batch)


@transaction.atomic
def withdraw_dataset(
    *, actor: Caller, dataset_id: object, reason: str, if_match: str | None
) -> Tombstone:
    """Take a dataset out of sight; PID, citation, reason and date stay at its address.

    Raises Invalid without a reason.
    """
    dataset = locked(
        actor=actor, dataset_id=dataset_id, action="dataset.withdraw", if_match=if_match
    )
    if not reason.strip():
        raise Invalid(
            "A withdrawal needs a reason: it is what readers will find.",
            problems=[Fault("/reason", "Say why the dataset is withdrawn.")],
        )
    stone = Tombstone.objects.create(
        dataset=dataset,
        pid=dataset.pid,
        citation=citation_of(dataset),
        reason=reason.strip()[:5000],
        withdrawn_by=actor.known,
    )
    if dataset.stage == Dataset.Stage.DRAFT:
        # Who could not see the draft does not learn its title from the tombstone.
        dataset.access = Access.PRIVATE
    dataset.stage = Dataset.Stage.WITHDRAWN
    touch(dataset)
    mark_rights(dataset, restricting=True)
    record(
        actor=actor,
        action="dataset.withdraw",
        object_type="dataset",
        object_id=dataset.pk,
        reason=stone.reason,
    )
    return stone
