"""From a document to its form and back: nothing is changed but what was edited."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.pages.entry.form import Form
from catalog.pages.entry.state import State
from catalog.schemas.repair import repair
from tests.entry.forms import DOCUMENTS, TEXTS, edited, form_with, same, sent
from tests.entry.recording import SCHEMA
from tests.entry.sent import places


@settings(max_examples=120, deadline=None)
@given(document=DOCUMENTS, opened=st.booleans())
def test_a_form_sent_back_untouched_is_the_same_document(
    document: dict[str, Any], opened: bool
) -> None:
    rows = [f"/probes/{index}" for index in range(3)] + ["/probes/0/sites/0"] if opened else []
    form = form_with(document, open=rows)
    form.receive(sent(form))
    assert same(form.state.document, document)
    assert form.state.touched == []


@settings(max_examples=40, deadline=None)
@given(document=DOCUMENTS, text=TEXTS)
def test_an_edit_changes_its_place_alone(document: dict[str, Any], text: str) -> None:
    form = form_with(document)
    fields = [
        view.name
        for view in places(form.draw().part)
        if view.name.startswith("s:/") and view.template in ("input.html", "area.html")
    ]
    if not fields or not text.strip() or "\n" in text or "\r" in text:
        return
    form.receive(sent(form, **{fields[0]: text}))
    expected = copy.deepcopy(document)
    expected.setdefault("kind", "recording")
    place = fields[0].removeprefix("s:")
    if place.count("/") == 1:
        expected[place[1:].replace("~1", "/").replace("~0", "~")] = text
        assert same(form.state.document, expected)
    assert form.state.touched == [place] or form.state.document == document


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("n:/depth", "850 um", 0.85),
        ("n:/depth", "2", 2),
        ("n:/depth", "2.50", 2.5),
        ("n:/depth", "1e-3", 0.001),
        ("n:/depth", "deep", "deep"),
        ("n:/depth", "3 kg", "3 kg"),
        ("n:/dose", "850 ug", "850 ug"),
        ("n:/dose", "3", 3),
        ("b:/usable", "false", False),
        ("e:/quality", "3", 3),
        ("e:/quality", '"good"', "good"),
        ("s:/experimenter", " Ada ", " Ada "),
        ("s:/notes", "two\r\nlines", "two\nlines"),
        ("s:/day", "2024-05-17", "2024-05-17"),
        ("s:/region", "V1", "V1"),
    ],
)
def test_what_a_typed_text_becomes(field: str, text: str, value: Any) -> None:
    form = edited(Form(SCHEMA), {field: text})
    assert form.state.document == {"kind": "recording", field[3:]: value}
    assert same(form.state.document[field[3:]], value)


def test_a_converted_quantity_is_remembered_as_it_was_entered() -> None:
    form = edited(Form(SCHEMA), {"n:/depth": "850 um"})
    depth = next(view for view in places(form.draw().part) if view.place == "/depth")
    assert (depth.text, depth.entered) == ("0.85", "850 um")
    edited(form, {"n:/depth": "0.9"})
    assert form.state.entered == {}


def test_a_cleared_field_is_gone_and_a_cleared_entry_is_empty() -> None:
    form = form_with({"experimenter": "Ada", "tags": ["a", "b"], "usable": True})
    edited(form, {"s:/experimenter": "", "s:/tags/0": "", "b:/usable": ""})
    assert form.state.document == {"tags": [None, "b"]}


def test_the_first_field_of_a_group_begins_it_with_its_fixed_values() -> None:
    form = edited(form_with({"rig": {}}), {}, "begin:/rig/laser")
    assert form.state.document == {"kind": "recording", "rig": {"laser": {"maker": "ACME"}}}
    edited(form, {"n:/rig/laser/power": "5"})
    assert form.state.document["rig"] == {"laser": {"maker": "ACME", "power": 5}}


def test_a_new_record_has_what_the_schema_fixes_and_nothing_made_up() -> None:
    assert Form(SCHEMA).state.document == {"kind": "recording"}


def test_broken_json_stays_as_it_was_typed() -> None:
    form = edited(form_with({"unknown": {"a": 1}}), {"j:/unknown": '{"a": '})
    assert form.state.document == {"unknown": {"a": 1}}
    raw = next(view for view in places(form.draw().part) if view.place == "/unknown")
    assert raw.text == '{"a": '
    edited(form, {"j:/unknown": '{"a": 2}'})
    assert form.state.document == {"kind": "recording", "unknown": {"a": 2}}


@pytest.mark.parametrize(
    "state",
    [
        "",
        "[]",
        "{",
        '{"document": []}',
        '{"document": {"a": NaN}}',
        "[" * 2000,
        '{"document": null}',
    ],
)
def test_a_state_that_no_form_sent_is_refused(state: str) -> None:
    query = QueryDict(mutable=True)
    query["state"] = state
    with pytest.raises(Invalid):
        Form(SCHEMA).receive(query)


def test_real_records_come_back_from_their_forms(real_data: Path) -> None:
    for kind in ("instrument", "procedures", "acquisition", "subject"):
        [path] = sorted((real_data / "aind" / "schemas").glob(f"{kind}-*.json"))[-1:]
        schema = repair(json.loads(path.read_text())).content
        for record in sorted((real_data / "aind" / "records").glob(f"*{kind}.json"))[:3]:
            document = json.loads(record.read_text())
            state = State(
                document=copy.deepcopy(document), open=["/components/0", "/data_streams/0"]
            )
            form = Form(schema, digest=path.name, state=state)
            form.receive(sent(form))
            assert same(form.state.document, document), record.name
