"""The list of changes: kind, places, what it does to records."""

from __future__ import annotations

from typing import Any

from catalog.schemas.compare import Change, compare

TEXT = {"type": "string"}
NUMBER = {"type": "number"}


def one(old: dict[str, Any], new: dict[str, Any]) -> Change:
    (change,) = compare(old, new).changes
    return change


def kinds(
    old: dict[str, Any], new: dict[str, Any]
) -> dict[tuple[str, str | None, str | None], str]:
    return {(c.kind, c.old, c.new): c.effect for c in compare(old, new).changes}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def test_fields_that_came_and_went() -> None:
    assert kinds(record(a=TEXT, gone=NUMBER), record(a=TEXT, fresh=TEXT)) == {
        ("removed", "/properties/gone", None): "breaking",
        ("added", None, "/properties/fresh"): "safe",
    }


def test_a_field_that_probably_got_another_name() -> None:
    change = one(record(sub_ject=TEXT), record(subject=TEXT))
    assert (change.kind, change.old, change.new) == (
        "renamed",
        "/properties/sub_ject",
        "/properties/subject",
    )
    assert change.effect == "breaking"


def test_a_field_that_moved_into_another_one() -> None:
    change = compare(record(age=NUMBER), record(animal=record(age=NUMBER))).changes[0]
    assert (change.kind, change.old, change.new) == (
        "nesting",
        "/properties/age",
        "/properties/animal/properties/age",
    )


def test_each_kind_of_keyword_has_its_place_and_its_effect() -> None:
    old = record(
        kind={"enum": ["a", "b"]}, size={"minimum": 1}, code={"pattern": "^a"}, name=TEXT, open={}
    )
    new = record(
        kind={"enum": ["a", "c"]}, size={"minimum": 0}, code={"pattern": "^b"}, name=NUMBER, open={}
    )
    assert kinds(old, {**new, "required": ["name"], "additionalProperties": True}) == {
        ("required", "", "/required"): "breaking",
        ("additionalProperties", "/additionalProperties", "/additionalProperties"): "safe",
        ("enum", "/properties/kind/enum", "/properties/kind/enum"): "breaking",
        ("range", "/properties/size/minimum", "/properties/size/minimum"): "safe",
        ("pattern", "/properties/code/pattern", "/properties/code/pattern"): "breaking",
        ("type", "/properties/name/type", "/properties/name/type"): "breaking",
    }


def test_values_are_named_in_the_reason() -> None:
    change = one({"enum": ["a", "b"]}, {"enum": ["a", "c"]})
    assert change.reason == 'Allowed values: added "c"; removed "b".'


def test_annotations_are_listed_and_safe() -> None:
    change = one({**TEXT, "title": "Old"}, {**TEXT, "title": "New"})
    assert (change.kind, change.old, change.effect) == ("annotation", "/title", "safe")
    definitions = {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": TEXT}}
    described = {**definitions, "$defs": {"A": {**TEXT, "description": "Words."}}}
    assert one(definitions, described).new == "/$defs/A/description"


def test_a_change_behind_references_and_alternatives_is_found_at_its_place() -> None:
    def schema(most: int) -> dict[str, Any]:
        item = {"allOf": [{"type": "object"}, {"$ref": "#/$defs/Item"}]}
        return {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"anyOf": [item, {"type": "null"}]}}
            },
            "$defs": {"Item": {"properties": {"count": {"type": "integer", "maximum": most}}}},
        }

    place = "/$defs/Item/properties/count/maximum"
    change = one(schema(9), schema(5))
    assert (change.kind, change.old, change.new, change.effect) == (
        "range",
        place,
        place,
        "breaking",
    )
    assert one(schema(5), schema(9)).effect == "safe"


def test_an_alternative_that_came_is_named_by_its_title() -> None:
    old = {"anyOf": [TEXT, {"type": "null"}]}
    change = one(old, {"anyOf": [*old["anyOf"], {**NUMBER, "title": "Count"}]})
    assert (change.kind, change.new, change.effect) == ("added", "/anyOf/2", "safe")
    assert change.reason == "“Count” is a new alternative in `anyOf`."


def test_below_a_not_wider_is_narrower() -> None:
    assert compare({"not": {"maximum": 3}}, {"not": {"maximum": 5}}).changes[0].effect == "breaking"
    assert compare({"not": {"maximum": 5}}, {"not": {"maximum": 3}}).changes[0].effect == "safe"
