"""Writing new datasets: one statement a table for many of them, in one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record_all
from catalog.datasets import pids
from catalog.datasets.files import values_of
from catalog.datasets.inputs import Creator, DatasetInput
from catalog.models import (
    Dataset,
    DatasetGrant,
    DatasetVersion,
    File,
    Identifier,
    MetadataRecord,
    Role,
)
from catalog.provenance.heal import heal_references
from search.outbox import mark
from search.sql import insert, insert_values


@dataclasses.dataclass(frozen=True, slots=True)
class New:
    """A dataset that is fit to be stored, with its first version. Nothing is in the database."""

    data: DatasetInput
    dataset: Dataset
    version: DatasetVersion
    records: Sequence[MetadataRecord]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(self.data.identifiers))


def new_version(data: DatasetInput) -> DatasetVersion:
    return DatasetVersion(
        number=1,
        state=DatasetVersion.State.DRAFT if data.draft else DatasetVersion.State.OPEN,
        file_count=len(data.files),
        total_size=sum(file.size or 0 for file in data.files),
        **core_fields(data),
    )


def core_fields(data: DatasetInput) -> dict[str, Any]:
    """The columns of a version's descriptive core."""
    return {
        "title": data.title.strip(),
        "description": data.description,
        "license": data.license,
        "keywords": list(data.keywords),
        "creators": [_creator(creator) for creator in data.creators],
        "funding": [dataclasses.asdict(funding) for funding in data.funding],
        "related": [dataclasses.asdict(related) for related in data.related],
        "dates": dict(data.dates),
        "location": data.location,
    }


def _creator(creator: Creator) -> dict[str, Any]:
    """As JSON gives it back, so that an edit can be compared with what is stored."""
    return {**dataclasses.asdict(creator), "affiliations": list(creator.affiliations)}


def new_dataset(actor: Caller, data: DatasetInput, version: DatasetVersion, digest: str) -> Dataset:
    # The two name each other; foreign keys are checked at the commit.
    dataset = Dataset(
        pid=pids.mint(),
        key=data.key,
        access=data.access,
        stage=version.state,
        created_by=actor.known,
        current=version,
        input_digest=digest,
    )
    version.dataset = dataset
    return dataset


@transaction.atomic
def store(actor: Caller, new: Sequence[New]) -> None:
    """All of them or none. Raises `IntegrityError` where somebody was faster with a key."""
    principal = f"user:{actor.known.pk}"
    insert([each.dataset for each in new])
    insert([each.version for each in new])
    owner = {"principal": principal, "role": Role.OWNER.value}
    insert_values(DatasetGrant, [{"dataset_id": each.dataset.pk, **owner} for each in new])
    insert([row for each in new for row in each.records])
    insert_values(File, [row for each in new for row in values_of(each.version, each.data.files)])
    insert([Identifier(dataset=each.dataset, value=name) for each in new for name in each.names])
    for each in new:
        if each.names:  # its PID and its id are new, so nothing can have named it by them
            heal_references(version=each.version, names=each.names)
    mark("dataset", [str(each.dataset.pk) for each in new])
    record_all(
        actor=actor,
        action="dataset.register",
        object_type="dataset",
        objects=[
            (each.dataset.pk, {"title": each.version.title, "access": each.dataset.access})
            for each in new
        ],
    )
