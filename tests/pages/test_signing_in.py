"""Sign in: back to where one was, slow for those who guess; sign out; error pages."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from tests.pages.world import PASSWORD, World, give_password


def sign_in(client: Client, name: str, password: str, back: str = "/") -> int:
    answer = client.post("/admin/login/", {"username": name, "password": password, "next": back})
    return answer.status_code


def test_signing_in_leads_back_to_where_one_was(world: World) -> None:
    give_password(world.viewer)
    client = Client()
    page = f"/datasets/{world.private.pk}/edit"
    asked = client.get(page)
    back = asked["Location"]
    answer = client.post(back, {"username": "vera", "password": PASSWORD, "next": page})
    assert answer["Location"] == page


def test_a_foreign_address_is_no_place_to_go_back_to(world: World) -> None:
    give_password(world.viewer)
    answer = Client().post(
        "/admin/login/",
        {"username": "vera", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert "evil" not in answer["Location"]


def test_a_wrong_password_is_told_without_saying_which_half_is_wrong(world: World) -> None:
    for name in ("vera", "nobody-at-all"):
        page = Client().post("/admin/login/", {"username": name, "password": "x"})
        assert "do not fit together" in page.content.decode()


def test_guessing_is_slowed_even_with_the_right_password_at_last(
    world: World, settings: Settings
) -> None:
    rates = {**configured.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "login": "3/min"}
    settings.REST_FRAMEWORK = {**configured.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    give_password(world.viewer)
    client = Client()
    for _ in range(3):
        assert sign_in(client, "vera", "guess") == 200
    assert sign_in(client, "vera", PASSWORD) == 200
    page = client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    assert "Too many attempts" in page.content.decode()


def test_signing_out_takes_a_post_and_shows_the_public_page(world: World) -> None:
    client = world.client("owner")
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/", {"next": "/"})["Location"] == "/"
    assert "Sign in" in client.get("/").content.decode()


def test_the_chosen_theme_is_drawn_by_the_server(world: World) -> None:
    client = world.client("nobody")
    assert "data-theme" not in client.get("/").content.decode().split(">")[1]
    client.cookies["theme"] = "dark"
    assert '<html lang="en" data-theme="dark">' in client.get("/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="' not in client.get("/").content.decode().split("<head>")[0]


def test_an_unknown_address_is_a_page_with_a_request_id(world: World) -> None:
    answer = world.client("nobody").get("/nothing/here", headers={"X-Request-ID": "abc-123"})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "abc-123" in page
    assert "Sign in" in page


def test_a_form_of_another_session_is_refused_with_what_to_do(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner.known)
    answer = client.post(f"/datasets/{world.public.pk}/edit", {"title": "x"})
    assert answer.status_code == 403
    assert "what you typed is still in the form" in answer.content.decode()


def test_a_fault_of_ours_is_a_page_that_asks_nothing_of_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("catalog.pages.dataset.owners_of", broken)
    client = world.client("owner")
    client.raise_request_exception = False
    answer = client.get(f"/datasets/{world.public.pk}")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "fault of the catalogue" in page
    assert "RuntimeError" not in page


def test_a_form_that_is_too_large_is_413_and_says_what_to_do(
    world: World, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = {"title": "x", "description": "y" * 2000}
    address = f"/datasets/{world.public.pk}/edit"
    answer = world.client("owner").post(
        address, urlencode(sent), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "That is too large" in answer.content.decode()
