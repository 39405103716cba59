"""Each operation on records: what it does, what it refuses, how it reads, how it is checked."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from catalog.schemas.document import digest_of
from catalog.schemas.migration import checked, migrate, read_operations, write_operations
from catalog.schemas.paths import Fields
from catalog.schemas.problems import BadDocument

ANYTHING: dict[str, Any] = {"type": "object"}
PROCEDURES = {"procedures": [{"type": "injection", "dose": 5}, {"type": "perfusion"}]}

# (operation, record, what becomes of it)
DONE: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"op": "rename", "path": "a", "to": "b"}, {"x": 1, "a": 2, "y": 3}, {"x": 1, "b": 2, "y": 3}),
    ({"op": "rename", "path": "a", "to": "b"}, {"x": 1}, {"x": 1}),
    (
        {"op": "rename", "path": "procedures.dose", "to": "amount"},
        PROCEDURES,
        {"procedures": [{"type": "injection", "amount": 5}, {"type": "perfusion"}]},
    ),
    (
        {"op": "rename", "path": "probes.*.d", "to": "depth"},
        {"probes": {"A": {"d": 1}, "B": {"d": 2}}},
        {"probes": {"A": {"depth": 1}, "B": {"depth": 2}}},
    ),
    ({"op": "rename", "path": "/a.b/c~1d", "to": "e"}, {"a.b": {"c/d": 1}}, {"a.b": {"e": 1}}),
    ({"op": "move", "path": "a.b", "to": "c.d.e"}, {"a": {"b": 1}}, {"c": {"d": {"e": 1}}}),
    ({"op": "move", "path": "a.b", "to": "b"}, {"a": {"b": 1, "k": 2}}, {"a": {"k": 2}, "b": 1}),
    (
        {"op": "move", "path": "procedures.dose", "to": "procedures.details.dose"},
        PROCEDURES,
        {"procedures": [{"type": "injection", "details": {"dose": 5}}, {"type": "perfusion"}]},
    ),
    ({"op": "set_default", "path": "a", "value": [1]}, {}, {"a": [1]}),
    ({"op": "set_default", "path": "a", "value": 1}, {"a": None}, {"a": None}),
    ({"op": "set_default", "path": "a", "value": 1, "nulls": True}, {"a": None}, {"a": 1}),
    ({"op": "set_default", "path": "a.b", "value": 1}, {"c": 2}, {"c": 2}),
    (
        {"op": "map_values", "path": "sex", "values": [{"from": "M", "to": "Male"}]},
        {"sex": ["M", "F"]},
        {"sex": ["Male", "F"]},
    ),
    (
        {"op": "map_values", "path": "a", "values": [{"from": 1, "to": 2}, {"from": "1", "to": 3}]},
        {"a": [True, 1, 1.0, "1", None]},
        {"a": [True, 2, 2, 3, None]},
    ),
    ({"op": "convert_type", "path": "a", "to": "number"}, {"a": "5"}, {"a": 5}),
    ({"op": "convert_type", "path": "a", "to": "number"}, {"a": ["5.25", 3]}, {"a": [5.25, 3]}),
    ({"op": "convert_type", "path": "a", "to": "number", "unit": "d"}, {"a": "8 wk"}, {"a": 56}),
    ({"op": "convert_type", "path": "a", "to": "integer"}, {"a": 5.0}, {"a": 5}),
    ({"op": "convert_type", "path": "a", "to": "text"}, {"a": [5.0, True]}, {"a": ["5", "true"]}),
    ({"op": "convert_type", "path": "a", "to": "true or false"}, {"a": "No"}, {"a": False}),
    ({"op": "convert_type", "path": "a", "to": "list"}, {"a": "x"}, {"a": ["x"]}),
    ({"op": "convert_type", "path": "a", "to": "single value"}, {"a": ["x"]}, {"a": "x"}),
    ({"op": "convert_unit", "path": "a", "unit": "wk", "to": "d"}, {"a": 8}, {"a": 56}),
    ({"op": "convert_unit", "path": "a", "unit": "Cel", "to": "K"}, {"a": 20.0}, {"a": 293.15}),
    (
        {"op": "split", "path": "name", "separator": ",", "into": ["last", "first"]},
        {"name": "Lovelace, Ada"},
        {"last": "Lovelace", "first": "Ada"},
    ),
    (
        {"op": "merge", "paths": ["first", "last"], "to": "name"},
        {"first": "Ada", "last": None},
        {"name": "Ada"},
    ),
    (
        {"op": "merge", "paths": ["a", "b"], "to": "c", "separator": "-"},
        {"a": 1, "b": 2},
        {"c": "1-2"},
    ),
    ({"op": "drop", "path": "a.b", "reason": "unused"}, {"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}),
    ({"op": "compute", "path": "c", "expression": "add(a, multiply(b, `2`))"}, {"a": 1, "b": 2},
     {"a": 1, "b": 2, "c": 5}),
    ({"op": "compute", "path": "a", "expression": "nothing"}, {"a": 1}, {}),
    (
        {"op": "compute", "path": "procedures.label", "expression": "upper(type)"},
        {"procedures": [{"type": "x"}]},
        {"procedures": [{"type": "x", "label": "X"}]},
    ),
]  # fmt: skip

# (operation, record, where it fails, part of the sentence)
REFUSED: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"op": "rename", "path": "a", "to": "b"}, {"a": 1, "b": 2}, "/b", "would be lost"),
    ({"op": "move", "path": "a.b", "to": "c"}, {"a": [{"b": 1}]}, "/a", "not one value"),
    ({"op": "move", "path": "a", "to": "c.d"}, {"a": 1, "c": 2}, "/c", "no group of fields"),
    (
        {"op": "map_values", "path": "a", "values": [{"from": 1, "to": 2}], "otherwise": "fail"},
        {"a": [1, 7]},
        "/a/1",
        "no new value for 7",
    ),
    ({"op": "convert_type", "path": "a", "to": "number"}, {"a": "old"}, "/a", "number"),
    ({"op": "convert_type", "path": "a", "to": "integer"}, {"a": "1.5"}, "/a", "no whole number"),
    ({"op": "convert_type", "path": "a", "to": "text"}, {"a": {"b": 1}}, "/a", "group of fields"),
    ({"op": "convert_type", "path": "a", "to": "true or false"}, {"a": "maybe"}, "/a", "neither"),
    ({"op": "convert_type", "path": "a", "to": "single value"}, {"a": [1, 2]}, "/a", "2 entries"),
    ({"op": "convert_unit", "path": "a", "unit": "wk", "to": "d"}, {"a": "8"}, "/a", "no number"),
    (
        {"op": "split", "path": "a", "separator": ",", "into": ["b", "c"]},
        {"a": "one"},
        "/a",
        "1 of the 2 parts",
    ),
    ({"op": "merge", "paths": ["a", "b"], "to": "c"}, {"a": [1]}, "/a", "no single value"),
    ({"op": "compute", "path": "c", "expression": "divide(a, `0`)"}, {"a": 1}, "/c", "by zero"),
    ({"op": "compute", "path": "c", "expression": "add(a, `1`)"}, {"a": "x"}, "/c", "fails"),
]


def run(content: Any, *operations: dict[str, Any], schema: dict[str, Any] = ANYTHING) -> Any:
    read = read_operations(list(operations))
    return migrate(content, read, schema=schema, digest=digest_of(schema))


@pytest.mark.parametrize(("operation", "record", "expected"), DONE)
def test_what_an_operation_does(
    operation: dict[str, Any], record: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = copy.deepcopy(record)
    migrated = run(record, operation)
    assert migrated.problems == ()
    assert migrated.content == expected
    # Equal is not enough: 1 == True, and the order of fields is content too.
    assert repr(migrated.content) == repr(expected)
    assert record == before, "the record that was given must stay as it was"


@pytest.mark.parametrize(("operation", "record", "where", "words"), REFUSED)
def test_what_an_operation_refuses(
    operation: dict[str, Any], record: dict[str, Any], where: str, words: str
) -> None:
    migrated = run(record, operation)
    assert (migrated.content, migrated.operation) == (None, 0)
    [problem] = migrated.problems
    assert problem.pointer == where
    assert words in problem.message


@pytest.mark.parametrize("operation", [each for each, *_ in DONE])
def test_operations_are_written_as_they_are_read(operation: dict[str, Any]) -> None:
    read = read_operations([operation])
    assert read_operations(write_operations(read)) == read
    assert read[0].sentence().endswith(".")


def test_what_comes_out_is_validated() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["b"]}
    migrated = run({"x": 1}, {"op": "rename", "path": "x", "to": "a"}, schema=schema)
    assert [(p.pointer, p.keyword) for p in migrated.problems] == [("", "required")]
    assert migrated.content == {"a": 1}


def test_a_computed_value_that_nothing_could_store_is_refused() -> None:
    migrated = run({"a": "inf"}, {"op": "compute", "path": "b", "expression": "to_number(a)"})
    assert not migrated.passes


def test_every_problem_of_the_form_is_told_at_its_place() -> None:
    with pytest.raises(BadDocument) as refused:
        read_operations(
            [
                {"op": "rename", "path": "a..b"},
                {"op": "explode"},
                {"op": "drop", "path": "a", "reason": 1, "because": ""},
                {"op": "convert_type", "path": "a", "to": "colour"},
                {"op": "map_values", "path": "a", "values": {"M": "Male"}},
                7,
            ]
        )
    assert {p.pointer for p in refused.value.problems} == {
        "/0/path", "/0/to", "/1/op", "/2/reason", "/2/because", "/3/to", "/4/values", "/5/op",
    }  # fmt: skip
    with pytest.raises(BadDocument):
        read_operations({"op": "drop"})


OLD = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "age": {"type": "number"},
        "subject": {"type": "object", "properties": {"name": {"type": "string"}}},
        "sex": {"type": "string"},
    },
}
NEW = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "age_days": {"type": "number"},
        "animal": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"label": {"type": "string"}},
        },
        "sex": {"enum": ["Female", "Male"]},
    },
}


def found(*operations: dict[str, Any]) -> list[tuple[str, str]]:
    read = read_operations(list(operations))
    return [(p.pointer, p.message) for p in checked(read, Fields(OLD), Fields(NEW))]


def test_operations_are_checked_against_both_versions_one_after_the_other() -> None:
    assert (
        found(
            {"op": "rename", "path": "age", "to": "age_days"},
            {"op": "rename", "path": "subject", "to": "animal"},
            {"op": "rename", "path": "animal.name", "to": "label"},
        )
        == []
    )


@pytest.mark.parametrize(
    ("operation", "place", "words"),
    [
        ({"op": "rename", "path": "aeg", "to": "age_days"}, "/0/path", "Did you mean `age`?"),
        ({"op": "rename", "path": "age", "to": "days"}, "/0/to", "The new version has no field"),
        ({"op": "move", "path": "age", "to": "age.age"}, "/0/to", "into itself"),
        ({"op": "drop", "path": "age", "reason": " "}, "/0/reason", "Say why"),
        ({"op": "set_default", "path": "sex", "value": "M"}, "/0/value", '"Female", "Male"'),
        ({"op": "convert_unit", "path": "age", "unit": "d", "to": "mm"}, "/0/to", "different"),
        ({"op": "convert_type", "path": "age", "to": "number", "unit": "??"}, "/0/unit", "unit"),
        ({"op": "map_values", "path": "sex", "values": []}, "/0/values", "at least one"),
        (
            {"op": "split", "path": "sex", "separator": "", "into": ["age_days"]},
            "/0/separator",
            "between",
        ),
        ({"op": "merge", "paths": ["sex"], "to": "age_days"}, "/0/paths", "2 to 50"),
        ({"op": "compute", "path": "sex", "expression": "uper(sex)"}, "/0/expression", "upper"),
    ],
)
def test_a_mistake_is_told_before_any_record_is_touched(
    operation: dict[str, Any], place: str, words: str
) -> None:
    told = found(operation)
    assert [pointer for pointer, message in told if words in message] == [place], told


def test_a_field_that_was_dropped_cannot_be_used_below() -> None:
    [(pointer, message)] = found(
        {"op": "drop", "path": "age", "reason": "wrong"},
        {"op": "rename", "path": "age", "to": "age_days"},
    )
    assert pointer == "/1/path"
    assert "above" in message
