"""Each page and each state, at each width and in both themes: axe finds nothing, nothing spills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalog.alerts.subscribing import mark_read
from catalog.datasets.lifecycle import withdraw_dataset
from catalog.migrating.drafting import edit_migration, propose_migration
from catalog.migrating.running import rehearse_migration
from catalog.models import ExportJob, Match, SavedSearch, Subscription
from catalog.pages import search as search_pages
from catalog.saved.services import create_saved_search
from catalog.schemas.register import register_schema
from catalog.schemas.reviewing import add_note
from collections_app.models import Collection
from collections_app.services import create_collection
from search.engines.base import EngineDown
from search.models import DeadLetter, DriftState, RebuildState
from tests.alerts.working import alert, work
from tests.browser.driving import Visitor
from tests.builders import SUBJECT_SCHEMA, make_dataset, make_schema, subject_record
from tests.migrating.world import apply, rehearse
from tests.pages.world import World

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
Look = dict[str, Any]
Request = pytest.FixtureRequest
AGE_AS_TEXT: dict[str, Any] = {
    **SUBJECT_SCHEMA,
    "required": ["species", "sex", "age"],
    "properties": {
        "species": {"type": "string"},
        "sex": {"type": "string", "enum": ["Female", "Male"]},
        "age": {"type": "string"},
    },
}
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
        "search-table": "/search?q=mice&view=table&column=age&column=species",
        "search-build": "/search/build?q=mice+test/subject:(sex:Female+age:>60)",
        "search-build-mistake": "/search/build?q=mice+age:old",
        "search-properties": "/search/properties?q=mice",
        "compare": f"/compare?pick={world.public.pk}&pick={world.derived.pk}",
        "compare-too-few": f"/compare?pick={world.public.pk}",
        "search-range": "/search?q=4..10+km",
        "nothing-found": "/search?q=mice&species=Rattus",
        "nothing-near": "/search?q=mice&age.gte=70&age.lte=80",
        "search-mistake": "/search?age.gte=old&nope=1",
        "query-mistake": "/search?q=mice+speces:x",
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
        "saved-shared": "/saved/?whose=others",
        "saved-public": f"/saved/{saved_public(world).pk}",
        "collections": "/collections/",
        "collection-dynamic": f"/collections/{dynamic(world).pk}",
        "collection": f"/collections/{world.collection.pk}",
        "schemas": "/schemas/",
        "schema": "/schemas/test/subject",
        "vocabularies": "/vocabularies/",
        "vocabulary": "/vocabularies/icb/regions",
        "term": "/vocabularies/icb/regions?term=R%3A2",
        "terms-found": "/vocabularies/icb/regions?q=lat",
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
        "record-json": f"{dataset}/records/test/subject?as=json",
        "record-choose": f"{dataset}/records/new?q=sub",
        "record-new": f"/datasets/{world.private.pk}/records/test/subject",
        "history": f"{dataset}/history",
        "share": f"{dataset}/share",
        "access": f"{dataset}/access",
        "withdraw": f"{dataset}/withdraw",
        "new": "/datasets/new",
        "files": f"/datasets/{world.discoverable.pk}/files",
        "files-of-mine": "/files?glob=*",
        "exports": "/exports/",
        "export": f"/exports/{an_export(world).pk}",
        "export-new": "/exports/?query=q%3Dmice",
        "account": "/account/",
        "saved": "/saved/",
        "saved-new": "/saved/new?q=mice&age.gte=50",
        "saved-search": f"/saved/{saved_public(world).pk}",
        "saved-broken": f"/saved/{saved_broken(world).pk}",
        "notices": "/notices/",
        "collection-dynamic-new": "/collections/new?query=q%3Dmice",
        "collection-edit": f"/collections/{world.collection.pk}/edit",
    }


def an_export(world: World) -> ExportJob:
    """One that failed: the page of one that runs looks again by itself."""
    return ExportJob.objects.create(
        owner=world.owner.known,
        query="q=mice",
        format="csv",
        total=20,
        done=5,
        state=ExportJob.State.FAILED,
        reason="The disk is full. Nothing was lost but the export.",
    )


def saved_public(world: World) -> SavedSearch:
    name = "Mice of more than fifty days, seen with two photons, for the paper on aging"
    return create_saved_search(
        actor=world.owner, name=name, query="q=mice&age.gte=50", access="public"
    )


def saved_broken(world: World) -> SavedSearch:
    search = create_saved_search(actor=world.owner, name="Weights", query="q=mice")
    SavedSearch.objects.filter(pk=search.pk).update(query="agee.gte=50&q=mice")
    return search


def dynamic(world: World) -> Collection:
    return create_collection(
        actor=world.owner, title="All mice", access="public", query="q=mice&age.gte=50"
    )


def told(world: World) -> None:
    """Notices of the owner, one of them read, and an alert that was stopped."""
    alert(world.owner, "q=notable")
    stopped = alert(world.owner, "q=finches")
    Subscription.objects.filter(pk=stopped.pk).update(stopped="It answered 500.")
    for number in range(2):
        make_dataset(world.owner, title=f"Notable mice, part {number}")
    work()
    first = Match.objects.order_by("pk").first()
    assert first is not None
    mark_read(actor=world.owner, notices=[first.pk])


def pages_of_the_administrator(world: World) -> dict[str, str]:
    return {
        "lists": "/admin/",
        "list-of-datasets": "/admin/catalog/dataset/",
        "list-of-people": "/admin/catalog/user/",
        "person": f"/admin/catalog/user/{world.stranger.known.pk}/change/",
        "person-new": "/admin/catalog/user/add/",
        "list-of-audit-entries": "/admin/catalog/auditentry/",
        "empty-list": "/admin/search/deadletter/",
        "search-index": "/operations/search-index",
        "password": "/admin/password_change/",
        "vocabulary-import": "/vocabularies/import",
        "vocabulary-draft": "/vocabularies/icb/regions?version=1.1.0&term=R%3A4",
    }


def pages_of_the_steward(world: World) -> dict[str, str]:
    """Writing schemas and vocabularies: empty, begun, with a breaking change."""
    steward = world.administrator
    content = {**SUBJECT_SCHEMA, "required": ["species", "age"]}
    register_schema(actor=steward, name="test/subject", version="1.1.0", content=content)
    add_note(actor=steward, name="test/subject", version="1.1.0", kind="request", text="Please.")
    return {
        "schema-new": "/schemas/new",
        "schema-next": "/schemas/new?from=test/subject&version=1.0.0",
        "schema-edit": "/schemas/test/subject/edit?version=1.1.0",
        "schema-draft": "/schemas/test/subject?version=1.1.0",
        "schema-compare": "/schemas/test/subject/compare?old=1.0.0&new=1.1.0",
        "schema-publish": "/schemas/test/subject/publish?version=1.1.0",
        "vocabulary-new": "/vocabularies/new",
        "vocabulary-next": "/vocabularies/new?from=icb/regions",
    }


def leave_something_to_do() -> None:
    """A rebuild that was broken off, a document given up, a difference found."""
    RebuildState.objects.create(done=3, total=8, reason="no space left on device")
    DeadLetter.objects.create(kind="dataset", key="0" * 36, reason="ValueError: " + "no " * 200)
    DriftState.objects.create(compared=90, found=1, finding="dataset 1 is older", report="fine")


def pages_of_migrations(world: World) -> dict[str, str]:
    """With an undecided operation, an applied one, failures, pairs and what is left."""
    steward, made = world.administrator, world.owner
    make_dataset(made, title="No age", records=(subject_record(sex="Male"),))
    make_schema(version="2.0.0", content=AGE_AS_TEXT)
    migration, _ = propose_migration(
        actor=steward, name="test/subject", source="1.0.0", target="2.0.0"
    )
    edited = edit_migration(
        actor=steward,
        migration_id=migration.pk,
        operations=[{"op": "convert_type", "path": "age", "to": "text"}],
        if_match="*",
    )
    rehearsal = rehearse(steward, edited)
    run = apply(steward, rehearsal)
    undecided, _ = propose_migration(
        actor=steward, name="test/subject", source="2.0.0", target="1.0.0"
    )
    waiting = rehearse_migration(actor=steward, migration_id=edited.pk)
    return {
        "schema-of-steward": "/schemas/test/subject",
        "properties": "/schemas/test/subject/properties",
        "migrations": "/schemas/test/subject/migrations",
        "migration": f"/migrations/{edited.pk}",
        "migration-undecided": f"/migrations/{undecided.pk}",
        "rehearsal": f"/migrations/runs/{rehearsal.pk}",
        "run": f"/migrations/runs/{run.pk}",
        "rehearsal-waiting": f"/migrations/runs/{waiting.pk}",
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
    told(world)
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


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_a_steward(world: World, enter: Enter, look: Look, request: Request) -> None:
    pages = pages_of_the_steward(world)
    visitor = enter(**look)
    visitor.sign_in("root")
    assert look_at(visitor, pages, request.node.callspec.id) == []


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[2]])
def test_an_index_that_needs_an_administrator(
    world: World, enter: Enter, look: Look, request: Request
) -> None:
    leave_something_to_do()
    visitor = enter(**look)
    visitor.sign_in("root")
    pages = {"search-index-in-trouble": "/operations/search-index"}
    assert look_at(visitor, pages, request.node.callspec.id) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_migrations(world: World, enter: Enter, look: Look, request: Request) -> None:
    pages = pages_of_migrations(world)
    visitor = enter(**look)
    visitor.sign_in("root")
    assert look_at(visitor, pages, request.node.callspec.id) == []


def test_an_outage_of_search(world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(**_: object) -> None:
        raise EngineDown("no answer")

    monkeypatch.setattr(search_pages, "search", down)
    visitor = enter()
    assert look_at(visitor, {"search-down": "/search?q=mice"}, "1280-light") == []
