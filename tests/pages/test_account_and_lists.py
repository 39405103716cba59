"""One's tokens, and Django's lists under our policy."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from catalog.access.tokens import create_token
from catalog.models import ApiToken, AuditEntry, User
from tests.pages.world import SECRET_TITLE, World

MODELS = ("dataset", "computation", "schemaversion", "property", "apitoken")
ADMINISTRATORS_ONLY = (
    *("catalog/auditentry", "catalog/user", "catalog/organization", "auth/group"),
    *("search/outboxmark", "search/deadletter"),
)


def test_a_token_is_shown_once_and_works(world: World) -> None:
    client = world.client("owner")
    made = client.post("/account/", {"name": "pipeline", "scopes": ["read"], "days": "30"})
    page = made.content.decode()
    secret = re.search(r'id="secret"[^>]*>(holo_[^<]+)<', page)
    assert secret is not None
    assert made["Cache-Control"] == "no-store"
    assert f"Authorization: Bearer {secret[1]}" in page
    assert secret[1] not in client.get("/account/").content.decode()
    caller = Client(headers={"Authorization": f"Bearer {secret[1]}"})
    assert caller.get("/api/v1/me").status_code == 200


def test_a_token_without_a_name_is_refused_at_its_field(world: World) -> None:
    answer = world.client("owner").post("/account/", {"name": " ", "scopes": ["read"]})
    assert answer.status_code == 422
    assert "Give the token a name" in answer.content.decode()


def test_a_revoked_token_is_gone_and_another_persons_is_not_to_be_had(world: World) -> None:
    token, secret = create_token(actor=world.owner, name="mine")
    theirs, _ = create_token(actor=world.viewer, name="theirs")
    client = world.client("owner")
    assert client.post("/account/", {"revoke": str(theirs.pk)}).status_code == 404
    assert client.post("/account/", {"revoke": str(token.pk)}).status_code == 302
    assert list(ApiToken.objects.all()) == [theirs]
    caller = Client(headers={"Authorization": f"Bearer {secret}"})
    assert caller.get("/api/v1/me").status_code == 401
    assert AuditEntry.objects.filter(action="token.revoke").count() == 1


@pytest.mark.parametrize(
    "model", [*(f"catalog/{name}" for name in MODELS), "collections_app/collection"]
)
@pytest.mark.parametrize("who", ["stranger", "owner", "administrator"])
def test_lists_open_for_everybody_signed_in(world: World, model: str, who: str) -> None:
    assert world.client(who).get(f"/admin/{model}/").status_code == 200


@pytest.mark.parametrize("model", ADMINISTRATORS_ONLY)
def test_lists_of_the_catalogue_itself_are_for_administrators(world: World, model: str) -> None:
    assert world.client("administrator").get(f"/admin/{model}/").status_code == 200
    assert world.client("owner").get(f"/admin/{model}/").status_code == 403
    assert model not in world.client("owner").get("/admin/").content.decode()


def test_a_list_shows_what_its_reader_may_see(world: World) -> None:
    assert SECRET_TITLE in world.client("viewer").get("/admin/catalog/dataset/").content.decode()
    page = world.client("stranger").get("/admin/catalog/dataset/").content.decode()
    assert SECRET_TITLE not in page
    assert "4 datasets" in page
    runs = world.client("stranger").get("/admin/catalog/computation/").content.decode()
    assert "embargoed zyxomma run" not in runs


def test_a_filter_of_a_list_tells_nothing_of_hidden_rows(world: World) -> None:
    address = f"/admin/catalog/dataset/?current__title__startswith={SECRET_TITLE[:4]}"
    assert world.client("stranger").get(address).status_code in (302, 400)


def test_a_row_of_a_list_leads_to_its_own_page(world: World) -> None:
    address = f"/admin/catalog/dataset/{world.public.pk}/change/"
    answer = world.client("owner").get(address)
    assert answer["Location"] == f"/datasets/{world.public.pk}"


@pytest.mark.parametrize("verb", ["add/", "{pk}/delete/", "{pk}/change/"])
def test_lists_write_nothing(world: World, verb: str) -> None:
    address = f"/admin/catalog/dataset/{verb.format(pk=world.public.pk)}"
    answer = world.client("administrator").post(address, {"post": "yes", "access": "private"})
    assert answer.status_code in (302, 403)
    world.public.refresh_from_db()
    assert (world.public.access, world.public.revision) == ("public", 1)


def test_a_change_of_an_account_is_audited(world: World) -> None:
    client, user = world.client("administrator"), world.stranger.known
    answer = client.post(
        f"/admin/catalog/user/{user.pk}/change/",
        {"username": "sam", "is_active": "on", "is_steward": "on", "orcid": ""},
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).is_steward
    entry = AuditEntry.objects.get(action="user.change")
    assert entry.actor == world.administrator.user
    assert "is_steward" in entry.details["changed"]


def test_nobody_makes_themselves_administrator(world: World) -> None:
    user = world.stranger.known
    address = f"/admin/catalog/user/{user.pk}/change/"
    answer = world.client("stranger").post(address, {"username": "sam", "is_superuser": "on"})
    assert answer.status_code == 403
    assert not User.objects.get(pk=user.pk).is_superuser
