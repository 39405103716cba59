"""What the verdict is able to prove, to refute, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.schemas.compare import compare
from catalog.schemas.document import BadSchema

TEXT = {"type": "string"}
CLOSED: dict[str, Any] = {"properties": {"a": TEXT}, "additionalProperties": False}


def tree(value: dict[str, Any], name: str) -> dict[str, Any]:
    below = {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}
    node = {"type": "object", "properties": {"value": value, "below": below}}
    return {"$ref": f"#/$defs/{name}", "$defs": {name: node}}


def tagged(*tags: str) -> dict[str, Any]:
    return {
        "oneOf": [
            {"type": "object", "properties": {"kind": {"const": tag}}, "required": ["kind"]}
            for tag in tags
        ]
    }


COMPATIBLE: list[tuple[Any, Any]] = [
    ({"type": "integer"}, {"type": "number"}),
    (CLOSED, {**CLOSED, "properties": {"a": TEXT, "b": TEXT}}),
    (CLOSED, {"maxProperties": 1}),
    ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
    ({"anyOf": [TEXT, {"type": "null"}]}, {"type": ["null", "string"]}),
    (tree({"type": "integer"}, "Tree"), tree({"type": "number"}, "Knot")),
    (tagged("a", "b"), tagged("b", "c", "a")),
    ({"type": "integer", "minimum": 0.5}, {"minimum": 1}),
    ({"type": "integer", "multipleOf": 6}, {"multipleOf": 3}),
    ({"enum": ["ab", "abc"]}, {"minLength": 2, "pattern": "^a"}),
    ({"not": {"required": ["a"]}}, {"not": {"required": ["a", "b"]}}),
    ({"contains": {"const": 1}}, {"contains": {"type": "integer"}}),
    ({"items": TEXT, "minItems": 2}, {"contains": TEXT, "minContains": 2}),
    ({"dependentRequired": {"a": ["b"]}}, {"dependentSchemas": {"a": {"required": ["b"]}}}),
    ({"patternProperties": {"^x": TEXT}}, {"patternProperties": {"^x": {"type": ["string"]}}}),
    ({"propertyNames": {"enum": ["a"]}, "additionalProperties": TEXT}, {"properties": {"a": TEXT}}),
    (
        {"if": {"required": ["a"]}, "then": {"required": ["b", "c"]}},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ),
    (
        {"unevaluatedProperties": False, "allOf": [{}]},
        {"allOf": [{}], "unevaluatedProperties": False},
    ),
    ({"format": "date"}, {"format": "email", "title": "Mail"}),
    (
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "items": [TEXT],
            "additionalItems": True,
        },
        {"prefixItems": [TEXT]},
    ),
]

BREAKING: list[tuple[Any, Any]] = [
    ({"type": "number"}, {"type": "integer"}),
    ({"properties": {"a": TEXT}}, {"properties": {"a": TEXT, "b": TEXT}}),
    ({}, CLOSED),
    ({"type": "object"}, {"type": "object", "required": ["a"]}),
    (tree({"type": "number"}, "Tree"), tree({"type": "integer"}, "Tree")),
    (tagged("a", "b"), tagged("a")),
    ({"anyOf": [TEXT, {"type": "null"}]}, {"oneOf": [TEXT, {"minLength": 1}, {"type": "null"}]}),
    ({}, {"not": {"required": ["a"]}}),
    ({"items": TEXT}, {"items": TEXT, "uniqueItems": True}),
    ({}, {"dependentRequired": {"a": ["b"]}}),
    ({"type": "array"}, {"contains": TEXT}),
    ({"pattern": "^[A-Z]{3}-\\d+$"}, {"pattern": "^[A-Z]{3}-\\d+$", "maxLength": 5}),
    ({"const": 1.5}, {"type": "integer"}),
]


@pytest.mark.parametrize(("old", "new"), COMPATIBLE)
def test_what_only_loosens_is_proven(old: Any, new: Any) -> None:
    assert compare(old, new).verdict == "compatible"


@pytest.mark.parametrize(("old", "new"), BREAKING)
def test_what_tightens_is_shown(old: Any, new: Any) -> None:
    assert compare(old, new).verdict == "breaking"


def test_an_integer_of_draft_4_is_narrower_than_elsewhere() -> None:
    draft_4 = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer"}
    assert compare(draft_4, {"type": "integer"}).verdict == "compatible"
    assert compare({"type": "integer"}, draft_4).verdict != "compatible"
    assert compare({"enum": [1]}, {**draft_4, "enum": [1]}).verdict != "compatible"


def test_the_same_document_is_compatible_whatever_it_uses() -> None:
    dynamic = {
        "$dynamicAnchor": "node",
        "properties": {"below": {"$dynamicRef": "#node"}},
        "unevaluatedProperties": False,
    }
    assert compare(dynamic, dict(reversed(dynamic.items()))).verdict == "compatible"
    assert compare(dynamic, {**dynamic, "minProperties": 0}).verdict == "undecided"


def test_a_witness_is_small() -> None:
    old = {
        "type": "object",
        "properties": {"id": TEXT, "age": {"type": "number"}, "tags": {"items": TEXT}},
        "required": ["id"],
    }
    new = {**old, "properties": {**old["properties"], "age": {"type": "number", "maximum": 10}}}  # type: ignore[dict-item]
    assert compare(old, new).witness == {"id": "", "age": 11}


def test_a_document_that_is_no_schema_is_refused() -> None:
    with pytest.raises(BadSchema):
        compare({}, {"type": "Stain type"})


def test_many_alternatives_end_in_bounded_time() -> None:
    """2^30 ways to choose: no proof is found, and none is claimed."""
    parts = [{"anyOf": [{"required": [f"a{n}"]}, {"required": [f"b{n}"]}]} for n in range(30)]
    result = compare({"allOf": parts, "type": "object"}, {"minProperties": 31})
    assert result.verdict in ("breaking", "undecided")


def test_deep_recursion_does_not_run_into_the_stack() -> None:
    def chain(length: int, kind: str) -> dict[str, Any]:
        names = {
            f"d{n}": {"properties": {"x": {"$ref": f"#/$defs/d{n + 1}"}}} for n in range(length)
        }
        return {"$ref": "#/$defs/d0", "$defs": {**names, f"d{length}": {"type": kind}}}

    assert compare(chain(5, "integer"), chain(5, "number")).verdict == "compatible"
    assert compare(chain(500, "integer"), chain(500, "number")).verdict == "undecided"
