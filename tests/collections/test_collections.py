"""Collections: nested, several parents, never inside themselves, members seen by right."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.access.caller import ANONYMOUS, Caller
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from collections_app.models import Collection, Membership
from collections_app.queries import members_seen, readable_collections
from collections_app.services import (
    add_members,
    create_collection,
    edit_collection,
    grant_collection_role,
    remove_member,
    revoke_collection_role,
)
from tests.builders import make_caller, make_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Caller:
    return make_caller()


def make(owner: Caller, title: str = "C", access: str = "public") -> Collection:
    return create_collection(actor=owner, title=title, access=access)


def test_members_are_added_once_and_seen_by_right(owner: Caller) -> None:
    collection = make(owner)
    public, secret = make_dataset(owner), make_dataset(owner, access="private")
    keys = (public.pk, secret.pk)
    assert add_members(actor=owner, collection_id=collection.pk, datasets=keys) == 2
    assert add_members(actor=owner, collection_id=collection.pk, datasets=keys) == 0
    assert [m.dataset for m in members_seen(ANONYMOUS, collection)] == [public]
    assert members_seen(owner, collection).count() == 2


def test_a_collection_may_have_several_parents_but_no_cycle(owner: Caller) -> None:
    a, b, c = make(owner, "a"), make(owner, "b"), make(owner, "c")
    add_members(actor=owner, collection_id=a.pk, children=(b.pk, c.pk))
    add_members(actor=owner, collection_id=b.pk, children=(c.pk,))
    for child in (a, b, c):
        with pytest.raises(Conflict):
            add_members(actor=owner, collection_id=c.pk, children=(child.pk,))


def test_a_member_that_one_may_not_see_is_no_member_and_not_told_apart(owner: Caller) -> None:
    secret = make_dataset(make_caller(), access="private")
    with pytest.raises(Invalid) as hidden:
        add_members(actor=owner, collection_id=make(owner).pk, datasets=(secret.pk,))
    assert hidden.value.problems[0]["pointer"] == "/datasets/0"
    assert not Membership.objects.exists()


def test_the_database_refuses_a_member_that_is_both_or_neither(owner: Caller) -> None:
    a, b, dataset = make(owner), make(owner), make_dataset(owner)
    for fields in ({}, {"dataset": dataset, "child": b}, {"child": a}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(collection=a, added_by=owner.known, **fields)


def test_rights_on_a_collection(owner: Caller) -> None:
    collection, friend = make(owner, access="private"), make_caller()
    principal = f"user:{friend.known.pk}"
    with pytest.raises(NotFound):
        add_members(actor=friend, collection_id=collection.pk)
    grant_collection_role(
        actor=owner, collection_id=collection.pk, principal=principal, role="viewer"
    )
    assert collection in Collection.objects.filter(readable_collections(friend))
    with pytest.raises(NotAllowed):
        add_members(actor=friend, collection_id=collection.pk)
    revoke_collection_role(actor=owner, collection_id=collection.pk, principal=principal)
    assert not Collection.objects.filter(readable_collections(friend)).exists()


def test_a_role_on_the_collection_is_no_role_on_its_members(owner: Caller) -> None:
    collection, friend = make(owner, access="private"), make_caller()
    secret = make_dataset(owner, access="private")
    add_members(actor=owner, collection_id=collection.pk, datasets=(secret.pk,))
    grant_collection_role(
        actor=owner,
        collection_id=collection.pk,
        principal=f"user:{friend.known.pk}",
        role="owner",
    )
    assert not members_seen(friend, collection).exists()


def test_an_editor_edits_but_only_an_owner_changes_the_access_level(owner: Caller) -> None:
    collection, friend = make(owner), make_caller()
    grant_collection_role(
        actor=owner,
        collection_id=collection.pk,
        principal=f"user:{friend.known.pk}",
        role="editor",
    )
    edit: dict[str, Any] = {
        "actor": friend,
        "collection_id": collection.pk,
        "description": "",
        "if_match": "*",
    }
    assert edit_collection(title="New", access="public", **edit).title == "New"
    with pytest.raises(NotAllowed):
        edit_collection(title="New", access="private", **edit)


def test_a_member_is_taken_out(owner: Caller) -> None:
    collection, dataset = make(owner), make_dataset(owner)
    add_members(actor=owner, collection_id=collection.pk, datasets=(dataset.pk,))
    remove_member(actor=owner, collection_id=collection.pk, member_id=dataset.pk)
    with pytest.raises(NotFound):
        remove_member(actor=owner, collection_id=collection.pk, member_id=dataset.pk)
