"""What the schema editor asks of the server, and its form where no script runs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Schema, SchemaGrant, SchemaVersion
from catalog.pages.schema_places import place_words
from tests.builders import SUBJECT_SCHEMA, make_schema, make_user
from tests.vocabularies import regions

pytestmark = pytest.mark.django_db
CONTENT: dict[str, Any] = {"type": "object", "properties": {"sex": {"enum": ["F", "M"]}}}


@pytest.fixture
def steward() -> Client:
    client = Client()
    client.force_login(make_user("sofia", is_steward=True))
    return client


def ask(client: Client, question: str, content: object = CONTENT, **more: str) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    return client.post("/schemas/assist", {"ask": question, "content": text, **more})


def save(client: Client, content: object = CONTENT, **more: str) -> Any:
    given = {"name": "lab/animal", "version": "1.0.0", "content": json.dumps(content)}
    return client.post("/schemas/new", {**given, **more})


def start(client: Client, kind: str, material: str, **more: Any) -> Any:
    given = {"start": "1", "kind": kind, "material": material, "version": "1.0.0", "name": "a/b"}
    return client.post("/schemas/new", {**given, **more})


def made(answer: Any) -> dict[str, Any]:
    """The schema that stands in the form."""
    content: dict[str, Any] = json.loads(answer.context["typed"].text)
    return content


def test_a_draft_is_diagnosed_as_it_stands(steward: Client) -> None:
    assert "a valid schema" in ask(steward, "problems").content.decode()
    flawed = {"properties": {"age": {"x-unit": "parsnips"}}}
    page = ask(steward, "problems", flawed).content.decode()
    assert 'data-pointer="/content/properties/age/x-unit"' in page
    assert "line 1" in ask(steward, "problems", "{").content.decode()
    assert not SchemaVersion.objects.exists()


def test_a_sample_record_is_checked_with_each_problem(steward: Client) -> None:
    regions.published()
    sample = json.dumps({"region": "Nowhere", "probes": 1})
    page = ask(steward, "sample", regions.SCHEMA, sample=sample).content.decode()
    assert "2 problems" in page
    assert "/probes" in page
    fits = json.dumps({"region": "V1"})
    assert "The record fits" in ask(steward, "sample", regions.SCHEMA, sample=fits).content.decode()
    assert "is not JSON" in ask(steward, "sample", regions.SCHEMA, sample="{").content.decode()


def test_what_it_changes_is_said_in_words_with_the_number(steward: Client) -> None:
    make_schema()
    changed = SUBJECT_SCHEMA | {"required": ["species", "age"]}
    page = ask(steward, "advice", changed, name="test/subject", version="1.1.0").content.decode()
    assert "number it 2.0.0 or higher" in page
    deeper = {"$defs": {"A": {"properties": {"depth": {"title": "Depth"}}}}}
    assert place_words(deeper, "/$defs/A/properties/depth/type") == "A › Depth"
    assert place_words({}, "/properties/probe_no/items/properties/x/0") == "Probe no › X"
    assert place_words({}, "") == ""
    assert "Needs migration" in page


def test_the_form_shows_labels_units_and_choices(steward: Client) -> None:
    page = ask(steward, "form", SUBJECT_SCHEMA).content.decode()
    assert "Species" in page
    assert "in d" in page
    assert "Female" in page
    again = ask(steward, "form", SUBJECT_SCHEMA, state='{"document":{"sex":"Male"}}')
    assert re.search(r"<option[^>]* selected[^>]*>Male", again.content.decode())


@pytest.mark.parametrize("question", ["problems", "advice", "sample", "form"])
def test_hostile_words_stay_words(steward: Client, question: str) -> None:
    bad = "<script>alert(1)</script>"
    content = {"title": bad, "properties": {bad: {"type": bad, "title": bad, "x-unit": bad}}}
    fine = {"title": bad, "properties": {bad: {"title": bad, "description": bad, "enum": [bad]}}}
    for given in (content, fine):
        page = ask(steward, question, given, sample=json.dumps({bad: 1})).content.decode()
        assert "<script>" not in page


def test_only_who_may_draft_is_answered(steward: Client) -> None:
    save(steward)
    assert ask(Client(), "problems").status_code == 302
    client = Client()
    other = make_user("nina")
    client.force_login(other)
    for question in ("problems", "advice", "form"):
        assert ask(client, question, name="lab/animal").status_code == 403
    grant = {"schema": Schema.objects.get(), "principal": f"user:{other.pk}", "role": "editor"}
    SchemaGrant.objects.create(**grant)
    assert ask(client, "problems", name="lab/animal", version="1.0.0").status_code == 200
    assert ask(client, "problems", name="lab/other").status_code == 403


def test_questions_that_nobody_asks(steward: Client) -> None:
    assert ask(steward, "nonsense").status_code == 404
    assert steward.get("/schemas/assist").status_code == 405


def test_a_table_a_record_and_an_exported_schema_start_a_draft(steward: Client) -> None:
    assert made(start(steward, "table", "Weight (g)\n"))["properties"]["weight"]["x-unit"] == "g"
    assert made(start(steward, "record", '{"age": 3}'))["properties"]["age"]["examples"] == [3]
    exported = {
        "$defs": {"Probe": {"properties": {"depth": {"type": "number"}}, "type": "object"}},
        "properties": {"probe": {"anyOf": [{"$ref": "#/$defs/Probe"}, {"type": "null"}]}},
        "title": "Session",
        "type": "object",
    }
    content = made(start(steward, "schema", json.dumps(exported)))
    assert content.pop("$schema").endswith("2020-12/schema")
    assert content == exported
    file = SimpleUploadedFile("animals.csv", "\ufeffSex\nF".encode())
    assert list(made(start(steward, "table", "", file=file))["properties"]) == ["sex"]
    assert not SchemaVersion.objects.exists()


def test_what_cannot_start_a_draft_is_told_and_kept(steward: Client) -> None:
    for kind, material in (("table", " "), ("record", "[1]"), ("nothing", "{}")):
        answer = start(steward, kind, material, content='{"title": "kept"}')
        assert answer.status_code == 422
        assert made(answer) == {"title": "kept"}
    file = SimpleUploadedFile("x.csv", b"\xff\xfe")
    assert "UTF-8" in start(steward, "table", "", file=file).content.decode()


def test_the_newest_draft_is_opened_where_no_version_is_named(steward: Client) -> None:
    save(steward)
    steward.post("/schemas/lab/animal/publish?version=1.0.0")
    save(steward, {"title": "Two"}, version="1.1.0")
    page = steward.get("/schemas/lab/animal/edit")
    assert page.context["row"].version == "1.1.0"


def test_a_conflict_shows_theirs_and_saving_again_is_a_decision(steward: Client) -> None:
    save(steward)
    address = "/schemas/lab/animal/edit?version=1.0.0"
    first = SchemaVersion.objects.get().etag
    typed = {"version": "1.0.0", "if_match": first}
    steward.post(address, {**typed, "content": '{"title": "Theirs"}'})
    told = steward.post(address, {**typed, "content": '{"title": "Mine"}'})
    assert told.status_code == 412
    page = told.content.decode()
    assert "What yours says otherwise" in page
    assert "<code>title</code> changed." in page
    again = {"version": "1.0.0", "if_match": told.context["typed"].if_match}
    assert steward.post(address, {**again, "content": '{"title": "Mine"}'}).status_code == 302
    assert SchemaVersion.objects.get().content == {"title": "Mine"}


def test_what_was_typed_into_a_draft_that_was_published_becomes_the_next(steward: Client) -> None:
    save(steward)
    typed = {"version": "1.0.0", "if_match": SchemaVersion.objects.get().etag}
    steward.post("/schemas/lab/animal/publish?version=1.0.0")
    address = "/schemas/lab/animal/edit?version=1.0.0"
    told = steward.post(address, {**typed, "content": '{"title": "Late"}'})
    assert told.status_code == 409
    page = told.content.decode()
    assert 'action="/schemas/new?from=lab/animal"' in page
    assert made(told) == {"title": "Late"}
    assert told.context["typed"].version == "1.1.0"


def test_the_next_version_is_offered_a_number_that_is_free(steward: Client) -> None:
    make_schema()
    save(steward, {"title": "Next"}, name="test/subject", version="1.1.0")
    page = steward.get("/schemas/new?from=test/subject&version=1.0.0")
    assert page.context["typed"].version == "1.2.0"


def test_a_draft_takes_the_number_that_its_change_needs(steward: Client) -> None:
    make_schema()
    changed = SUBJECT_SCHEMA | {"required": ["species", "age"]}
    save(steward, changed, name="test/subject", version="1.1.0")
    address = "/schemas/test/subject/publish?version=1.1.0"
    assert 'value="2.0.0"' in steward.get(address).content.decode()
    refused = steward.post(address, {"number": "1.1.0"})
    assert refused.status_code == 422
    row = SchemaVersion.objects.get(state="draft")
    steward.post(address, {"number": "2.0.0", "if_match": row.etag})
    assert SchemaVersion.objects.get(version="2.0.0").state == "published"


def test_the_way_back_from_signing_in_leads_to_the_same_draft() -> None:
    answer = Client().post("/schemas/new?from=lab/animal", {})
    assert answer["Location"].endswith("next=%2Fschemas%2Fnew%3Ffrom%3Dlab%2Fanimal")
