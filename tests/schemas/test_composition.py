"""Schemas that refer to registered schemas: resolved, bundled, seen through by everything."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import jsonschema_rs
import pytest
import referencing
import referencing.jsonschema
from django.conf import settings

from catalog.access.caller import Caller
from catalog.errors import Conflict, Invalid
from catalog.models import Binding, SchemaVersion
from catalog.schemas.addresses import registered
from catalog.schemas.compose import bundle_of
from catalog.schemas.dialects import DIALECTS
from catalog.schemas.document import diagnose
from catalog.schemas.drafts import discard_draft, edit_draft
from catalog.schemas.lifecycle import retire_schema
from catalog.schemas.paths import fields
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from catalog.schemas.registry import find_version, validate_against
from tests.builders import make_steward

pytestmark = pytest.mark.django_db
Content = dict[str, Any]
QUANTITY: Content = {
    "type": "object",
    "required": ["value"],
    "properties": {"value": {"$ref": "#/$defs/Number"}},
    "$defs": {"Number": {"type": "number", "minimum": 0, "x-property": "amount"}},
}
SAMPLE: Content = {
    "properties": {
        "mass": {"$ref": "/schemas/lab/quantity/1.0.0"},
        "count": {"$ref": "/schemas/lab/quantity/1.0.0#/$defs/Number"},
    }
}


@pytest.fixture
def steward() -> Caller:
    return make_steward()


def put(actor: Caller, name: str, content: Content, **more: Any) -> SchemaVersion:
    given = {"version": "1.0.0", "publish": True, **more}
    return register_schema(actor=actor, name=name, content=content, **given)[0]


def complaints(refused: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {str(each["pointer"]): str(each["detail"]) for each in refused.value.problems}


def test_a_record_is_validated_through_the_reference(steward: Caller) -> None:
    put(steward, "lab/quantity", QUANTITY)
    put(steward, "lab/sample", SAMPLE)
    pinned = find_version(actor=steward, name="lab/sample")
    assert not isinstance(pinned, str)
    assert not validate_against(pinned, {"mass": {"value": 3}, "count": 2})
    found = validate_against(pinned, {"mass": {"value": -3}, "count": "two"})
    assert [problem.pointer for problem in found] == ["/mass/value", "/count"]
    assert found[0].message == "`value` must be 0 or more; you entered -3."


def test_fields_and_bindings_see_through_the_reference(steward: Caller) -> None:
    put(steward, "lab/quantity", QUANTITY)
    row = put(steward, "lab/sample", SAMPLE)
    whole, digest = bundle_of(row)
    assert {field.path: field.type for field in fields(whole, digest=digest).fields} == {
        "mass.value": "number",
        "count": "number",
    }
    bound = Binding.objects.filter(schema=row.schema, property__name="amount")
    assert set(bound.values_list("path", flat=True)) == {"mass.value", "count"}


VALUES: tuple[dict[str, Any], ...] = (
    {},
    {"mass": {"value": 1}},
    {"mass": {}},
    {"mass": {"value": -1}},
    {"count": "x"},
)


@pytest.mark.parametrize("name", [dialect.name for dialect in DIALECTS])
def test_the_bundle_validates_as_the_documents_do_apart(steward: Caller, name: str) -> None:
    """In every draft; against two validators, one of which is given the documents one by one."""
    dialect = next(each for each in DIALECTS if each.name == name)
    keyword = "definitions" if dialect.lone_ref else "$defs"
    text = json.dumps({"$schema": dialect.uri, "allOf": [{"$ref": "#/$defs/All"}]})
    inner = {**QUANTITY, "$schema": dialect.uri, "$defs": {**QUANTITY["$defs"]}}
    outer = {**json.loads(text), "$defs": {"All": SAMPLE}}
    inner, outer = (
        json.loads(json.dumps(each).replace("$defs", keyword)) for each in (inner, outer)
    )
    put(steward, "lab/quantity", inner)
    whole, _ = bundle_of(put(steward, "lab/sample", outer))
    assert not diagnose(whole)
    base = f"{settings.SITE_URL}/schemas/lab"
    apart = referencing.Registry().with_contents(
        [(f"{base}/quantity/1.0.0", inner), (f"{base}/sample/1.0.0", outer)]
    )
    judge = jsonschema.validators.validator_for(outer)
    official = judge({"$ref": f"{base}/sample/1.0.0"}, registry=apart)
    for value in VALUES:
        ours = jsonschema_rs.validator_for(whole, offline=True).is_valid(value)
        assert ours == official.is_valid(value) == judge(whole).is_valid(value), value


def test_documents_with_names_of_their_own_are_bundled_under_their_addresses(
    steward: Caller,
) -> None:
    """`$id`s from elsewhere, relative ones inside, and two versions that share a name."""
    shared = {
        "$id": "https://elsewhere.example/quantity.json",
        "$ref": "parts.json#number",
        "$defs": {
            "parts": {"$id": "parts.json", "$defs": {"n": {"$anchor": "number", "minimum": 0}}}
        },
    }
    put(steward, "lab/quantity", shared)
    other = json.loads(json.dumps(shared).replace("parts.json", "bits.json"))
    other["$defs"]["parts"]["$defs"]["n"]["minimum"] = 5
    put(steward, "lab/quantity", other, version="2.0.0")
    at = "/schemas/lab/quantity"
    outer = {
        "$id": f"{settings.SITE_URL}/x/y",
        "properties": {"a": {"$ref": f"{at}/1.0.0"}, "b": {"$ref": f"{at}/2.0.0"}},
    }
    whole, _ = bundle_of(put(steward, "lab/sample", outer))
    judge = jsonschema_rs.validator_for(whole, offline=True)
    assert judge.is_valid({"a": 0, "b": 5})
    assert not judge.is_valid({"a": -1})
    assert not judge.is_valid({"b": 4})
    assert jsonschema.Draft202012Validator(whole).is_valid({"a": 0, "b": 5})


def test_references_lead_on_through_several_schemas(steward: Caller) -> None:
    put(steward, "lab/a", {"type": "integer"})
    for name, below in (("b", "a"), ("c", "b"), ("d", "c")):
        put(steward, f"lab/{name}", {"items": {"$ref": f"/schemas/lab/{below}/1.0.0"}})
    whole, _ = bundle_of(SchemaVersion.objects.get(schema__name="lab/d"))
    judge = jsonschema_rs.validator_for(whole, offline=True)
    assert judge.is_valid([[[1]]])
    assert not judge.is_valid([[["one"]]])


def test_what_is_not_there_or_not_usable_is_said_at_its_place(steward: Caller) -> None:
    old = {"$schema": "http://json-schema.org/draft-07/schema#"}
    put(steward, "lab/old", old)
    put(steward, "lab/gone", {})
    retire_schema(actor=steward, name="lab/gone", version="1.0.0", reason="Wrong.")
    put(steward, "lab/there", {})
    at = "/schemas/lab"
    references = [
        *(f"{at}/missing/1.0.0", f"{at}/old/1.0.0", f"{at}/gone/1.0.0", f"{at}/this/1.0.0"),
        *(f"{at}/there/1.0.0#/nope", "https://example.org/x.json"),
    ]
    with pytest.raises(Invalid) as refused:
        put(steward, "lab/this", {"allOf": [{"$ref": each} for each in references]})
    said = complaints(refused)
    assert list(said) == [f"/content/allOf/{n}/$ref" for n in (0, 1, 2, 3, 4, 5)]
    words = ("register it first", "another dialect", "retired: Wrong.", "refer into it with", "")
    assert all(word in text for word, text in zip(words, said.values(), strict=False))
    assert "nothing is fetched" in said["/content/allOf/5/$ref"]
    assert not SchemaVersion.objects.filter(schema__name="lab/this").exists()


def test_a_dangling_fragment_is_found_in_the_other_document(steward: Caller) -> None:
    put(steward, "lab/there", {})
    with pytest.raises(Invalid) as refused:
        put(steward, "lab/this", {"$ref": "/schemas/lab/there/1.0.0#/nope"})
    assert "leads nowhere" in complaints(refused)["/content/$ref"]


def test_a_draft_may_refer_to_drafts_and_is_published_after_them(steward: Caller) -> None:
    put(steward, "lab/quantity", QUANTITY, publish=False)
    put(steward, "lab/sample", SAMPLE, publish=False)
    with pytest.raises(Invalid) as refused:
        publish_schema(actor=steward, name="lab/sample", version="1.0.0")
    assert "lab/quantity 1.0.0, a draft" in complaints(refused)["/content"]
    with pytest.raises(Conflict):
        discard_draft(actor=steward, name="lab/quantity", version="1.0.0", if_match="*")
    publish_schema(actor=steward, name="lab/quantity", version="1.0.0")
    publish_schema(actor=steward, name="lab/sample", version="1.0.0")


def test_a_circle_of_drafts_is_refused_where_it_would_close(steward: Caller) -> None:
    put(steward, "lab/a", {}, publish=False)
    put(steward, "lab/b", {"$ref": "/schemas/lab/a/1.0.0"}, publish=False)
    put(steward, "lab/c", {"$ref": "/schemas/lab/b/1.0.0"}, publish=False)
    with pytest.raises(Invalid) as refused:
        edit_draft(
            actor=steward,
            name="lab/a",
            version="1.0.0",
            if_match="*",
            content={"items": {"$ref": "/schemas/lab/c/1.0.0"}},
        )
    assert complaints(refused)["/content"].startswith("lab/b 1.0.0 refers to lab/a 1.0.0 already")


def test_what_a_version_means_outlives_a_move_of_the_site(steward: Caller, settings: Any) -> None:
    settings.SITE_URL = "https://old.example"
    put(steward, "lab/quantity", {"minimum": 0})
    row = put(steward, "lab/sample", {"$ref": "https://old.example/schemas/lab/quantity/1.0.0"})
    settings.SITE_URL = "https://new.example"
    whole, _ = bundle_of(row)
    assert whole["$id"] == "https://new.example/schemas/lab/sample/1.0.0"
    assert not jsonschema_rs.validator_for(whole, offline=True).is_valid(-1)


def test_bounds_hold_for_all_documents_together(steward: Caller) -> None:
    """Each alone is small; what they multiply to is not."""
    put(steward, "lab/n0", {})

    def twice(level: int) -> Content:
        below = {"$ref": f"/schemas/lab/n{level - 1}/1.0.0"}
        return {"allOf": [below, below]}

    def climb(start: int, end: int) -> None:
        for level in range(start, end):
            put(steward, f"lab/n{level}", twice(level))

    climb(1, 15)
    with pytest.raises(Invalid) as refused:
        climb(15, 25)
    assert "multiply" in complaints(refused)["/content"]


def test_only_addresses_of_this_site_name_a_schema() -> None:
    assert registered("/schemas/lab/a/1.0.0") is not None
    assert registered(f"{settings.SITE_URL}/schemas/lab/a/1.0.0") is not None
    for other in ("https://example.org/schemas/lab/a/1.0.0", "/schemas/lab/a", "lab/a/1.0.0"):
        assert registered(other) is None
