"""Describing a dataset by form, over HTTP and without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.models import Dataset
from tests.builders import make_dataset, make_schema
from tests.entry.recording import NAME, SCHEMA
from tests.entry.sent import sent_by
from tests.pages.world import World

GOOD = {"kind": "recording", "experimenter": "Ada", "probes": [{"name": "NP2"}]}
Post = Callable[..., Any]


@pytest.fixture
def recorded(world: World) -> Dataset:
    make_schema(name=NAME, content=SCHEMA)
    return make_dataset(world.owner, title="To be described")


@pytest.fixture
def client(world: World) -> Client:
    return world.client("owner")


def address_of(dataset: Dataset) -> str:
    return f"/datasets/{dataset.pk}/records/{NAME}"


def filled(answer: Any, **changes: str) -> dict[str, str]:
    sent = sent_by(answer.content.decode().split('id="record-form"')[1])
    return {**sent, **changes}


def content_of(dataset: Dataset) -> dict[str, Any]:
    dataset.refresh_from_db()
    assert dataset.current is not None
    found: dict[str, Any] = dataset.current.records.get(schema_name=NAME).content
    return found


def put(world: World, dataset: Dataset, content: dict[str, Any]) -> None:
    put_record(actor=world.owner, dataset_id=dataset.pk, data=Record(NAME, content), if_match="*")


def summary_of(answer: Any) -> list[tuple[str, str]]:
    """Of the summary: the id or the button's value, and the sentence."""
    page = answer.content.decode()
    links = re.findall(r'<a href="#([^"]+)" data-field="[^"]*">([^<]*)</a>', page)
    buttons = re.findall(r'value="(show:[^"]*)" formnovalidate>([^<]*)</button>', page)
    return [(where, html.unescape(text)) for where, text in [*links, *buttons]]


def test_a_schema_is_found_and_its_form_saves_a_record(recorded: Dataset, client: Client) -> None:
    page = client.get(f"/datasets/{recorded.pk}/records/new?q=recording").content.decode()
    assert re.findall(r'records/([a-z/]+)">', page) == [NAME]
    address = address_of(recorded)
    begun = client.post(address, filled(client.get(address), do="add:/probes"))
    sent = filled(
        begun,
        **{
            "s:/experimenter": "Ada",
            "s:/probes/0/name": "NP2",
            "n:/depth": "850 um",
            "s:/region": "V1",
            "alt:/stimulus#0": "1",
        },
    )
    chosen = client.post(address, sent | {"do": "refresh"})
    answer = client.post(address, filled(chosen, **{"s:/stimulus/file": "m.avi"}))
    assert answer.status_code == 302
    assert content_of(recorded) == GOOD | {
        "depth": 0.85,
        "region": "Primary visual area",
        "stimulus": {"type": "movie", "file": "m.avi"},
    }
    saved = client.get(answer["Location"]).content.decode()
    assert f'data-forget="form:{recorded.created_by_id}:{recorded.pk}:{NAME}"' in saved


def test_every_problem_stands_at_its_field_and_in_the_summary(
    recorded: Dataset, client: Client
) -> None:
    address = address_of(recorded)
    begun = client.post(address, filled(client.get(address), do="add:/probes"))
    sent = filled(
        begun,
        **{
            "n:/depth": "3 kg",
            "s:/region": "Nowhere",
            "s:/start": "yesterday",
            "n:/probes/0/channels": "500",
            "s:/notes": "typed before the mistake",
        },
    )
    answer = client.post(address, sent)
    assert answer.status_code == 422
    found = dict(summary_of(answer))
    assert set(found) == {
        "f/depth",
        "f/region",
        "f/start",
        "f/experimenter",
        "f/probes/0/channels",
        "f/probes/0/name",
    }
    assert "measure different things" in found["f/depth"]
    assert "is no term" in found["f/region"]
    assert "is no date with a time" in found["f/start"]
    assert "is missing" in found["f/experimenter"]
    page = answer.content.decode()
    for place in found:
        tag = re.search(rf'<input type="text" id="{place}"[^>]*>', page)
        assert tag is not None, place
        assert 'aria-invalid="true"' in tag[0]
        assert 'aria-describedby="' in tag[0]
    again = filled(answer)
    for name in ("n:/depth", "s:/region", "s:/notes", "n:/probes/0/channels", "if_match"):
        assert again[name] == sent[name].replace("\n", "\r\n")
    assert not Dataset.objects.get(pk=recorded.pk).current.records.exists()  # type: ignore[union-attr]


def test_a_problem_in_a_folded_part_is_a_button_that_opens_it(
    world: World, recorded: Dataset, client: Client
) -> None:
    deep = {"name": "NP2", "sites": [{"x": 1, "layers": [{"label": "L4"}]}]}
    put(world, recorded, GOOD | {"probes": [deep]})
    address = address_of(recorded)
    sent = filled(client.get(address))
    sent["state"] = sent["state"].replace('"L4"', "4")
    refused = client.post(address, sent)
    [(button, sentence)] = summary_of(refused)
    assert "must be text" in sentence
    opened = client.post(address, filled(refused, do=button))
    assert 'data-focus="f/probes/0/sites/0/layers/0/label"' in opened.content.decode()
    mended = filled(opened, **{"j:/probes/0/sites/0/layers/0/label": '"L5"'})
    assert client.post(address, mended).status_code == 302
    assert content_of(recorded)["probes"][0]["sites"][0]["layers"] == [{"label": "L5"}]


def test_fields_that_the_schema_does_not_know_are_kept(
    world: World, recorded: Dataset, client: Client
) -> None:
    put(world, recorded, GOOD | {"ours": {"deep": [1, {"a": None}]}, "other": "x"})
    address = address_of(recorded)
    sent = filled(client.get(address), **{"s:/experimenter": "Grace", "j:/other": '"y"'})
    assert client.post(address, sent).status_code == 302
    assert content_of(recorded) == GOOD | {
        "experimenter": "Grace",
        "ours": {"deep": [1, {"a": None}]},
        "other": "y",
    }


def test_a_conflict_shows_both_values_and_saves_nothing(
    world: World, recorded: Dataset, client: Client
) -> None:
    put(world, recorded, GOOD)
    address = address_of(recorded)
    sent = filled(client.get(address), **{"s:/experimenter": "Mine"})
    put(world, recorded, GOOD | {"experimenter": "Theirs", "depth": 2})
    answer = client.post(address, sent)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert re.search(
        r'id="f/experimenter-theirs"><strong>Saved meanwhile:</strong><pre>Theirs', page
    )
    assert "<code>/depth</code> is saved as 2" in page
    again = filled(answer)
    assert again["s:/experimenter"] == "Mine"
    assert content_of(recorded)["experimenter"] == "Theirs"
    assert client.post(address, again).status_code == 302
    assert content_of(recorded) == GOOD | {"experimenter": "Mine"}


def test_a_start_from_another_dataset(world: World, recorded: Dataset, client: Client) -> None:
    other = make_dataset(world.owner, title="Described", records=(Record(NAME, GOOD),))
    address = address_of(recorded)
    for reference in (other.pid, str(other.pk), f"http://testserver/datasets/{other.pk}?version=1"):
        sent = filled(client.get(address), copy=reference, do="copy")
        answer = client.post(address, sent)
        assert answer.status_code == 200
        assert filled(answer)["s:/experimenter"] == "Ada"
    secret = make_dataset(world.stranger, access="private", records=(Record(NAME, GOOD),))
    for reference in (str(secret.pk), str(world.public.pk), "", "nonsense"):
        answer = client.post(address, filled(client.get(address), copy=reference, do="copy"))
        assert answer.status_code == 422
        assert "s:/experimenter" in filled(answer)
        assert "Ada" not in filled(answer)["state"]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('{"experimenter": "Ada", "odd": 1}', {"experimenter": "Ada", "odd": 1}),
        ("Experimenter,depth\nAda,850 um", {"experimenter": "Ada", "depth": 0.85}),
        ("experimenter;rig.name\nAda;R1", {"experimenter": "Ada", "rig": {"name": "R1"}}),
        ("EXPERIMENTER,Usable\nAda,yes", {"experimenter": "Ada", "usable": True}),
        ("experimenter\ttags\tnope\nAda\ta|b\tx", {"experimenter": "Ada", "tags": ["a", "b"]}),
    ],
)  # fmt: skip
def test_a_start_from_pasted_text(
    recorded: Dataset, client: Client, text: str, content: dict[str, Any]
) -> None:
    address = address_of(recorded)
    answer = client.post(address, filled(client.get(address), paste=text, do="paste"))
    assert answer.status_code == 200
    saved = client.post(address, filled(answer, do="add:/probes"))
    done = client.post(address, filled(saved, **{"s:/probes/0/name": "NP2"}))
    assert done.status_code == 302
    assert content_of(recorded) == GOOD | content


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", "no,table", "unknown\n1", "[" * 3000])
def test_what_cannot_be_pasted_is_told_and_kept(
    recorded: Dataset, client: Client, text: str
) -> None:
    address = address_of(recorded)
    answer = client.post(address, filled(client.get(address), paste=text, do="paste"))
    assert answer.status_code == 422
    assert "1 problem to mend" in answer.content.decode()
    assert filled(answer)["paste"] == text.replace("\n", "\r\n")


def test_terms_and_options_are_completed(world: World, recorded: Dataset, client: Client) -> None:
    answer = client.get("/vocabularies/icb/regions/terms?version=1.0.0&q=V1")
    assert [each["value"] for each in answer.json()["options"]] == ["Primary visual area"]
    deprecated = client.get("/vocabularies/icb/regions/terms?version=1.0.0&q=Striate")
    assert deprecated.json()["options"] == []
    many = {"type": "object", "properties": {"a": {"enum": [f"Option {n}" for n in range(60)]}}}
    make_schema(name="test/many", content=many)
    address = f"/datasets/{recorded.pk}/records/test/many"
    source = re.search(r'data-source="([^"]+)"', client.get(address).content.decode())
    assert source is not None
    found = client.get(html.unescape(source[1]) + "&q=option%205").json()["options"]
    assert [each["value"] for each in found][:2] == ["Option 5", "Option 50"]
    assert client.get("/schemas/test/many/options?version=1.0.0&at=/properties").status_code == 404


def test_a_new_dataset_goes_on_with_the_form_of_its_schema(
    recorded: Dataset, client: Client
) -> None:
    sent = {"title": "New", "access": "private", "draft": "on", "schema": "icb/none"}
    refused = client.post("/datasets/new", sent)
    assert refused.status_code == 422
    assert ("schema", "Describe it with: There is no schema called icb/none.") in summary_of(
        refused
    )
    answer = client.post("/datasets/new", sent | {"schema": NAME})
    assert answer["Location"].endswith(f"/records/{NAME}")
    page = client.get(answer["Location"]).content.decode()
    assert 'data-forget="dataset:new"' in page
    assert f"Describe with {NAME}" in page


def test_only_those_who_may_edit_see_a_form(world: World, recorded: Dataset) -> None:
    address = address_of(recorded)
    assert world.client("nobody").get(address).status_code == 302
    assert world.client("stranger").get(address).status_code == 403
    assert world.client("stranger").post(address, {"state": "{}"}).status_code == 403
    assert world.client("stranger").get(f"/datasets/{recorded.pk}/records/new").status_code == 403
    assert world.client("owner").get(f"/datasets/{recorded.pk}/records/no/such").status_code == 404


def test_a_record_of_no_registered_schema_is_edited_as_json(world: World, client: Client) -> None:
    kept = Record("far/away", {"a": 1}, version="9.9.9", lenient=True)
    dataset = make_dataset(world.owner, records=(kept,))
    page = client.get(f"/datasets/{dataset.pk}/records/far/away").content.decode()
    assert "The record as JSON" in page
