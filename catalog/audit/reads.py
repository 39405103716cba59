"""Reads of what is restricted stand in the audit trail, too."""

from __future__ import annotations

from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import level_of
from catalog.audit.record import record
from catalog.models import Dataset, DatasetVersion

# Below these levels a read is anybody's, and says nothing.
_RESTRICTED = {
    "dataset.read": {"private"},
    "dataset.read_files": {"private", "discoverable"},
}


def note_read(
    *, caller: Caller, action: str, dataset: Dataset, version: DatasetVersion | None = None
) -> bool:
    """Write an entry where the thing is restricted; before it is shown, in its own transaction."""
    if level_of(dataset, version) not in _RESTRICTED[action]:
        return False
    with transaction.atomic():
        record(
            actor=caller,
            action=action,
            object_type="dataset",
            object_id=dataset.pk,
            **({"version": version.number} if version else {}),
        )
    return True
