"""The schema pages as a steward uses them, and as others see them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from catalog.models import Schema, SchemaGrant, SchemaVersion
from catalog.schemas.checking import work
from search.lifeline import StopSign
from tests.builders import make_dataset, make_schema, make_user, subject_record

pytestmark = pytest.mark.django_db
AT = "/schemas/lab/animal"
CONTENT: dict[str, Any] = {"type": "object", "properties": {"sex": {"enum": ["F", "M"]}}}


def browser(name: str = "", **fields: bool) -> Client:
    client = Client()
    client.force_login(make_user(name, **fields))
    return client


@pytest.fixture
def steward() -> Client:
    return browser("sofia", is_steward=True)


def new(client: Client, content: object = CONTENT, **more: str) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    given = {"name": "lab/animal", "version": "1.0.0", "content": text, **more}
    return client.post("/schemas/new", given)


def act(client: Client, verb: str, version: str = "1.0.0", **more: str) -> Any:
    return client.post(f"{AT}/act", {"version": version, "verb": verb, **more}, follow=True)


def publish(client: Client, version: str = "1.0.0", **more: str) -> Any:
    return client.post(f"{AT}/publish?version={version}", more, follow=True)


def test_a_schema_is_written_reviewed_and_published(steward: Client) -> None:
    other = browser("otto", is_steward=True)
    assert new(steward).status_code == 302
    assert "Ask for a review" in steward.get(AT).content.decode()
    act(steward, "request", text="First version.")
    refused = act(steward, "approve")
    assert refused.status_code == 403
    assert "Another steward" in refused.content.decode()
    assert "Approved" in act(other, "approve").content.decode()
    assert "never changes again" in publish(steward).content.decode()
    assert Client().get(AT).status_code == 200
    assert "Comments" not in Client().get(AT).content.decode()


def test_what_was_typed_survives_a_refusal(steward: Client) -> None:
    for text in ("{", "[]", '{"$ref": "https://example.org/x"}'):
        answer = new(steward, text)
        assert answer.status_code == 422
        assert "what you typed is below" in answer.content.decode()
        assert json.dumps(text)[1:-1].replace("\\", "").replace('"', "&quot;") in (
            answer.content.decode()
        )
    assert not Schema.objects.exists()


def test_a_repair_is_shown_as_a_diff_and_accepted(steward: Client) -> None:
    flawed = {"properties": {"sex": {"type": "String"}}}
    shown = new(steward, flawed).content.decode()
    assert "/properties/sex/type" in shown
    assert "Accept the repair and save" in shown
    assert not SchemaVersion.objects.exists()
    assert new(steward, flawed, repair="1").status_code == 302
    row = SchemaVersion.objects.get()
    assert row.content == {"properties": {"sex": {"type": "string"}}}
    assert len(row.repairs) == 1


def test_a_draft_is_edited_and_a_second_tab_loses_nothing(steward: Client) -> None:
    new(steward)
    address = f"{AT}/edit?version=1.0.0"
    seen = SchemaVersion.objects.get().etag
    typed = {"version": "1.0.0", "if_match": seen}
    assert steward.post(address, {**typed, "content": '{"title": "One"}'}).status_code == 302
    late = steward.post(address, {**typed, "content": '{"title": "Two"}'})
    assert late.status_code == 412
    assert "Two" in late.content.decode()
    assert SchemaVersion.objects.get().content == {"title": "One"}


def test_two_versions_are_compared_in_sentences_and_the_records_asked(steward: Client) -> None:
    make_schema()
    owner = make_user("owen")
    make_dataset(records=(subject_record(sex="Male"),), title="A private mouse", access="private")
    make_dataset(records=(subject_record(),))
    narrower = SchemaVersion.objects.get().content | {"required": ["species", "age"]}
    steward.post(
        "/schemas/new",
        {"name": "test/subject", "version": "2.0.0", "content": json.dumps(narrower)},
    )
    address = "/schemas/test/subject/compare?old=1.0.0&new=2.0.0"
    assert Client().get(address).status_code == 302
    page = steward.get(address).content.decode()
    assert "Needs migration" in page
    assert "A record that shows it" in page
    steward.post("/schemas/test/subject/act", {"version": "2.0.0", "verb": "check", "old": "1.0.0"})
    assert "0 of 2 records" in steward.get(address).content.decode()
    work(StopSign())
    page = steward.get(address).content.decode()
    assert "2 would not be valid under 2.0.0" in page
    assert "besides 1 that you may not see" in page
    assert "A private mouse" not in page
    # A draft is not theirs to see; two published versions would be, without any count.
    outsider = Client()
    outsider.force_login(owner)
    assert outsider.get(address).status_code == 404


def test_hostile_words_in_comments_are_words(steward: Client) -> None:
    new(steward)
    page = act(steward, "comment", text="<script>alert(1)</script>").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_viewer_comments_and_sees_no_button_beyond(steward: Client) -> None:
    new(steward)
    viewer = make_user("vera")
    grant = {"schema": Schema.objects.get(), "principal": f"user:{viewer.pk}", "role": "viewer"}
    SchemaGrant.objects.create(**grant)
    client = Client()
    client.force_login(viewer)
    page = client.get(AT).content.decode()
    assert "Add comment" in page
    assert "/publish?" not in page
    assert publish(client).status_code == 403
    assert client.get("/schemas/new").status_code == 403
    assert browser("nina").get(AT).status_code == 404


def test_standing_is_told_to_those_who_look(steward: Client) -> None:
    new(steward)
    publish(steward)
    refused = act(steward, "retire", reason=" ")
    assert "Say why" in refused.content.decode()
    act(steward, "deprecate", reason="Sex has more values.")
    assert "Sex has more values." in Client().get(AT).content.decode()
    assert act(steward, "nonsense").status_code == 404


def test_programs_are_sent_to_the_newest_document(steward: Client) -> None:
    new(steward)
    asks = {"Accept": "application/schema+json"}
    assert Client().get(AT, headers=asks).status_code == 404
    publish(steward)
    answer = Client().get(AT, headers=asks)
    assert (answer.status_code, answer["Location"]) == (302, f"{AT}/1.0.0")
    assert Client().get(AT, HTTP_ACCEPT="*/*").status_code == 200
