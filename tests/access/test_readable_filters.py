"""The database filter and the label decision are two faces of one table: they never disagree."""

from __future__ import annotations

import random

import pytest
from django.contrib.auth.models import Group

from catalog.access.caller import ANONYMOUS, Caller, caller_of
from catalog.access.labels import dataset_labels
from catalog.access.policy import (
    LEVELS,
    level_of,
    may,
    readable_datasets,
    readable_versions,
)
from catalog.datasets.lifecycle import begin_version, publish_dataset
from catalog.models import Dataset, DatasetGrant, DatasetVersion, File, Organization
from tests.builders import a_file, make_caller, make_dataset, make_user

pytestmark = pytest.mark.django_db


def people() -> list[Caller]:
    organization = Organization.objects.create(slug="aind", name="AIND")
    group = Group.objects.create(name="imaging")
    member, employee = make_user(), make_user()
    member.groups.add(group)
    employee.organizations.add(organization)
    return [
        ANONYMOUS,
        make_caller(),
        caller_of(member),
        caller_of(employee),
        make_caller(is_steward=True),
        make_caller(is_superuser=True),
    ]


@pytest.fixture
def world() -> tuple[list[Caller], list[Dataset]]:
    """Datasets of each level and stage with random grants; some with a draft over a version."""
    callers, chance, datasets = people(), random.Random(5), []
    principals = ["org:aind", f"group:{Group.objects.get().pk}"]
    principals += [f"user:{c.user.pk}" for c in callers if c.user]
    owner = make_caller()
    for number in range(48):
        dataset = make_dataset(
            owner, access=LEVELS[number % 4], draft=number % 5 == 0, files=(a_file(),)
        )
        if number % 3 == 0 and dataset.stage == "open":
            publish_dataset(actor=owner, dataset_id=dataset.pk, if_match="*")
            begin_version(actor=owner, dataset_id=dataset.pk, if_match="*")
        for principal in chance.sample(principals, chance.randint(0, 2)):
            role = chance.choice(["viewer", "editor", "owner"])
            DatasetGrant.objects.create(dataset=dataset, principal=principal, role=role)
        datasets.append(Dataset.objects.get(pk=dataset.pk))
    return callers, datasets


@pytest.mark.parametrize("action", ["dataset.read", "dataset.read_files", "dataset.edit"])
def test_the_filter_of_datasets_decides_as_may_does(
    world: tuple[list[Caller], list[Dataset]], action: str
) -> None:
    callers, datasets = world
    for caller in callers:
        found = set(Dataset.objects.filter(readable_datasets(caller, action)))
        assert found == {d for d in datasets if may(caller, action, level_of(d), d.grants.all())}


def test_the_filter_of_versions_and_files_decides_as_may_does(
    world: tuple[list[Caller], list[Dataset]],
) -> None:
    for caller in world[0]:
        versions = set(DatasetVersion.objects.filter(readable_versions(caller)))
        files = set(
            File.objects.filter(readable_versions(caller, "dataset.read_files", "version__"))
        )
        for version in DatasetVersion.objects.select_related("dataset"):
            level, grants = level_of(version.dataset, version), version.dataset.grants.all()
            assert (version in versions) is may(caller, "dataset.read", level, grants)
            seen = may(caller, "dataset.read_files", level, grants)
            assert (
                set(version.files.all()) <= files
                if seen
                else not version.files.filter(pk__in=[file.pk for file in files])
            )


def test_the_labels_of_a_document_open_it_to_exactly_those_who_may_read_it(
    world: tuple[list[Caller], list[Dataset]],
) -> None:
    callers, datasets = world
    for dataset in datasets:
        for caller in callers:
            opens = bool(dataset_labels(dataset) & caller.labels)
            assert opens is may(caller, "dataset.read", level_of(dataset), dataset.grants.all())
