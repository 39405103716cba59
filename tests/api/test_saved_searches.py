"""Saved searches over the API: who may do what, preconditions, sharing, alerts, feeds."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.models import AuditEntry, FeedToken, Organization, SavedSearch, Subscription, User
from search.engine import engine
from tests.alerts.working import work
from tests.apis import Connect, problems
from tests.builders import make_caller, make_dataset
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "stranger", "viewer", "colleague", "editor", "owner", "administrator")
LEVELS = ("private", "internal", "public")
RANK = {"viewer": 1, "colleague": 1, "editor": 2, "owner": 3, "administrator": 4}
LIST = "/api/v1/saved-searches"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _index(settings: Settings, tmp_path: Path) -> None:
    use_index(settings, tmp_path / "index")
    with engine().rebuild() as new:
        new.publish()


def save(client: APIClient, **more: Any) -> Any:
    body = {"name": "Mice", "query": "q=mice", **more}
    answer = client.post(LIST, body, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def reads(who: str, level: str) -> bool:
    return bool(RANK.get(who)) or level == "public" or (level == "internal" and who != "anonymous")


def expected(who: str, level: str, rank: int, good: int) -> int:
    if who == "anonymous":
        return 401
    if not reads(who, level):
        return 404
    return good if RANK.get(who, 0) >= rank else 403


def test_everybody_may_do_what_the_policy_says(connect: Connect) -> None:
    people = {who: make_caller(is_superuser=who == "administrator") for who in WHO[1:]}
    ours = Organization.objects.create(slug="ours", name="ours")
    people["colleague"].known.organizations.add(ours)
    clients = {who: connect(caller) for who, caller in people.items()} | {"anonymous": connect()}
    made = {level: save(clients["owner"], access=level) for level in LEVELS}
    for level in LEVELS:
        for who, role in (("viewer", "viewer"), ("editor", "editor"), ("colleague", "viewer")):
            principal = f"user:{people[who].known.pk}" if who != "colleague" else "org:ours"
            grant = {"principal": principal, "role": role}
            shared = clients["owner"].put(
                f"{LIST}/{made[level]['id']}/grants", grant, format="json"
            )
            assert shared.status_code == 200
    for who, level in itertools.product(WHO, LEVELS):
        client, at = clients[who], f"{LIST}/{made[level]['id']}"
        assert client.get(at).status_code == (200 if reads(who, level) else 404), (who, level)
        edited = client.patch(at, {"name": who}, format="json", HTTP_IF_MATCH="*")
        assert edited.status_code == expected(who, level, 2, 200), (who, level)
        grants = client.get(f"{at}/grants")
        assert grants.status_code == expected(who, level, 3, 200), (who, level)
        alert = client.put(f"{at}/alert", {}, format="json")
        assert alert.status_code == expected(who, level, 0, 200), (who, level)
        preview = client.get(f"{at}/alert/preview")
        assert preview.status_code == expected(who, level, 0, 200), (who, level)
        feed = client.post(f"{at}/feed-token")
        assert feed.status_code == expected(who, level, 0, 201), (who, level)
        if who not in ("owner", "administrator"):
            gone = client.delete(at, HTTP_IF_MATCH="*")
            assert gone.status_code == expected(who, level, 3, 204), (who, level)
    for who in WHO:
        listed = {row["id"] for row in clients[who].get(LIST).json()["results"]}
        assert listed == {made[level]["id"] for level in LEVELS if reads(who, level)}, who


def test_it_is_kept_in_one_spelling_and_audited(connect: Connect) -> None:
    owner = make_caller()
    made = save(connect(owner), query="?type=dataset&q=mice&cursor=x&limit=5")
    assert made["query"] == "q=mice"
    assert made["broken"] == []
    assert made["alert"] is None
    entry = AuditEntry.objects.get(action="saved_search.create")
    assert entry.object_id == made["id"]
    assert entry.details["query"] == "q=mice"


def test_what_cannot_be_asked_is_refused_with_its_parameter(connect: Connect) -> None:
    client = connect(make_caller())
    answer = client.post(LIST, {"name": "x", "query": "creatr=Ada&created.gte=old"}, format="json")
    found = problems(answer, 422)
    assert {each["parameter"] for each in found} == {"creatr", "created.gte"}
    assert "did you mean creator" in " ".join(each["detail"] for each in found)
    faulty = client.post(LIST, {"name": " ", "access": "open"}, format="json")
    assert faulty.status_code == 422
    assert not SavedSearch.objects.exists()


def test_an_edit_needs_the_tag_that_was_read(connect: Connect) -> None:
    client = connect(make_caller())
    made = save(client)
    at = f"{LIST}/{made['id']}"
    assert client.patch(at, {"name": "b"}, format="json").status_code == 428
    edited = client.patch(at, {"name": "b"}, format="json", HTTP_IF_MATCH=made["etag"])
    assert edited.json()["name"] == "b"
    late = client.patch(at, {"name": "c"}, format="json", HTTP_IF_MATCH=made["etag"])
    assert late.status_code == 412
    assert client.get(at, HTTP_IF_NONE_MATCH=edited["ETag"]).status_code == 304
    assert client.delete(at, HTTP_IF_MATCH=made["etag"]).status_code == 412
    assert client.delete(at, HTTP_IF_MATCH=edited["ETag"]).status_code == 204
    assert not SavedSearch.objects.exists()


def test_only_an_owner_changes_who_sees_it_and_the_last_stays(connect: Connect) -> None:
    owner, editor = make_caller(), make_caller()
    client = connect(owner)
    at = f"{LIST}/{save(client)['id']}"
    grant = {"principal": f"user:{editor.known.pk}", "role": "editor"}
    client.put(f"{at}/grants", grant, format="json")
    widened = connect(editor).patch(at, {"access": "public"}, format="json", HTTP_IF_MATCH="*")
    assert widened.status_code == 403
    assert client.delete(f"{at}/grants/user:{owner.known.pk}").status_code == 409
    assert client.delete(f"{at}/grants/user:{editor.known.pk}").status_code == 204
    assert client.delete(f"{at}/grants/user:{editor.known.pk}").status_code == 404
    assert connect(editor).get(at).status_code == 404


def test_an_alert_and_its_notices(connect: Connect) -> None:
    owner = make_caller()
    client = connect(owner)
    at = f"{LIST}/{save(client)['id']}"
    set_ = client.put(f"{at}/alert", {"rhythm": "daily"}, format="json").json()
    assert (set_["channel"], set_["rhythm"], set_["secret"]) == ("notice", "daily", "")
    assert client.get(at).json()["alert"]["rhythm"] == "daily"
    work()
    dataset = make_dataset(title="New mice")
    make_dataset(title="Hidden mice", access="private")
    work()
    [notice] = client.get("/api/v1/notices").json()["results"]
    assert (notice["of"], notice["title"], notice["read"]) == (str(dataset.pk), "New mice", False)
    assert notice["why"] == [{"field": "title", "text": "New mice"}]
    assert connect(make_caller()).get("/api/v1/notices").json()["results"] == []
    assert connect().get("/api/v1/notices").status_code == 401
    strange = connect(make_caller())
    other = strange.post("/api/v1/notices/read", {"notices": [notice["id"]]}, format="json")
    assert other.json() == {"read": 0}
    assert client.post("/api/v1/notices/read", {}, format="json").json() == {"read": 1}
    assert client.get("/api/v1/notices").json()["results"][0]["read"] is True
    found = client.get(f"{at}/alert/preview").json()
    assert found["matches"] == 1
    assert found["messages"] == {"at_once": 1, "daily": 1, "weekly": 1}
    assert client.delete(f"{at}/alert").status_code == 204
    assert client.delete(f"{at}/alert").status_code == 404


def test_a_webhooks_secret_is_shown_once(connect: Connect) -> None:
    client = connect(make_caller())
    at = f"{LIST}/{save(client)['id']}"
    body = {"channel": "webhook", "target": "https://example.org/hook"}
    first = client.put(f"{at}/alert", body, format="json").json()["secret"]
    assert first.startswith("whsec_")
    assert client.put(f"{at}/alert", body, format="json").json()["secret"] == ""
    assert Subscription.objects.get().secret == first
    assert first not in client.get(at).content.decode()


def entries(client: APIClient, address: str) -> set[str]:
    answer = client.get(address.removeprefix("http://localhost:8000"))
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    return {entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")}


def test_a_feed_shows_what_its_reader_may_see_now(connect: Connect) -> None:
    owner = make_caller()
    client, nobody = connect(owner), connect()
    make_dataset(owner, title="Open mice & <men>")
    make_dataset(owner, title="Private mice", access="private")
    drain_all()
    made = save(client)
    assert nobody.get(made["feed"]).status_code == 404
    feed = client.post(f"{LIST}/{made['id']}/feed-token").json()["feed"]
    secret = feed.partition("token=")[2]
    assert not FeedToken.objects.filter(digest__contains=secret).exists()
    assert entries(nobody, feed) == {"Open mice & <men>", "Private mice"}
    assert nobody.get(f"{made['feed']}?token=wrong").status_code == 404
    at = f"{LIST}/{made['id']}"
    client.patch(at, {"access": "public"}, format="json", HTTP_IF_MATCH="*")
    assert entries(nobody, made["feed"]) == {"Open mice & <men>"}
    other = save(client, name="Other")
    assert nobody.get(f"{other['feed']}?token={secret}").status_code == 404
    User.objects.filter(pk=owner.known.pk).update(is_active=False)
    assert nobody.get(feed).status_code == 404
    User.objects.filter(pk=owner.known.pk).update(is_active=True)
    assert client.delete(f"{at}/feed-token").status_code == 204
    assert nobody.get(feed).status_code == 404


def test_an_administrators_feed_has_no_power_over_everything(connect: Connect) -> None:
    root: Caller = make_caller(is_superuser=True)
    make_dataset(title="Somebody's private mice", access="private")
    drain_all()
    client = connect(root)
    made = save(client)
    feed = client.post(f"{LIST}/{made['id']}/feed-token").json()["feed"]
    assert entries(connect(), feed) == set()
