"""A steward migrates records in forms: no JSON, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from catalog.access.caller import Caller, caller_of
from catalog.migrating.working import work_once
from catalog.models import Migration, MigrationRun
from tests.builders import make_caller, make_steward
from tests.migrating.world import NAME, publish_both, record_of, rehearse, weigh

pytestmark = pytest.mark.django_db
SCHEMA = f"/schemas/{NAME}"


@pytest.fixture
def steward() -> Caller:
    publish_both()
    return make_steward()


def browser(caller: Caller) -> Client:
    client = Client()
    client.force_login(caller.known)
    return client


def fields_of_form(page: str) -> dict[str, str]:
    """What a browser would send of the form of operations as it stands."""
    form = page[page.index('id="operations"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{a}="([^"]*)"', tag) for a in ("name", "value"))
        box = 'type="checkbox"' in tag and "checked" not in tag
        if name and not box:
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.S
    ):
        found[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r"<option selected>([^<]*)", options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


def work() -> None:
    while work_once(lambda seconds: False):
        pass


def propose(client: Client) -> str:
    answer = client.post(f"{SCHEMA}/migrations", {"from": "1.0.0", "to": "2.0.0"})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_whole_way_in_forms(steward: Caller) -> None:
    good, _ = weigh("20 g"), weigh("heavy")
    client = browser(steward)
    assert "2 records in 1.0.0" in client.get(SCHEMA).content.decode()
    address = propose(client)
    text = client.get(address).content.decode()
    assert "1 operation to decide or mend" in text
    assert "Say why this field is dropped" in text

    sent = fields_of_form(text)
    refused = client.post(address, {**sent, "act": "rehearse"})
    assert refused.status_code == 422
    assert 'href="#op-2"' in refused.content.decode()
    [drop] = [name for name, value in sent.items() if value == "note"]
    answered = {**sent, drop.replace("path", "reason"): "Nobody used it.", "act": "rehearse"}
    started = client.post(address, answered)
    assert started.status_code == 302
    page = started["Location"]
    assert "data-running" in client.get(page).content.decode()
    work()
    text = client.get(page).content.decode()
    assert "1 of 2 records fails. Nothing was changed." in text
    assert "heavy" in text
    assert "20 g" in text
    assert "Apply to 1 record" in text

    run = client.post(page, {"act": "apply"})["Location"]
    assert client.post(run, {"act": "pause"}).status_code == 302
    assert "Resume" in client.get(run).content.decode()
    client.post(run, {"act": "resume"})
    work()
    assert record_of(good).named_version == "2.0.0"
    assert "1 of 2 records migrated; 1 keep their version." in client.get(run).content.decode()
    undo = client.post(run, {"act": "undo"})["Location"]
    work()
    assert "as they were before" in client.get(undo).content.decode()
    assert record_of(good).content["weight"] == "20 g"
    owner = browser(caller_of(good.created_by))
    history = owner.get(f"/datasets/{good.pk}/history").content.decode()
    assert "brought the test/subject record back to 1.0.0" in history
    assert client.post(run, {"act": "undo"}).status_code == 409
    assert client.post(run, {"act": "nothing"}).status_code == 422


def test_a_form_says_what_the_list_of_operations_says(steward: Caller) -> None:
    operations: list[dict[str, Any]] = [
        {"op": "map_values", "path": "species", "values": [{"from": "Mouse", "to": "Mus"}]},
        {"op": "convert_type", "path": "weight", "to": "number", "unit": "g"},
        {"op": "rename", "path": "weight", "to": "weight_g"},
        {"op": "set_default", "path": "weight_g", "value": 5, "nulls": True},
        {"op": "set_default", "path": "species", "value": "5"},
        {"op": "merge", "paths": ["note", "species"], "to": "species"},
        {"op": "split", "path": "species", "separator": ", ", "into": ["species", "weight_g"]},
        {"op": "compute", "path": "species", "expression": "upper(species)"},
    ]
    client = browser(steward)
    address = propose(client)
    migration = Migration.objects.get()
    migration.operations = operations
    migration.save()
    sent = fields_of_form(client.get(address).content.decode())
    # Changed and changed back: what is stored was read from the form.
    client.post(address, {**sent, "op-0-values": "Mouse = Rat", "act": "save"})
    migration.refresh_from_db()
    assert migration.operations[0]["values"] == [{"from": "Mouse", "to": "Rat"}]
    sent = fields_of_form(client.get(address).content.decode())
    client.post(address, {**sent, "op-0-values": "Mouse = Mus", "act": "save"})
    migration.refresh_from_db()
    assert migration.operations == operations


def test_buttons_add_move_and_remove_without_saving(steward: Caller) -> None:
    client = browser(steward)
    address = propose(client)
    before = Migration.objects.get().operations
    sent = fields_of_form(client.get(address).content.decode())
    more = client.post(address, {**sent, "rows": "add", "kind": "rename"}).content.decode()
    assert len(re.findall("<fieldset", more)) == 4
    sent = {**fields_of_form(more), "op-3-path": "species", "op-3-to": "kind"}
    up = fields_of_form(client.post(address, {**sent, "rows": "up-3"}).content.decode())
    assert (up["op-2-path"], up["op-2-to"]) == ("species", "kind")
    fewer = fields_of_form(client.post(address, {**up, "rows": "remove-2"}).content.decode())
    assert fewer["operations"] == "3"
    assert Migration.objects.get().operations == before


def test_somebody_elses_edit_is_not_overwritten(steward: Caller) -> None:
    client = browser(steward)
    address = propose(client)
    sent = fields_of_form(client.get(address).content.decode())
    for expected in (302, 412):
        reason = f"reason {expected}"
        answer = client.post(address, {**sent, "op-2-reason": reason, "act": "save"})
        assert answer.status_code == expected
    assert "reason 412" in answer.content.decode(), "what was typed stays on the page"


def test_pages_are_for_those_who_may_migrate(steward: Caller) -> None:
    client = browser(steward)
    weigh("1")
    address = propose(client)
    migration = Migration.objects.get()
    stranger = browser(make_caller())
    assert "1 record in 1.0.0" not in stranger.get(SCHEMA).content.decode()
    assert stranger.get(f"{SCHEMA}/migrations").status_code == 403
    assert stranger.get(address).status_code == 404
    migration.operations, migration.state = migration.operations[:2], "ready"
    migration.save()
    rehearsal = rehearse(steward, migration)
    assert stranger.get(f"/migrations/runs/{rehearsal.pk}").status_code == 404
    assert Client().get(address).status_code == 302


def test_what_one_may_not_read_is_a_number_on_the_page(steward: Caller) -> None:
    weigh("secret words", access="private")
    weigh("20 g", access="private")
    client = browser(steward)
    address = propose(client)
    sent = fields_of_form(client.get(address).content.decode())
    page = client.post(address, {**sent, "op-2-reason": "Unused.", "act": "rehearse"})["Location"]
    work()
    text = client.get(page).content.decode()
    assert "secret" not in text
    assert "20 g" not in text
    assert "1 record that you may not read fails" in text
    assert MigrationRun.objects.get().outcomes.count() == 2
