from __future__ import annotations

from typing import Any

import pytest

from catalog.schemas.paths import FieldInfo, bound_properties, field_at, fields
from tests.effort import effort

SCHEMA: dict[str, Any] = {
    "properties": {
        "age": {"type": "number", "x-unit": "wk", "x-property": "age", "title": "Age"},
        "born": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "animal": {"$ref": "#/$defs/Animal"},
        "sessions": {
            "type": "array",
            "title": "Sessions",
            "items": {
                "allOf": [
                    {"properties": {"rig": {"type": "string", "description": "Which rig."}}},
                    {"properties": {"power": {"type": "integer", "x-unit": "mW"}}},
                ]
            },
        },
        "free": {"type": "object", "additionalProperties": {"type": "number"}},
        "closed": {"type": "object", "additionalProperties": False},
        "hidden": {"x-searchable": False, "properties": {"below": {"type": "string"}}},
        "flag": {"type": "boolean"},
        "either": {"type": ["string", "number"]},
        "kind": {"const": "x"},
        "size": {
            "oneOf": [
                {"properties": {"value": {"type": "number", "x-unit": "mm"}}},
                {"properties": {"value": {"type": "number", "x-unit": "um"}}},
            ]
        },
    },
    "patternProperties": {"^probe_": {"type": "number"}},
    "$defs": {
        "Animal": {
            "title": "Animal",
            "properties": {
                "species": {
                    "oneOf": [
                        {"properties": {"name": {"const": "Mus musculus"}}},
                        {"properties": {"name": {"const": "Rattus"}, "rrid": {"type": "string"}}},
                    ]
                },
                "parents": {"type": "array", "items": {"$ref": "#/$defs/Animal"}},
            },
        }
    },
}


def at(*path: str | int, schema: dict[str, Any] = SCHEMA) -> FieldInfo:
    info = field_at(schema, path)
    assert info is not None
    return info


def test_a_plain_field_says_all_that_is_declared() -> None:
    info = at("age")
    assert (info.path, info.type, info.title) == ("age", "number", "Age")
    assert (info.unit, info.property) == ("wk", "age")
    assert info.declared
    assert not info.many


def test_types_are_those_that_search_knows() -> None:
    assert at("born").type == "date"
    assert at("born").json_types == {"string", "null"}
    assert at("flag").type == "keyword"
    assert at("either").type == "keyword"
    assert at("kind").json_types == {"string"}
    assert at("sessions", "power").type == "number"


def test_indexes_of_lists_are_skipped() -> None:
    assert at("sessions", 3, "rig") == at("sessions", "rig")
    assert at("sessions", "rig").many
    assert at("sessions", "rig").description == "Which rig."
    assert at("sessions").title == "Sessions"


def test_references_and_alternatives_are_merged() -> None:
    assert at("animal", "species", "name").json_types == {"string"}
    assert at("animal", "species", "rrid").declared
    assert at("animal", "parents", 0, "parents", 1, "species", "name").path == (
        "animal.parents.parents.species.name"
    )
    assert field_at(SCHEMA, ("animal", "species", "other")) is None


def test_what_is_allowed_but_not_declared_is_told_from_what_is() -> None:
    assert not at("free", "anything").declared
    assert at("free", "anything").type == "number"
    assert at("probe_1").declared
    assert field_at(SCHEMA, ("closed", "anything")) is None
    assert field_at(SCHEMA, ("nothing",)) is None


def test_alternatives_that_differ_in_unit_have_none() -> None:
    assert at("size", "value").mixed_units
    assert at("size", "value").unit == ""


def test_what_stands_below_a_hidden_field_is_hidden() -> None:
    assert not at("hidden").searchable
    assert not at("hidden", "below").searchable
    assert at("age").searchable


def test_fields_are_listed_breadth_first_and_recursion_ends() -> None:
    found = fields(SCHEMA)
    names = [info.path for info in found.fields]
    assert not found.truncated
    assert names[:3] == ["age", "born", "flag"]
    assert "animal.species.name" in names
    assert "animal.parents.species.name" in names
    assert "animal.parents.parents.species.name" not in names
    assert "sessions" not in names
    short = fields(SCHEMA, limit=2)
    assert short.truncated
    assert len(short.fields) == 2


def test_bound_paths_are_listed() -> None:
    assert bound_properties(SCHEMA) == {"age": "age"}
    assert bound_properties({"properties": {"a": {}}}) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}], "properties": {"a": {"$ref": "#"}}},
        {"properties": {f"p{n}": {"$ref": "#"} for n in range(100)}},
        {"properties": {"a": 3, "b": {"type": 7, "title": []}}, "items": "x"},
    ],
)
def test_any_schema_is_walked_in_bounded_time(schema: dict[str, Any]) -> None:
    took, _ = effort(lambda: (fields(schema), field_at(schema, ("a",) * 60)))
    assert took < 120


def test_paths_asked_for_without_end_do_not_fill_memory() -> None:
    schema = {"additionalProperties": {"$ref": "#"}}
    for number in range(30_000):
        assert field_at(schema, (str(number),), digest="paths without end") is not None
