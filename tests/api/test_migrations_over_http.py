"""Migrations over the API: the whole way, what is refused, and who sees which record."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.migrating.working import work_once
from catalog.models import AuditEntry, Migration, SchemaGrant
from tests.apis import Connect, problems
from tests.builders import make_caller, make_steward
from tests.migrating.world import DROP, NAME, NUMBER, RENAME, publish_both, ready, record_of, weigh

pytestmark = pytest.mark.django_db
API = "/api/v1/migrations"
BETWEEN = {"schema": NAME, "from": "1.0.0", "to": "2.0.0"}


@pytest.fixture
def steward() -> Caller:
    publish_both()
    return make_steward()


def work() -> None:
    while work_once(lambda seconds: False):
        pass


def test_from_the_proposal_to_the_undo(steward: Caller, connect: Connect) -> None:
    good, bad = weigh("20 g"), weigh("heavy")
    client = connect(steward)
    made = client.post(API, BETWEEN, format="json")
    assert made.status_code == 201
    migration = made.json()
    assert (migration["state"], len(migration["sentences"])) == ("draft", 3)
    assert [p["pointer"] for p in migration["problems"]] == ["/operations/2"]
    again = client.post(API, BETWEEN, format="json")
    assert (again.status_code, again.json()["id"]) == (200, migration["id"])
    refused = client.post(f"{API}/{migration['id']}/rehearse", {}, format="json")
    assert [p["pointer"] for p in problems(refused, 422)] == ["/operations/2"]

    edited = client.put(
        f"{API}/{migration['id']}/operations",
        {"operations": [NUMBER, RENAME, DROP]},
        format="json",
        HTTP_IF_MATCH=made["ETag"],
    )
    assert (edited.status_code, edited.json()["state"]) == (200, "ready")
    started = client.post(f"{API}/{migration['id']}/rehearse", {}, format="json")
    assert started.status_code == 201
    rehearsal = started.json()
    assert (rehearsal["state"], rehearsal["total"], rehearsal["done"]) == ("waiting", 2, 0)
    problems(client.post(f"{rehearsal['url']}/apply", {}, format="json"), 409)
    work()
    shown = client.get(rehearsal["url"]).json()
    assert (shown["state"], shown["done"], shown["hidden"]) == ("finished", 2, 0)
    assert shown["counts"] == {"migrated": 1, "failed": 1, "left": 0, "edited": 0}

    [failed] = client.get(f"{rehearsal['outcomes']}?state=failed").json()["results"]
    assert failed["dataset"] == str(bad.pk)
    assert failed["problems"][0]["pointer"] == "/weight"
    [passing] = client.get(f"{rehearsal['outcomes']}?state=migrated").json()["results"]
    pair = client.get(passing["url"]).json()
    assert pair["differences"] == [
        {"pointer": "/weight", "before": "20 g"},
        {"pointer": "/weight_g", "after": 20},
    ]

    applied = client.post(f"{rehearsal['url']}/apply", {"rate": 1000}, format="json")
    assert applied.status_code == 201
    run = applied.json()
    assert client.post(f"{run['url']}/pause").json()["state"] == "paused"
    work()
    assert client.get(run["url"]).json()["done"] == 0
    assert client.post(f"{run['url']}/resume").json()["state"] == "waiting"
    work()
    assert record_of(good).content["weight_g"] == 20
    undone = client.post(f"{run['url']}/undo", {}, format="json").json()
    work()
    assert client.get(undone["url"]).json()["counts"]["migrated"] == 1
    assert record_of(good).content["weight"] == "20 g"
    runs = client.get(migration["runs"]).json()["results"]
    assert [each["kind"] for each in runs] == ["undo", "run", "rehearsal"]
    problems(client.post(f"{run['url']}/cancel"), 409)


def test_every_problem_of_an_edit_is_told_and_nothing_is_kept(
    steward: Caller, connect: Connect
) -> None:
    client, migration = connect(steward), ready(steward)
    address = f"{API}/{migration.pk}/operations"
    wrong = {"operations": [{"op": "rename", "path": "a..b"}, {"op": "explode"}]}
    answer = client.put(address, wrong, format="json", HTTP_IF_MATCH="*")
    assert {p["pointer"] for p in problems(answer, 422)} == {
        "/operations/0/path",
        "/operations/0/to",
        "/operations/1/op",
    }
    assert Migration.objects.get(pk=migration.pk).operations == migration.operations
    problems(client.put(address, {"operations": []}, format="json"), 428)
    stale = client.put(address, {"operations": []}, format="json", HTTP_IF_MATCH='"x"')
    problems(stale, 412)


def test_who_may_migrate(steward: Caller, connect: Connect) -> None:
    migration = ready(steward)
    owner, editor, stranger = (make_caller() for _ in range(3))
    for caller, role in ((owner, "owner"), (editor, "editor")):
        SchemaGrant.objects.create(
            schema=migration.schema, principal=f"user:{caller.known.pk}", role=role
        )
    narrow = connect(steward, scopes=frozenset({"read", "write"}))
    expected = [
        (connect(), 401, 401, 0),
        (connect(stranger), 404, 403, 0),
        (connect(editor), 404, 403, 0),
        (connect(owner), 200, 200, 1),
        (connect(steward), 200, 200, 1),
        (connect(make_caller(is_superuser=True)), 200, 200, 1),
        (narrow, 404, 403, 0),
    ]
    for client, read, propose, listed in expected:
        assert client.get(f"{API}/{migration.pk}").status_code == read
        assert client.post(API, BETWEEN, format="json").status_code == propose
        if read != 401:
            assert len(client.get(API).json()["results"]) == listed


def test_a_steward_counts_private_records_but_does_not_read_them(
    steward: Caller, connect: Connect
) -> None:
    """Neither outcome, nor reason, nor content; the owner of schema and dataset sees both."""
    reader = make_caller(is_steward=True)
    weigh("secret weight", actor=reader, access="private")
    draft = weigh("draft weight", actor=reader, draft=True)
    weigh("20 g")
    client, migration = connect(steward), ready(steward)
    run = client.post(f"{API}/{migration.pk}/rehearse", {}, format="json").json()
    work()
    shown = client.get(run["url"])
    assert shown.json()["counts"]["failed"] == 2
    assert shown.json()["hidden"] == 2
    listed = client.get(run["outcomes"])
    assert [row["state"] for row in listed.json()["results"]] == ["migrated"]
    for answer in (shown, listed):
        assert "secret" not in answer.content.decode()
        assert str(draft.pk) not in answer.content.decode()
    theirs = connect(reader).get(f"{run['outcomes']}?state=failed").json()["results"]
    assert len(theirs) == 2
    for row in theirs:
        assert client.get(row["url"]).status_code == 404
        before = AuditEntry.objects.filter(action="dataset.read").count()
        assert connect(reader).get(row["url"]).json()["after"] is None
        assert AuditEntry.objects.filter(action="dataset.read").count() == before + 1


def test_outcomes_come_in_pages(steward: Caller, connect: Connect) -> None:
    for number in range(5):
        weigh(str(number))
    client, migration = connect(steward), ready(steward)
    run: dict[str, Any] = client.post(
        f"{API}/{migration.pk}/rehearse", {"sample": 5}, format="json"
    ).json()
    work()
    seen, address = set(), f"{run['outcomes']}?limit=2"
    while address:
        page = client.get(address).json()
        seen |= {row["id"] for row in page["results"]}
        address = page["next"]
    assert len(seen) == 5
