"""`in:` finds what stands in a collection and in those in it, as far as the caller sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from catalog.access.caller import Caller
from catalog.models import Dataset, User
from collections_app.models import Collection
from collections_app.services import add_members, create_collection, remove_member
from tests.builders import make_caller, make_dataset
from tests.searching import NOBODY, drain_all, found, use_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings: Settings, tmp_path: Path) -> None:
    use_index(settings, tmp_path)


@pytest.fixture
def owner() -> Caller:
    return make_caller()


def make(
    owner: Caller,
    title: str,
    datasets: tuple[Dataset, ...] = (),
    children: tuple[Collection, ...] = (),
    access: str = "public",
) -> Collection:
    collection = create_collection(actor=owner, title=title, access=access)
    add_members(
        actor=owner,
        collection_id=collection.pk,
        datasets=tuple(dataset.pk for dataset in datasets),
        children=tuple(child.pk for child in children),
    )
    return collection


def titles(query: str, user: User | AnonymousUser = NOBODY) -> set[str]:
    drain_all()
    return {str(hit.source["title"]) for hit in found(f"q={query}", user).hits}


def test_members_at_any_depth_are_found(owner: Caller) -> None:
    a, b, c = (make_dataset(owner, title=title) for title in "abc")
    drain_all()
    inner = make(owner, "inner", (b,))
    outer = make(owner, "outer", (a,), (inner,))
    assert titles(f"in:{outer.pid}") == {"a", "b"}
    assert titles(f'in:"{inner.pk}"') == {"b"}
    assert titles(f"-in:{outer.pid}") == {"c"}
    assert titles(f"in:{outer.pid} type:collection") == {"inner"}
    add_members(actor=owner, collection_id=inner.pk, datasets=(c.pk,))
    assert titles(f"in:{outer.pid}") == {"a", "b", "c"}
    remove_member(actor=owner, collection_id=outer.pk, member_id=a.pk)
    assert titles(f"in:{outer.pid}") == {"b", "c"}
    remove_member(actor=owner, collection_id=outer.pk, member_id=inner.pk)
    assert titles(f"in:{outer.pid}") == set()
    assert titles(f"in:{outer.pid} type:collection") == set()


def test_a_collection_that_one_may_not_see_is_as_none(owner: Caller) -> None:
    a, b = (make_dataset(owner, title=title) for title in "ab")
    secret = make(owner, "secret", (b,), access="private")
    outer = make(owner, "outer", (a,), (secret,))
    assert titles(f"in:{outer.pid}") == {"a"}
    assert titles(f"in:{outer.pid}", owner.known) == {"a", "b"}
    for name in (secret.pid, str(secret.pk), "ark:/99999/none", "no such"):
        result = found(f'q=in:"{name}"')
        assert (result.total, result.notes) == (
            0,
            (f"in: there is no “{name}” that you may see.",),
        )


def test_members_that_one_may_not_see_stay_hidden(owner: Caller) -> None:
    secret = make_dataset(owner, title="secret", access="private")
    collection = make(owner, "open", (secret,))
    assert titles(f"in:{collection.pid}") == set()
    assert titles(f"in:{collection.pid}", owner.known) == {"secret"}
