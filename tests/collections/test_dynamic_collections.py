"""Dynamic collections: members are what a query finds, for each reader; frozen, they stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.access.caller import ANONYMOUS, Caller
from catalog.datasets.lifecycle import withdraw_dataset
from catalog.errors import Conflict, Invalid, NotFound
from catalog.models import Property
from collections_app import dynamic
from collections_app.dynamic import members_found
from collections_app.freezing import freeze_collection
from collections_app.models import Collection
from collections_app.queries import members_seen
from collections_app.services import add_members, create_collection, edit_collection
from search.engine import engine
from tests.apis import Connect
from tests.builders import make_caller, make_dataset
from tests.pages.world import World
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(settings: Settings, tmp_path: Path) -> Caller:
    use_index(settings, tmp_path / "index")
    with engine().rebuild() as new:
        new.publish()
    return make_caller()


def make(owner: Caller, query: str = "q=mice", access: str = "public") -> Collection:
    return create_collection(actor=owner, title="Mice", access=access, query=query)


def titles(caller: Caller, collection: Collection) -> set[str]:
    return {hit.source["title"] for hit in members_found(caller, collection).result.hits}


def test_each_reader_has_the_members_that_they_may_see(owner: Caller) -> None:
    collection = make(owner)
    make_dataset(owner, title="Open mice")
    make_dataset(owner, title="Private mice", access="private")
    make_dataset(owner, title="Rats")
    drain_all()
    assert titles(owner, collection) == {"Open mice", "Private mice"}
    assert titles(ANONYMOUS, collection) == {"Open mice"}
    make_dataset(owner, title="Later mice")
    drain_all()
    assert titles(ANONYMOUS, collection) == {"Open mice", "Later mice"}


@pytest.mark.parametrize("query", ["creatr=Ada", "type=computation", "q=" + "x" * 9000, "q=\x01"])
def test_a_query_that_has_no_members_is_refused(owner: Caller, query: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(owner, query)
    assert refused.value.problems[0]["pointer"] == "/query"
    assert not Collection.objects.exists()


def test_members_are_added_by_hand_or_found_and_never_both(owner: Caller) -> None:
    found, by_hand = make(owner), create_collection(actor=owner, title="C")
    dataset = make_dataset(owner)
    with pytest.raises(Conflict):
        add_members(actor=owner, collection_id=found.pk, datasets=(dataset.pk,))
    with pytest.raises(Conflict):
        edit_collection(actor=owner, collection_id=by_hand.pk, query="q=a", if_match="*")
    edit_collection(actor=owner, collection_id=found.pk, query="?q=rats&type=dataset", if_match="*")
    found.refresh_from_db()
    assert found.query == "q=rats"


def test_frozen_it_keeps_what_the_freezer_saw(owner: Caller) -> None:
    collection, reader = make(owner), make_caller()
    open_ = make_dataset(owner, title="Open mice")
    make_dataset(owner, title="Private mice", access="private")
    gone = make_dataset(owner, title="Gone mice")
    drain_all()
    withdraw_dataset(actor=owner, dataset_id=gone.pk, reason="r", if_match="*")
    snapshot = freeze_collection(actor=reader, collection_id=collection.pk)
    assert (snapshot.query, snapshot.access, snapshot.snapshot_of) == (None, "private", collection)
    assert snapshot.pid != collection.pid
    assert [row.dataset for row in members_seen(reader, snapshot)] == [open_]
    make_dataset(owner, title="Later mice")
    drain_all()
    assert members_seen(reader, snapshot).count() == 1
    with pytest.raises(Conflict):
        freeze_collection(actor=reader, collection_id=snapshot.pk)
    hidden = make(owner, access="private")
    with pytest.raises(NotFound):
        freeze_collection(actor=reader, collection_id=hidden.pk)


def test_too_much_to_list_is_not_frozen(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamic, "MOST_KNOWN", 1)
    collection = make(owner)
    for _ in range(2):
        make_dataset(owner, title="Mice")
    drain_all()
    with pytest.raises(Conflict):
        freeze_collection(actor=owner, collection_id=collection.pk)
    assert Collection.objects.count() == 1


def test_over_the_api_in_pages(owner: Caller, connect: Connect) -> None:
    client = connect(owner)
    body = {"title": "Mice", "access": "public", "query": "q=mice"}
    made = client.post("/api/v1/collections", body, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["query"] == "q=mice"
    keys = {str(make_dataset(owner, title=f"Mice {number}").pk) for number in range(5)}
    make_dataset(owner, title="Secret mice", access="private")
    drain_all()
    nobody, seen, address = connect(), [], made.json()["members"] + "?limit=2"
    while address:
        page = nobody.get(address)
        assert page.status_code == 200, page.content
        seen += [row["id"] for row in page.json()["results"]]
        address = page.json()["next"]
    assert sorted(seen) == sorted(keys)
    beyond = made.json()["members"] + "?cursor=" + "_" * 21 + "w"
    assert nobody.get(beyond).json() == {"results": [], "next": None}
    frozen = client.post(f"/api/v1/collections/{made.json()['id']}/freeze", {}, format="json")
    assert frozen.status_code == 201, frozen.content
    members = client.get(frozen.json()["members"]).json()["results"]
    assert {row["id"] for row in members} > keys


def test_on_its_page(world: World) -> None:
    client = world.client("owner")
    assert (
        'name="query" value="q=mice"'
        in client.get("/collections/new?query=q%3Dmice").content.decode()
    )
    fields = {"title": "Found", "access": "public", "query": "q=mice&age.gte=50"}
    made = client.post("/collections/new", fields)["Location"]
    page = client.get(made).content.decode()
    assert "Two-photon movies of mice" in page
    assert "Age ≥ 50 d" in page
    assert "Freeze as it is now" in page
    nobody = world.client("nobody").get(made).content.decode()
    assert "Freeze" not in nobody
    snapshot = client.post(f"{made}/freeze")["Location"]
    assert "Two-photon movies of mice" in client.get(snapshot).content.decode()
    Property.objects.filter(name="age").update(name="ages")
    assert "cannot be asked any more" in client.get(made).content.decode()
    assert 'name="query"' in client.get(f"{made}/edit").content.decode()
    refused = client.post("/collections/new", {**fields, "query": "nope=1"})
    assert refused.status_code == 422
    assert "is no parameter" in refused.content.decode()
