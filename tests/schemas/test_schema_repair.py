from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schemas.dialects import DIALECTS
from catalog.schemas.document import diagnose
from catalog.schemas.repair import repair

OLD = {"$schema": "http://json-schema.org/draft-07/schema#"}


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ({"type": "Stain type"}, {"title": "Stain type"}),
        ({"type": "Stain type", "title": "Stain"}, {"title": "Stain"}),
        ({"type": "String"}, {"type": "string"}),
        ({"type": ["int", None]}, {"type": ["integer", "null"]}),
        ({"type": ["string", "colour"]}, {}),
        ({"description": ["One.", " Two."]}, {"description": "One. Two."}),
        ({"title": 3}, {"title": "3"}),
        ({"description": None}, {}),
        ({"minimum": "0.5", "maxLength": "12"}, {"minimum": 0.5, "maxLength": 12}),
        ({"minLength": -1}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"required": True}, {}),
        ({"required": ["a", 3, "a"]}, {"required": ["a"]}),
        ({"enum": "a"}, {"enum": ["a"]}),
        ({"uniqueItems": "yes"}, {"uniqueItems": True}),
        ({"pattern": 3, "format": []}, {}),
        ({"pattern": "(?=a)b"}, {}),
        ({"additionalProperties": "false"}, {"additionalProperties": False}),
        (
            {"items": [{"type": "string"}], "additionalItems": False},
            {"prefixItems": [{"type": "string"}], "items": False},
        ),
        ({"anyOf": {"type": "string"}}, {"anyOf": [{"type": "string"}]}),
        (
            {"properties": {"a": "string", "b": None, "c": {"type": "bool"}}},
            {"properties": {"a": {"type": "string"}, "b": {}, "c": {"type": "boolean"}}},
        ),
        (
            OLD | {"items": [{"type": "Text"}], "dependencies": {"a": ["b"], "c": 3}},
            OLD | {"items": [{"type": "string"}], "dependencies": {"a": ["b"], "c": {}}},
        ),
        (
            OLD | {"definitions": {"a b": {}}, "allOf": [{"$ref": "#/definitions/a b"}]},
            OLD | {"definitions": {"a b": {}}, "allOf": [{"$ref": "#/definitions/a%20b"}]},
        ),
    ],
)
def test_what_was_plainly_meant_is_written(broken: Any, mended: Any) -> None:
    original = copy.deepcopy(broken)
    result = repair(broken)
    assert result.content == mended
    assert not diagnose(result.content)
    assert broken == original
    assert result.changes


def test_each_change_says_where_what_and_why() -> None:
    result = repair({"properties": {"a/b": {"type": "Stain type"}}})
    removed, added = (change.as_dict() for change in result.changes)
    assert removed == {
        "pointer": "/properties/a~1b/type",
        "was": "Stain type",
        "became": None,
        "why": '"Stain type" is not a type of JSON; without it, a value of any type is accepted '
        "here.",
        "added": False,
        "removed": True,
    }
    assert (added["pointer"], added["became"]) == ("/properties/a~1b/title", "Stain type")
    assert added["added"]
    json.dumps([removed, added])


def test_a_valid_schema_is_left_as_it_is() -> None:
    schema = {"type": "object", "required": [], "enum": [], "properties": {"a": {"x-unit": "d"}}}
    assert repair(schema).content == schema
    assert not repair(schema).changes


@pytest.mark.parametrize(
    "schema",
    [
        {"$schema": "http://json-schema.org/draft-03/schema#", "type": "any"},
        {"description": "x" * 6_000_000},
        {"$ref": "#/$defs/missing"},
        {"dependentRequired": {"a": 3}},
        # Loosened, these would accept less.
        {"not": {"type": "Stain type"}},
        {"patternProperties": {"(?=a)b": {}}, "additionalProperties": False},
        {"not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"properties": {"b": {"type": "x y"}}}}},
        {"if": {"pattern": "(?=a)b"}, "else": False},
    ],
)
def test_what_cannot_be_mended_safely_stays_a_problem(schema: dict[str, Any]) -> None:
    result = repair(schema)
    assert result.content == schema
    assert not result.changes
    assert diagnose(result.content)


def test_an_exact_mend_is_made_under_not_too() -> None:
    assert repair({"not": {"type": "String"}}).content == {"not": {"type": "string"}}


_JUNK: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["string", "Text", "int", "false", "3", "x y", ""])
    | st.lists(st.sampled_from(["a", "string", 1, None, {}]), max_size=3)
    | st.dictionaries(st.sampled_from(["a", "type"]), st.sampled_from(["x", 1, {}]), max_size=2)
)
_KEYWORDS = st.sampled_from(
    [
        *("type", "title", "description", "minimum", "exclusiveMinimum", "minLength", "required"),
        *("enum", "uniqueItems", "pattern", "properties", "items", "anyOf", "additionalProperties"),
        *("not", "if", "examples", "$defs", "dependentRequired", "const", "default", "format"),
    ]
)


@given(
    st.dictionaries(_KEYWORDS, _JUNK, max_size=4),
    st.dictionaries(_KEYWORDS, _JUNK, max_size=3),
    st.sampled_from(DIALECTS),
)
def test_repairing_any_junk_ends_and_is_done_once(
    outer: dict[str, Any], inner: dict[str, Any], dialect: Any
) -> None:
    schema = {**outer, "allOf": [{"properties": {"p": inner}}], "$schema": dialect.uri}
    result = repair(schema)
    assert not repair(result.content).changes
    if not diagnose(result.content):
        jsonschema_rs.validator_for(result.content)


@given(st.dictionaries(_KEYWORDS, _JUNK, max_size=5))
def test_what_no_change_names_is_as_it_was(broken: dict[str, Any]) -> None:
    result = repair({"properties": {"p": broken}})
    changed = [change.pointer for change in result.changes]
    mended = result.content["properties"]["p"]
    for keyword, value in broken.items():
        place = f"/properties/p/{keyword}"
        if not any(f"{other}/".startswith(f"{place}/") for other in changed):
            assert json.dumps(mended[keyword]) == json.dumps(value)
    for keyword in mended.keys() - broken.keys():
        assert f"/properties/p/{keyword}" in changed
