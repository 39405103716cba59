"""Registering datasets: one, or many at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.db import IntegrityError

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.datasets.checks import faults_of
from catalog.datasets.inputs import DatasetInput
from catalog.datasets.records import prepare_records
from catalog.datasets.storing import New, new_dataset, new_version, store
from catalog.digests import digest_of
from catalog.errors import Conflict, Invalid, NotAllowed, ServiceError
from catalog.models import Dataset, DatasetVersion, MetadataRecord
from catalog.models.keys import with_keys
from catalog.schemas.registry import remembering


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """`created` is False where the same request had been carried out before."""

    dataset: Dataset
    created: bool


def register_dataset(*, actor: Caller, data: DatasetInput) -> Registered:
    """Store a dataset with its first version, records and files, owned by the actor.

    Idempotent by `data.key`: the same content again changes nothing; other content under the
    same key is a Conflict. Raises NotAllowed, Conflict, or Invalid with every problem.
    """
    try:
        [outcome] = register_datasets(actor=actor, data=[data])
    except IntegrityError:
        # Somebody registered the same key between our look and our write: it is found now.
        if not data.key:
            raise
        [outcome] = register_datasets(actor=actor, data=[data])
    if isinstance(outcome, ServiceError):
        raise outcome
    return outcome


def register_datasets(
    *, actor: Caller, data: Sequence[DatasetInput]
) -> list[Registered | ServiceError]:
    """What `register_dataset` answers or raises for each, in order: one that is refused costs
    only itself. Those that are not are stored in one transaction.

    Raises `IntegrityError`, with nothing stored, where somebody registers one of the keys at this
    moment.
    """
    if not may(actor, "dataset.create", "private"):
        detail = "Sign in, or use a token with the write scope, to register datasets."
        return [NotAllowed(detail) for _ in data]
    with remembering():
        batch = _Batch(actor, data)
        outcomes = [batch.take(each) for each in data]
    if batch.new:
        store(actor, batch.new)
    return outcomes


class _Batch:
    """Decides what becomes of datasets one after the other, before any of them is stored."""

    def __init__(self, actor: Caller, data: Sequence[DatasetInput]) -> None:
        self._actor = actor
        self.new: list[New] = []
        keys = {each.key for each in data if each.key}
        mine = with_keys(Dataset.objects.all(), actor.known, keys)
        self._by_key = {dataset.key: dataset for dataset in mine}

    def take(self, data: DatasetInput) -> Registered | ServiceError:
        digest = digest_of(data)
        if data.key and (known := self._by_key.get(data.key)):
            return _registered_before(data.key, known, digest)
        version = new_version(data)
        try:
            rows = _checked(self._actor, version, data)
        except Invalid as invalid:
            return invalid
        dataset = new_dataset(self._actor, data, version, digest)
        self.new.append(New(data, dataset, version, rows))
        if data.key:
            self._by_key[data.key] = dataset
        return Registered(dataset, created=True)


def _registered_before(key: str, dataset: Dataset, digest: str) -> Registered | Conflict:
    if dataset.input_digest == digest:
        return Registered(dataset, created=False)
    return Conflict(
        f"The key {key!r} was used for a dataset with other content ({dataset.pid})."
        " Edit that dataset, or use another key."
    )


def _checked(actor: Caller, version: DatasetVersion, data: DatasetInput) -> list[MetadataRecord]:
    """The rows of its records. Raises Invalid with the faults of core and records together."""
    faults = faults_of(data)
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
    return rows
