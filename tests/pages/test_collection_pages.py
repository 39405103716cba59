"""Collections on pages."""

from __future__ import annotations

from collections_app.models import Collection
from tests.pages.world import World


def test_a_collection_shows_each_reader_their_members(world: World) -> None:
    address = f"/collections/{world.collection.pk}"
    assert "crocodile" in world.client("viewer").get(address).content.decode()
    page = world.client("nobody").get(address).content.decode()
    assert "Two-photon movies of mice" in page
    assert "crocodile" not in page


def test_a_collection_is_made_filled_and_edited(world: World) -> None:
    client = world.client("stranger")
    assert client.post("/collections/new", {"title": "", "access": "public"}).status_code == 422
    made = client.post("/collections/new", {"title": "Course", "access": "public"})
    collection = Collection.objects.get(title="Course")
    assert made["Location"] == f"/collections/{collection.pk}"
    address = f"/collections/{collection.pk}/edit"
    assert client.post(address, {"add": world.public.pid}).status_code == 302
    assert client.post(address, {"add": world.private.pid}).status_code == 422
    assert collection.members.get().dataset_id == world.public.pk
    collection.refresh_from_db()
    sent = {"title": "Course 2", "access": "public", "if_match": collection.etag}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"title": "Course 3"}).status_code == 412
    collection.refresh_from_db()
    assert collection.title == "Course 2"


def test_a_private_collection_is_nowhere_for_others(world: World) -> None:
    client = world.client("owner")
    client.post("/collections/new", {"title": "Quiet plans", "access": "private"})
    collection = Collection.objects.get(title="Quiet plans")
    client.post(f"/collections/{collection.pk}/edit", {"add": world.public.pid})
    stranger = world.client("stranger")
    assert stranger.get(f"/collections/{collection.pk}").status_code == 404
    for page in ("/", "/collections/", f"/datasets/{world.public.pk}", "/search?type=collection"):
        assert "Quiet plans" not in stranger.get(page).content.decode()
