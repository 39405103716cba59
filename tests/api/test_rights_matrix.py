"""Who × access level × state, over every address of a dataset, against a plain oracle."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.datasets.share import grant_role
from catalog.models import Dataset, Organization
from tests.apis import Connect, at
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db
WHO = (
    "anonymous",
    "stranger",
    "viewer",
    "colleague",
    "editor",
    "owner",
    "outsider",
    "steward",
    "administrator",
)
LEVELS = ("private", "internal", "discoverable", "public")
RANK = {"viewer": 1, "colleague": 1, "editor": 2, "owner": 3, "administrator": 4}


def reads(who: str, level: str, draft: bool) -> bool:
    if RANK.get(who, 0):
        return True
    if draft or level == "private":
        return False
    return level != "internal" or who != "anonymous"


def reads_files(who: str, level: str, draft: bool) -> bool:
    if RANK.get(who, 0):
        return True
    if draft or level in ("private", "discoverable"):
        return False
    return level != "internal" or who != "anonymous"


def expected(who: str, level: str, draft: bool, need: str) -> int:
    if who == "anonymous" and need not in ("read", "files"):
        return 401
    if not reads(who, level, draft):
        return 404
    if need == "read":
        return 200
    if need == "files":
        return 200 if reads_files(who, level, draft) else 403
    return 200 if RANK.get(who, 0) >= (2 if need == "edit" else 3) else 403


class World:
    """A dataset of every level and state, and a client of everybody."""

    def __init__(self, connect: Connect) -> None:
        ours, theirs = (
            Organization.objects.create(slug=slug, name=slug) for slug in ("ours", "theirs")
        )
        self.people = {who: make_caller() for who in WHO[1:-2]}
        self.people["steward"] = make_caller(is_steward=True)
        self.people["administrator"] = make_caller(is_superuser=True)
        self.people["colleague"].known.organizations.add(ours)
        self.people["outsider"].known.organizations.add(theirs)
        self.clients: dict[str, APIClient] = {
            who: connect(caller) for who, caller in self.people.items()
        }
        self.clients["anonymous"] = connect()
        make_schema()
        self.datasets = {
            (level, draft): self._dataset(self.people["owner"], level, draft)
            for level, draft in itertools.product(LEVELS, (False, True))
        }

    def _dataset(self, owner: Caller, level: str, draft: bool) -> Dataset:
        dataset = make_dataset(
            owner, access=level, draft=draft, files=(a_file(),), records=(subject_record(),)
        )
        for who, role in (("viewer", "viewer"), ("editor", "editor")):
            label = f"user:{self.people[who].known.pk}"
            grant_role(actor=owner, dataset_id=dataset.pk, principal=label, role=role)
        grant_role(actor=owner, dataset_id=dataset.pk, principal="org:ours", role="viewer")
        return dataset


@pytest.fixture
def world(connect: Connect, settings: Any, tmp_path: Path) -> World:
    use_index(settings, tmp_path)
    found = World(connect)
    drain_all()
    return found


READS = (
    "",
    "/records",
    "/records/test/subject",
    "/versions",
    "/versions/1",
    "/lineage",
    "/similar",
)


def test_reading_is_what_the_policy_says(world: World) -> None:
    for who, level, draft in itertools.product(WHO, LEVELS, (False, True)):
        for rest in READS:
            answer = world.clients[who].get(at(world.datasets[level, draft], rest))
            wanted = expected(who, level, draft, "read")
            assert answer.status_code == wanted, (who, level, draft, rest)
        files = world.clients[who].get(at(world.datasets[level, draft], "/files"))
        assert files.status_code == expected(who, level, draft, "files"), (who, level, draft)


def test_a_list_shows_exactly_what_can_be_read_one_by_one(world: World) -> None:
    for who in WHO:
        listed = world.clients[who].get("/api/v1/datasets").json()["results"]
        wanted = {
            str(dataset.pk)
            for (level, draft), dataset in world.datasets.items()
            if reads(who, level, draft)
        }
        assert {row["id"] for row in listed} == wanted, who


def test_editing_and_sharing_are_what_the_policy_says(world: World) -> None:
    for who, level, draft in itertools.product(WHO, LEVELS, (False, True)):
        dataset, client = world.datasets[level, draft], world.clients[who]
        edited = client.patch(at(dataset), {"description": who}, format="json", HTTP_IF_MATCH="*")
        assert edited.status_code == expected(who, level, draft, "edit"), (who, level, draft)
        grants = client.get(at(dataset, "/grants"))
        assert grants.status_code == expected(who, level, draft, "share"), (who, level, draft)
        shared = client.put(
            at(dataset, "/access"), {"access": level}, format="json", HTTP_IF_MATCH="*"
        )
        assert shared.status_code == expected(who, level, draft, "share"), (who, level, draft)


def test_withdrawing_is_the_owners_and_leaves_what_each_could_read(world: World) -> None:
    for (level, draft), dataset in world.datasets.items():
        for who in ("anonymous", "stranger", "viewer", "editor", "steward"):
            refused = world.clients[who].post(
                at(dataset, "/withdraw"), {"reason": "x"}, format="json", HTTP_IF_MATCH="*"
            )
            assert refused.status_code == expected(who, level, draft, "share")
        world.clients["owner"].post(
            at(dataset, "/withdraw"), {"reason": "x"}, format="json", HTTP_IF_MATCH="*"
        )
        for who in WHO:
            wanted = 410 if reads(who, level, draft) else 404
            assert world.clients[who].get(at(dataset)).status_code == wanted
