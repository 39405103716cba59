"""Finding what a page is about, as far as the caller may see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import level_of, may, readable_datasets, readable_versions
from catalog.datasets.editing import as_uuid, tombstone_of
from catalog.errors import Gone, NotAllowed, NotFound
from catalog.models import Dataset, DatasetVersion, Grant, Role
from catalog.pages.principals import names_of


@dataclasses.dataclass(frozen=True, slots=True)
class Rights:
    """What the caller may do to a dataset: which buttons and parts a page has."""

    read_files: bool
    edit: bool
    publish: bool
    share: bool
    withdraw: bool


def dataset_for(caller: Caller, dataset_id: object) -> Dataset:
    """With `current`, `created_by` and `grants` loaded. Raises NotFound, Gone."""
    dataset = (
        Dataset.objects.select_related("current", "created_by")
        .prefetch_related("grants")
        .filter(pk=as_uuid(dataset_id))
        .first()
    )
    if dataset is None or not may(caller, "dataset.read", level_of(dataset), dataset.grants.all()):
        raise NotFound
    if dataset.stage == Dataset.Stage.WITHDRAWN:
        raise Gone(tombstone_of(dataset))
    return dataset


def dataset_to(caller: Caller, dataset_id: object, action: str) -> Dataset:
    """The same, where the caller may do `action`. Raises NotAllowed as well."""
    dataset = dataset_for(caller, dataset_id)
    if not may(caller, action, level_of(dataset), dataset.grants.all()):
        raise NotAllowed(f"You may see this dataset, but not {action.split('.')[1]} it.")
    return dataset


def rights_on(caller: Caller, dataset: Dataset, version: DatasetVersion | None = None) -> Rights:
    grants: Iterable[Grant] = dataset.grants.all()
    level = level_of(dataset)
    return Rights(
        read_files=may(caller, "dataset.read_files", level_of(dataset, version), grants),
        edit=may(caller, "dataset.edit", level, grants),
        publish=may(caller, "dataset.publish", level, grants),
        share=may(caller, "dataset.share", level, grants),
        withdraw=may(caller, "dataset.withdraw", level, grants),
    )


def versions_seen(caller: Caller, dataset: Dataset) -> QuerySet[DatasetVersion]:
    return dataset.versions.filter(readable_versions(caller)).order_by("-number")


def version_for(caller: Caller, dataset: Dataset, number: str) -> DatasetVersion:
    """The version of that number, or the current one. Raises NotFound."""
    if not number and dataset.current is not None:
        version: DatasetVersion | None = dataset.current
    elif number.isascii() and number.isdigit() and len(number) < 9:
        version = versions_seen(caller, dataset).filter(number=int(number)).first()
    else:
        version = None
    if version is None:
        raise NotFound
    version.dataset = dataset
    return version


def datasets_seen(caller: Caller) -> QuerySet[Dataset]:
    """What lists show: readable, not withdrawn, with its current version."""
    return (
        Dataset.objects.filter(readable_datasets(caller))
        .exclude(stage=Dataset.Stage.WITHDRAWN)
        .exclude(current=None)
        .select_related("current")
        .defer("current__description", "current__funding", "current__related", "current__dates")
    )


def owners_of(dataset: Dataset) -> list[str]:
    """Names of those who may give rights on it: whom to ask."""
    owners = [grant.principal for grant in dataset.grants.all() if grant.role == Role.OWNER]
    names = names_of(owners)
    return [names[owner] for owner in owners]
