"""Registering a dataset."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.datasets import pids
from catalog.datasets.checks import faults_of
from catalog.datasets.files import rows_of
from catalog.datasets.inputs import Creator, DatasetInput
from catalog.datasets.marks import mark_dataset
from catalog.datasets.records import prepare_records
from catalog.digests import digest_of
from catalog.errors import Conflict, Invalid, NotAllowed
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


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """`created` is False where the same request had been carried out before."""

    dataset: Dataset
    created: bool


def register_dataset(*, actor: Caller, data: DatasetInput, key_is_new: bool = False) -> Registered:
    """Store a dataset with its first version, records and files, owned by the actor.

    Idempotent by `data.key`: the same content again changes nothing; other content under the
    same key is a Conflict. `key_is_new`: the caller has looked (if somebody is faster, the
    database says so). Raises NotAllowed, Conflict, or Invalid with every problem.
    """
    if not may(actor, "dataset.create", "private"):
        raise NotAllowed("Sign in, or use a token with the write scope, to register datasets.")
    digest = digest_of(data)
    if not key_is_new and (known := _registered_before(actor, data, digest)):
        return known
    faults = faults_of(data)
    version = _version_of(data)
    rows: list[MetadataRecord] = []
    try:
        rows = prepare_records(actor=actor, version=version, records=data.records)
    except Invalid as invalid:
        if not faults:
            raise
        merged = Invalid(invalid.detail, problems=faults)
        merged.problems += invalid.problems
        raise merged from None
    if faults:
        count = "1 problem" if len(faults) == 1 else f"{len(faults)} problems"
        raise Invalid(f"The dataset has {count}. Nothing was stored.", problems=faults)
    try:
        return Registered(_store(actor, data, digest, version, rows), created=True)
    except IntegrityError:
        # Somebody registered the same key between our look and our write.
        if known := _registered_before(actor, data, digest):
            return known
        raise


def keys_in_use(*, actor: Caller, keys: Iterable[str]) -> set[str]:
    """Those of `keys` under which the actor has registered a dataset."""
    mine = Dataset.objects.filter(created_by=actor.known, key__in=list(keys))
    return set(mine.values_list("key", flat=True))


def _registered_before(actor: Caller, data: DatasetInput, digest: str) -> Registered | None:
    if not data.key:
        return None
    dataset = Dataset.objects.filter(created_by=actor.known, key=data.key).first()
    if dataset is None:
        return None
    if dataset.input_digest != digest:
        raise Conflict(
            f"The key {data.key!r} was used for a dataset with other content ({dataset.pid})."
            " Edit that dataset, or use another key."
        )
    return Registered(dataset, created=False)


def _version_of(data: DatasetInput) -> DatasetVersion:
    sizes = [file.size or 0 for file in data.files]
    return DatasetVersion(
        number=1,
        state=DatasetVersion.State.DRAFT if data.draft else DatasetVersion.State.OPEN,
        file_count=len(data.files),
        total_size=sum(sizes),
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


@transaction.atomic
def _store(
    actor: Caller,
    data: DatasetInput,
    digest: str,
    version: DatasetVersion,
    rows: list[MetadataRecord],
) -> Dataset:
    # The two name each other; foreign keys are checked at the commit.
    dataset = Dataset.objects.create(
        pid=pids.mint(),
        key=data.key,
        access=data.access,
        stage=version.state,
        created_by=actor.known,
        current_id=version.pk,
        input_digest=digest,
    )
    version.dataset = dataset
    version.save(force_insert=True)
    dataset.current = version
    DatasetGrant.objects.create(
        dataset=dataset, principal=f"user:{actor.known.pk}", role=Role.OWNER
    )
    MetadataRecord.objects.bulk_create(rows)
    File.objects.bulk_create(rows_of(version, data.files), batch_size=2000)
    names = dict.fromkeys(data.identifiers)
    Identifier.objects.bulk_create([Identifier(dataset=dataset, value=name) for name in names])
    if names:  # its PID and its id are new, so nothing can have named it by them
        heal_references(version=version, names=names)
    mark_dataset(dataset)
    record(
        actor=actor,
        action="dataset.register",
        object_type="dataset",
        object_id=dataset.pk,
        title=version.title,
        access=dataset.access,
    )
    return dataset
