"""What every edit of a dataset begins and ends with."""

from __future__ import annotations

import uuid

from catalog.access.caller import Caller
from catalog.access.policy import level_of, may
from catalog.audit.record import one_writer_at_a_time
from catalog.datasets.marks import mark_dataset
from catalog.errors import (
    Conflict,
    Gone,
    NotAllowed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from catalog.models import Dataset, DatasetVersion
from catalog.models.base import Revised


def locked(
    *,
    actor: Caller,
    dataset_id: object,
    action: str = "dataset.edit",
    if_match: str | None = None,
    checked: bool = True,
) -> Dataset:
    """The dataset, its row locked until commit, once the actor may do `action` to it.

    `if_match` is the ETag that the editor saw; `checked` False for actions that lose nothing
    when two people do them. Raises NotFound (also for what the actor may not see), NotAllowed,
    Gone, PreconditionRequired, PreconditionFailed.
    """
    dataset = Dataset.objects.select_for_update(no_key=True).filter(pk=as_uuid(dataset_id)).first()
    if dataset is None:
        raise NotFound
    grants = list(dataset.grants.all())
    level = level_of(dataset)
    if not may(actor, "dataset.read", level, grants):
        raise NotFound
    if not may(actor, action, level, grants):
        raise NotAllowed(f"You may see this dataset, but not {action.split('.')[1]} it.")
    if dataset.stage == Dataset.Stage.WITHDRAWN:
        raise Gone(tombstone_of(dataset))
    if checked:
        check_precondition(dataset, if_match)
    return dataset


def as_uuid(value: object) -> uuid.UUID:
    """Raises NotFound for what is no UUID: nothing can be at such an address."""
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError:
        raise NotFound from None


def check_precondition(row: Revised, if_match: str | None, part: Revised | None = None) -> None:
    """RFC 9110, 13.1.1, with RFC 6585's 428 where the header is missing.

    Where only a `part` of the thing is replaced, that part's ETag does as well.
    """
    if if_match is None:
        raise PreconditionRequired(
            "Send If-Match with the ETag that you read, so that nobody's edit is lost."
        )
    tags = {tag.strip() for tag in if_match.split(",")}
    known = {"*", row.etag} if part is None else {"*", row.etag, part.etag}
    if not tags & known:
        raise PreconditionFailed(
            "Somebody changed this since you read it. Read it again and redo your edit."
        )


def editable_version(dataset: Dataset) -> DatasetVersion:
    """The version that edits go to. Raises Conflict where the newest is published."""
    version = (
        DatasetVersion.objects.select_for_update(no_key=True)
        .filter(dataset=dataset)
        .exclude(state=DatasetVersion.State.PUBLISHED)
        .first()
    )
    if version is None:
        raise Conflict(
            "This dataset is published, and a published version never changes."
            " Begin a new version and edit that."
        )
    return version


def touch(dataset: Dataset, version: DatasetVersion | None = None) -> None:
    """Save an edit: new revisions (so new ETags), and a mark for the index.

    On PostgreSQL an update under a trigger locks out the rows that refer to this one. Whoever
    ties an edge to the version holds the audit trail's end already, so that comes first here as
    well: else the two could wait for each other.
    """
    one_writer_at_a_time()
    if version is not None:
        version.revision += 1
        version.save()
    dataset.revision += 1
    dataset.save()
    mark_dataset(dataset)


def tombstone_of(dataset: Dataset) -> dict[str, str]:
    """What is left of a withdrawn dataset, as JSON."""
    stone = dataset.tombstone
    return {
        "pid": stone.pid,
        "citation": stone.citation,
        "reason": stone.reason,
        "date": stone.created.date().isoformat(),
    }
