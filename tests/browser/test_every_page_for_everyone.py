"""Each page and each state, at each width and in both themes: axe finds nothing, nothing spills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalog.datasets.lifecycle import withdraw_dataset
from catalog.models import ExportJob
from catalog.pages import search as search_pages
from search.engines.base import EngineDown
from tests.browser.driving import Visitor
from tests.pages.world import World

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
Look = dict[str, Any]
Request = pytest.FixtureRequest
LOOKS = (
    pytest.param({"width": 320}, id="320-light"),
    pytest.param({"width": 768, "dark": True}, id="768-dark"),
    pytest.param({"width": 1024, "forced_colors": "active"}, id="1024-forced-colors"),
    pytest.param({"width": 1440, "reduced_motion": "reduce"}, id="1440-light"),
)


def pages_of(world: World) -> dict[str, str]:
    """Open to everybody; the states without a right, without results and without a page too."""
    return {
        "home": "/",
        "search": "/search?q=mice",
        "nothing-found": "/search?q=mice&species=Rattus",
        "search-mistake": "/search?age.gte=old&nope=1",
        "file-search": "/files",
        "files-found": "/files?q=nwb",
        "files-not-found": "/files?q=nonesuch",
        "files-mistake": "/files?sha256=x&size.gte=5&size.lte=4",
        "datasets": "/datasets/",
        "dataset": f"/datasets/{world.derived.pk}",
        "dataset-restricted": f"/datasets/{world.discoverable.pk}",
        "lineage": f"/datasets/{world.derived.pk}/lineage?depth=3",
        "files-refused": f"/datasets/{world.discoverable.pk}/files",
        "tombstone": f"/datasets/{world.published.pk}",
        "computations": "/computations/",
        "computation": f"/computations/{world.run.pk}",
        "collections": "/collections/",
        "collection": f"/collections/{world.collection.pk}",
        "schemas": "/schemas/",
        "schema": "/schemas/test/subject",
        "sign-in": "/admin/login/",
        "not-found": "/nothing/here",
    }


def pages_of_the_owner(world: World) -> dict[str, str]:
    dataset = f"/datasets/{world.public.pk}"
    return {
        "own-home": "/",
        "own-dataset": dataset,
        "edit": f"{dataset}/edit",
        "record": f"{dataset}/records/test/subject",
        "record-new": f"{dataset}/records/new",
        "history": f"{dataset}/history",
        "share": f"{dataset}/share",
        "access": f"{dataset}/access",
        "withdraw": f"{dataset}/withdraw",
        "new": "/datasets/new",
        "files": f"/datasets/{world.discoverable.pk}/files",
        "files-of-mine": "/files?glob=*",
        "exports": "/exports/",
        "export-new": "/exports/?query=q%3Dmice",
        "account": "/account/",
        "collection-edit": f"/collections/{world.collection.pk}/edit",
    }


def pages_of_the_administrator(world: World) -> dict[str, str]:
    return {
        "lists": "/admin/",
        "list-of-datasets": "/admin/catalog/dataset/",
        "list-of-people": "/admin/catalog/user/",
        "person": f"/admin/catalog/user/{world.stranger.known.pk}/change/",
        "person-new": "/admin/catalog/user/add/",
        "list-of-audit-entries": "/admin/catalog/auditentry/",
        "empty-list": "/admin/search/deadletter/",
        "password": "/admin/password_change/",
    }


def look_at(visitor: Visitor, pages: dict[str, str], look: str) -> list[str]:
    wrong = []
    for name, path in pages.items():
        visitor.open(path)
        if found := visitor.violations():
            wrong.append(f"{name}: {found}")
        if visitor.is_too_wide():
            wrong.append(f"{name}: wider than its window")
        visitor.picture(f"{name}-{look}")
    return wrong


@pytest.mark.parametrize("look", LOOKS)
def test_public_pages(world: World, enter: Enter, look: Look, request: Request) -> None:
    withdraw_dataset(
        actor=world.owner,
        dataset_id=world.published.pk,
        reason="A mistake.",
        if_match=world.published.etag,
    )
    visitor = enter(**look)
    assert look_at(visitor, pages_of(world), request.node.callspec.id) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_an_owner(world: World, enter: Enter, look: Look, request: Request) -> None:
    ExportJob.objects.create(owner=world.owner.known, query="q=mice", format="csv", total=2)
    visitor = enter(**look)
    visitor.sign_in("ada")
    assert look_at(visitor, pages_of_the_owner(world), request.node.callspec.id) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_an_administrator(
    world: World, enter: Enter, look: Look, request: Request
) -> None:
    visitor = enter(**look)
    visitor.sign_in("root")
    assert look_at(visitor, pages_of_the_administrator(world), request.node.callspec.id) == []


def test_an_outage_of_search(world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(**_: object) -> None:
        raise EngineDown("no answer")

    monkeypatch.setattr(search_pages, "search", down)
    visitor = enter()
    assert look_at(visitor, {"search-down": "/search?q=mice"}, "1280-light") == []
