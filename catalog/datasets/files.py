"""The manifest of a dataset version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets.checks import faults_of_files
from catalog.datasets.editing import editable_version, locked, touch
from catalog.datasets.inputs import FileEntry
from catalog.errors import Invalid
from catalog.models import DatasetVersion, File

_FIELDS = ("size", "sha256", "media_type", "uri")


def values_of(version: DatasetVersion, files: Iterable[FileEntry]) -> list[dict[str, Any]]:
    """The columns of a manifest's rows, but for those that every row has."""
    return [
        {
            "version_id": version.pk,
            "path": file.path,
            "size": file.size,
            "sha256": file.sha256,
            "media_type": file.media_type,
            "uri": file.uri,
        }
        for file in files
    ]


@transaction.atomic
def put_files(
    *, actor: Caller, dataset_id: object, files: tuple[FileEntry, ...], if_match: str | None
) -> DatasetVersion:
    """Add files to the version being edited; a path that is there already takes the new values.

    Raises Invalid, NotFound, NotAllowed, Conflict (published), PreconditionFailed/Required.
    """
    dataset = locked(actor=actor, dataset_id=dataset_id, if_match=if_match)
    version = editable_version(dataset)
    if faults := list(faults_of_files(files)):
        raise Invalid("The manifest has problems. Nothing was stored.", problems=faults)
    File.objects.bulk_create(
        [File(**values) for values in values_of(version, files)],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["version", "path"],
        update_fields=_FIELDS,
    )
    _recount(version)
    touch(dataset, version)
    record(
        actor=actor,
        action="dataset.put_files",
        object_type="dataset",
        object_id=dataset.pk,
        files=len(files),
    )
    return version


def _recount(version: DatasetVersion) -> None:
    totals = version.files.aggregate(count=Count("id"), size=Sum("size"))
    version.file_count, version.total_size = totals["count"], totals["size"] or 0
