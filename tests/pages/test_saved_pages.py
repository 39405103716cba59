"""Saved searches and notices as pages."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.alerts.seeing import unread_of
from catalog.models import Match, Property, SavedSearch, Subscription
from catalog.saved.services import create_saved_search, grant_saved_search_role
from search.engines.base import EngineDown
from tests.alerts.working import alert, anew, work
from tests.builders import make_dataset
from tests.pages.world import SECRET_TITLE, World

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def post(client: Client, path: str, status: int = 302, **fields: str) -> str:
    answer = client.post(path, fields)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def saved(world: World, query: str = "q=mice", **more: str) -> SavedSearch:
    return create_saved_search(actor=world.owner, name="Mice search", query=query, **more)


def test_a_search_is_saved_from_its_page_with_an_alert(world: World) -> None:
    client = world.client("stranger")
    assert "Save search" in text(client, "/search?q=mice&age.gte=50")
    assert "Save search" not in text(world.client("nobody"), "/search?q=mice")
    query = "q=mice&age.gte=50&facets=species"
    post(client, "/saved/new", name="Old mice", query=query, channel="notice", rhythm="at_once")
    search = SavedSearch.objects.get()
    assert search.query == "age.gte=50&q=mice"
    assert Subscription.objects.get().channel == "notice"
    listed = text(client, "/saved/")
    assert "Old mice" in listed
    assert "Age ≥ 50 d" in listed
    assert "Notice on this site, at once" in listed


def test_saving_without_an_alert_and_without_a_name(world: World) -> None:
    client = world.client("stranger")
    page = post(client, "/saved/new", 422, name=" ", query="q=mice", channel="")
    assert "A saved search needs a name." in page
    post(client, "/saved/new", name="x", query="q=mice", channel="")
    assert not Subscription.objects.exists()
    refused = post(client, "/saved/new", 422, name="y", query="q=mice", channel="email")
    assert "has no e-mail address" in refused
    assert SavedSearch.objects.count() == 1, "all or nothing"


def test_the_list_counts_what_is_new_since_the_last_look(world: World) -> None:
    client = world.client("owner")
    search = saved(world)
    make_dataset(world.owner, title="More mice")
    work()
    assert '<td class="number">1</td>' in text(client, "/saved/")
    assert "1 new" in text(client, "/")
    answer = client.get(f"/saved/{search.pk}/results")
    assert answer["Location"] == "/search?q=mice"
    assert '<td class="number">0</td>' in text(client, "/saved/")


def test_a_broken_search_is_shown_with_its_repair(world: World) -> None:
    client = world.client("owner")
    search = saved(world, "age.gte=50&q=mice")
    Property.objects.filter(name="age").update(name="ages")
    assert "Broken" in text(client, "/saved/")
    assert "Broken" in text(client, "/")
    page = text(client, f"/saved/{search.pk}")
    assert "Use ages instead" in page
    post(client, f"/saved/{search.pk}", do="repair", repair="age.gte\tages", if_match=search.etag)
    search.refresh_from_db()
    assert search.query == "ages.gte=50&q=mice"
    assert "Broken" not in text(client, "/saved/")


def test_sharing_shows_the_question_and_no_more(world: World) -> None:
    search = saved(world, "q=zyxomma")
    stranger = world.client("stranger")
    text(stranger, f"/saved/{search.pk}", 404)
    label = f"user:{world.stranger.known.pk}"
    grant_saved_search_role(actor=world.owner, search_id=search.pk, principal=label, role="viewer")
    assert "Mice search" in text(stranger, "/saved/?whose=others")
    page = text(stranger, f"/saved/{search.pk}")
    assert "Remove this saved search" not in page
    assert SECRET_TITLE not in page
    post(stranger, f"/saved/{search.pk}", do="alert", channel="notice", rhythm="at_once")
    denied = post(stranger, f"/saved/{search.pk}", 403, do="delete", if_match="*")
    assert "not delete it" in denied


def test_a_public_one_is_everybodys_to_read_and_signing_in_comes_before_an_alert(
    world: World,
) -> None:
    search = saved(world, access="public")
    nobody = world.client("nobody")
    assert "Mice search" in text(nobody, "/saved/?whose=others")
    assert "feed.atom" in text(nobody, f"/saved/{search.pk}")
    answer = nobody.post(f"/saved/{search.pk}", {"do": "alert", "channel": "notice"})
    assert answer["Location"].startswith("/admin/login/")
    assert nobody.get("/notices/").status_code == 302


def test_sharing_by_name_and_taking_it_back(world: World) -> None:
    client, search = world.client("owner"), saved(world)
    at = f"/saved/{search.pk}"
    assert "Nobody here is called" in post(client, at, 422, do="share", who="nobody at all")
    post(client, at, do="share", who="sam")
    assert "Sam Example" in text(client, at)
    post(client, at, do="unshare", principal=f"user:{world.stranger.known.pk}")
    assert "Sam Example" not in text(client, at)
    assert "last owner" in post(
        client, at, 409, do="unshare", principal=f"user:{world.owner.known.pk}"
    )
    post(client, at, do="save", name="Renamed", access="internal", if_match=search.etag)
    assert "Renamed" in text(client, at)
    late = post(client, at, 412, do="save", name="Late", access="public", if_match=search.etag)
    assert 'value="Late"' in late, "what was typed stays"
    assert "Nothing was changed" in post(client, at, 412, do="delete", if_match=search.etag)
    search.refresh_from_db()
    post(client, at, do="delete", if_match=search.etag)
    text(client, at, 404)


def test_a_webhook_and_a_feed_show_their_secret_once(world: World) -> None:
    client, search = world.client("owner"), saved(world)
    at = f"/saved/{search.pk}"
    typed = {"do": "alert", "channel": "webhook", "rhythm": "daily"}
    assert "starts with https" in post(client, at, 422, **typed, target="ftp://example.org")
    page = post(client, at, 200, **typed, target="https://example.org/hook")
    assert "whsec_" in page
    assert "whsec_" not in text(client, at)
    assert "token=" in post(client, at, 200, do="feed")
    shown = text(client, at)
    assert "token=" not in shown
    assert "Revoke the secret address" in shown
    post(client, at, do="end-feed")
    post(client, at, do="end-alert")
    assert not Subscription.objects.exists()
    assert client.post(at, {"do": "nonsense"}).status_code == 400


def test_notices_say_why_and_can_be_read(world: World) -> None:
    client = world.client("stranger")
    alert(world.stranger, "q=mice")
    for number in range(2):
        make_dataset(world.owner, title=f"Notable mice {number}")
    make_dataset(world.owner, title="Unspeakable mice", access="private")
    work()
    page = text(client, "/notices/")
    assert "Notable mice 1" in page
    assert "in title" in page
    assert "Unspeakable" not in page
    assert "2 <span" in text(client, "/"), "the badge on every page"
    first = Match.objects.order_by("pk").first()
    assert first is not None
    post(client, "/notices/", read=str(first.pk))
    assert unread_of(anew(world.stranger)) == 1
    post(client, "/notices/")
    assert unread_of(anew(world.stranger)) == 0
    assert "No notice yet" in text(world.client("owner"), "/notices/")


def test_an_alert_that_was_stopped_says_so(world: World) -> None:
    row = alert(world.stranger, "q=mice")
    Subscription.objects.filter(pk=row.pk).update(stopped="3 messages in a row did not arrive.")
    client = world.client("stranger")
    assert "did not arrive" in text(client, "/notices/")
    assert "Stopped" in text(client, "/saved/")
    at = f"/saved/{row.search_id}"
    assert "did not arrive" in text(client, at)
    post(client, at, do="alert", channel="notice", rhythm="at_once")
    assert "did not arrive" not in text(client, at)


def test_pages_stand_while_search_is_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from search import service

    def down() -> None:
        raise EngineDown("no answer")

    search = saved(world)
    monkeypatch.setattr(service, "engine", down)
    client = world.client("owner")
    assert "Mice search" in text(client, "/saved/")
    assert "Mice search" in text(client, f"/saved/{search.pk}")
    assert "Saved searches" in text(client, "/")
    text(client, f"/saved/{search.pk}/feed.atom", 404)
