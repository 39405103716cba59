"""The buttons of a form: entries, alternatives and parts; schemas that are odd or large."""

from __future__ import annotations

import copy
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.pages.entry.form import Form, preview
from catalog.pages.entry.state import State, read_state
from catalog.schemas.repair import repair
from tests.entry.forms import DOCUMENTS, edited, form_with, same, sent
from tests.entry.recording import SCHEMA
from tests.entry.sent import places, sent_by


def test_entries_are_added_moved_and_removed_with_what_is_typed_in_them() -> None:
    form = edited(Form(SCHEMA), {}, "add:/probes")
    assert form.focus == "/probes/0"
    edited(form, {"s:/probes/0/name": "first"}, "add:/probes")
    edited(form, {"s:/probes/1/name": "second"}, "up:/probes/1")
    assert [each["name"] for each in form.state.document["probes"]] == ["second", "first"]
    edited(form, {"n:/probes/1/channels": "384"}, "remove:/probes/0")
    assert form.state.document["probes"] == [{"name": "first", "channels": 384}]
    assert form.draw().undo == "entry 1"
    edited(form, {}, "undo")
    assert [each["name"] for each in form.state.document["probes"]] == ["second", "first"]


def test_open_entries_stay_with_their_values_when_others_move() -> None:
    form = form_with({"probes": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}, open=["/probes/2"])
    edited(form, {}, "remove:/probes/0")
    assert form.state.open == ["/probes/1"]
    edited(form, {}, "up:/probes/1")
    assert form.state.open == ["/probes/0"]


def test_switching_alternatives_keeps_the_values_of_both() -> None:
    key = "alt:/stimulus#0"
    form = edited(Form(SCHEMA), {key: "0"}, "refresh")
    assert form.state.document["stimulus"] == {"type": "grating"}
    edited(form, {"n:/stimulus/angle": "45", "s:/stimulus/remark": "both"})
    edited(form, {key: "1"}, "refresh")
    assert form.state.document["stimulus"] == {"type": "movie", "remark": "both"}
    edited(form, {"s:/stimulus/file": "m.avi"})
    edited(form, {key: "0"}, "refresh")
    assert form.state.document["stimulus"] == {"type": "grating", "angle": 45, "remark": "both"}
    edited(form, {key: ""}, "refresh")
    assert "stimulus" not in form.state.document
    edited(form, {key: "1"}, "refresh")
    assert form.state.document["stimulus"] == {"type": "movie", "remark": "both", "file": "m.avi"}


def test_alternatives_are_called_by_their_tag_title_or_kind() -> None:
    untagged = {**SCHEMA["properties"]["stimulus"]}
    del untagged["discriminator"]
    schema = {
        "type": "object",
        "properties": {
            "a": {"anyOf": [SCHEMA["properties"]["stimulus"], {"type": "null"}]},
            "b": untagged,
            "c": {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "array"}]},
        },
    }
    drawn = {view.place: view for view in places(Form(schema).draw().part)}
    labels = {
        place: [option.label for option in drawn[place].alternatives[0].options]
        for place in ("/a", "/b", "/c")
    }
    assert labels == {
        "/a": ["grating", "movie"],
        "/b": ["Grating", "Movie"],
        "/c": ["Number", "Text", "List"],
    }


def test_a_field_of_a_name_of_ones_own() -> None:
    form = edited(Form(SCHEMA), {}, "begin:/counts")
    form.receive(sent(form, **{"key:/counts": "spikes"}, do="name:/counts"))
    edited(form, {"n:/counts/spikes": "12"})
    assert form.state.document["counts"] == {"spikes": 12}


def test_below_two_levels_a_part_fills_the_page_and_leads_back() -> None:
    document = {"probes": [{"name": "a", "sites": [{"x": 1, "layers": [{"label": "L4"}]}]}]}
    form = form_with(document, open=["/probes/0", "/probes/0/sites/0"])
    edited(form, {}, "open:/probes/0/sites/0/layers/0")
    drawn = form.draw()
    assert form.state.at == "/probes/0/sites/0/layers/0"
    assert [label for _, label in drawn.crumbs][:3] == ["Record", "Probes", "1"]
    edited(form, {"s:/probes/0/sites/0/layers/0/label": "L5"}, "at:")
    assert form.state.at == ""
    assert form.state.document["probes"][0]["sites"][0]["layers"] == [{"label": "L5"}]


def test_fields_are_found_by_name_title_and_description_and_opened() -> None:
    form = edited(Form(SCHEMA), {"find": "power"}, "find")
    [hit] = form.draw().hits
    assert (hit.label, hit.trail) == ("Power", "Rig › Laser")
    edited(form, {}, f"go:{hit.path}")
    assert form.draw().focus == "f/rig/laser/power"
    edited(form, {"find": "who did"}, "find")
    assert [hit.path for hit in form.draw().hits] == ["experimenter"]


@pytest.mark.parametrize(
    "button",
    ["add:/experimenter/x/y", "add:", "remove:", "up:/probes/7", "down:/nope/0", "at:/nope",
     "show:/probes/3/sites/2/x", "name:/experimenter", "undo", "begin:/kind/a", "go:a.b.c", "x:y",
     "open:/probes/99999999999", "remove:/probes/-1"],
)  # fmt: skip
def test_buttons_that_lead_nowhere_do_no_harm(button: str) -> None:
    document = {"kind": "recording", "experimenter": "Ada", "probes": [{"name": "a"}]}
    form = form_with(document)
    form.receive(sent(form, do=button))
    assert form.state.document["experimenter"] == "Ada"
    assert form.draw().part.children


def test_a_preview_needs_no_dataset_and_answers_its_buttons() -> None:
    html = preview(SCHEMA)
    query = QueryDict(mutable=True)
    query.update({**sent_by(html), "do": "add:/probes"})
    assert 'name="s:/probes/0/name"' in preview(SCHEMA, query)


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {"type": "string"}, {"$ref": "#"},
    {"properties": {"a": {"$ref": "#"}}, "required": ["a"]}, {"oneOf": [{"$ref": "#"}]},
    {"type": "object", "properties": {"a": True, "b": False, "c": {"type": ["null"]}}},
    {"type": "object", "properties": {"a": {"enum": []}, "b": {"type": "array"}}}])  # fmt: skip
def test_odd_schemas_are_drawn(schema: dict[str, Any]) -> None:
    assert 'id="entry"' in preview(schema)


@settings(max_examples=15, deadline=None)
@given(document=DOCUMENTS, data=st.data())
def test_whatever_is_pressed_the_form_goes_on_and_untouched_fields_stay(
    document: dict[str, Any], data: st.DataObject
) -> None:
    document = {**document, "bystander": {"deep": [1, None, {"a": "b"}]}}
    form = form_with(document)
    for _ in range(6):
        html = render_to_string("catalog/entry/form.html", {"form": form.draw()})
        buttons = [
            unescape(each)
            for each in re.findall(r'name="do" value="([^"]*)"', html)
            if "bystander" not in each and not each.startswith("undo")
        ]
        switches = [name for name in sent_by(html) if name.startswith("alt:")]
        edits = (
            {data.draw(st.sampled_from(switches)): data.draw(st.sampled_from("012"))}
            if switches
            else {}
        )
        do = data.draw(st.sampled_from([*buttons, "refresh"]))
        form.receive(sent(form, **edits, do=do))
        assert form.state.document["bystander"] == document["bystander"]
        assert read_state(form.state.as_text()).document == form.state.document


def test_groups_that_require_groups_end() -> None:
    defs = {
        f"d{level}": {
            "type": "object",
            "required": ["a", "b", "c"],
            "properties": {name: {"$ref": f"#/$defs/d{level + 1}"} for name in "abc"},
        }
        for level in range(11)
    }
    schema = {"$ref": "#/$defs/d0", "$defs": {**defs, "d11": {"const": 1}}}
    form = Form(schema)
    assert len(json.dumps(form.state.document)) < 50_000
    assert form.draw().part.children


def test_lists_of_lists_of_lists_are_opened_a_few_at_a_time() -> None:
    schema: dict[str, Any] = {"type": "number"}
    value: Any = 1
    for _ in range(60):
        schema, value = {"type": "array", "items": schema}, [value]
    places_of_all = ["/a" + "/0" * depth for depth in range(1, 61)]
    state = State(document={"a": value}, open=places_of_all)
    form = Form({"type": "object", "properties": {"a": schema}}, state=state)
    form.receive(sent(form))
    assert form.state.document == {"a": value}
    edited(form, {}, f"open:{places_of_all[50]}")
    assert form.state.at == places_of_all[50]
    assert form.draw().part.template == "list.html"


def test_what_comes_after_very_many_fields_is_folded() -> None:
    schema: dict[str, Any] = {
        "properties": {f"g{n}": {"properties": {"a": {}, "b": {}}} for n in range(900)}
    }
    document = {f"g{n}": {"a": n, "b": n} for n in range(900)}
    form = Form(schema, state=State(document=copy.deepcopy(document)))
    folded = [view for view in places(form.draw().part) if view.template == "folded.html"]
    assert len(folded) > 300
    form.receive(sent(form))
    assert same(form.state.document, document)
    edited(form, {}, f"at:{folded[-1].place}")
    assert [each.place for each in form.draw().part.children] == ["/g899/a", "/g899/b"]


def test_of_a_large_real_schema_only_what_is_shown_is_drawn(real_data: Path) -> None:
    path = real_data / "aind" / "schemas" / "metadata-2.7.6.json"
    form = Form(repair(json.loads(path.read_text())).content, digest=path.name)
    assert len(list(places(form.draw().part))) < 60
    edited(form, {"find": "volume"}, "find")
    hits = form.draw().hits
    assert len(hits) > 5
    edited(form, {}, f"go:{hits[0].path}")
    assert form.draw().focus
