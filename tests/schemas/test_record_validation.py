from __future__ import annotations

import copy
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.schemas import narrowing, validation
from catalog.schemas.document import BadSchema, digest_of
from catalog.schemas.problems import Problems
from catalog.schemas.validation import validate
from tests.effort import effort

ANIMAL: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "title": "Animal ID", "minLength": 1},
        "age": {"type": "number", "minimum": 0, "title": "Age"},
        "sex": {"enum": ["Female", "Male"]},
        "born": {"type": "string", "format": "date"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"},
        "code": {"type": "string", "pattern": "^[A-Z]+$"},
        "weights": {"type": "array", "items": {"type": "number"}, "maxItems": 3},
        "home": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {
                        "kind": {"const": "cage"},
                        "number": {"type": "integer", "title": "Cage number"},
                    },
                    "required": ["kind", "number"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"kind": {"const": "field"}, "area": {"type": "string"}},
                    "required": ["kind"],
                    "additionalProperties": False,
                },
                {"type": "null"},
            ]
        },
    },
}


def check(content: Any, schema: Any = ANIMAL, **options: Any) -> Problems:
    return validate(content, schema=schema, digest=digest_of(schema), **options)


def one(content: dict[str, Any], **options: Any) -> tuple[str, str, str, str]:
    (problem,) = check({"id": "a", **content}, **options)
    return problem.pointer, problem.keyword, problem.schema_path, problem.message


def test_a_valid_record_has_no_problems() -> None:
    record = {"id": "a", "age": 3, "sex": "Male", "home": {"kind": "cage", "number": 3}}
    assert check(record) == []
    assert check({"id": "a", "home": None, "note": None}) == []


def test_sentences_name_the_field_the_cause_and_the_fix() -> None:
    assert one({"age": -4}) == (
        "/age",
        "minimum",
        "/properties/age/minimum",
        "Age must be 0 or more; you entered -4.",
    )
    assert one({"sex": "M"}) == (
        "/sex",
        "enum",
        "/properties/sex/enum",
        "`sex` must be one of Female, Male; you entered “M”.",
    )
    assert one({"age": "3.5"})[3] == (
        "Age must be a number; you entered “3.5”. Write it without quotes."
    )
    assert (
        one({"weights": [1, "x"]})[3] == "Entry 2 of `weights` must be a number; you entered “x”."
    )
    assert one({"weights": [1, 2, 3, 4]})[3] == (
        "`weights` must have at most 3 entries; it is a list with 4 entries."
    )
    assert one({"code": "ab"})[3] == "`code` must match the pattern “^[A-Z]+$”; you entered “ab”."
    assert one({"sexx": "Male"})[3] == ("`sexx` is not a field of the record; did you mean `sex`?")
    (missing,) = check({"age": 1})
    assert missing.message == "Animal ID is missing; add `id`."
    assert (missing.pointer, missing.keyword, missing.schema_path) == ("", "required", "/required")
    (empty,) = check({"id": ""})
    assert empty.message == "Animal ID must not be empty; it is empty."


def test_every_problem_is_reported() -> None:
    problems = check({"age": -1, "sex": "M", "weights": ["a", "b"], "x": 1, "y": 2})
    assert sorted((p.pointer, p.keyword) for p in problems) == [
        ("", "additionalProperties"),
        ("", "additionalProperties"),
        ("", "required"),
        ("/age", "minimum"),
        ("/sex", "enum"),
        ("/weights/0", "type"),
        ("/weights/1", "type"),
    ]


def test_of_several_alternatives_the_one_that_was_meant_is_explained() -> None:
    assert one({"home": {"kind": "cage", "number": "x"}}) == (
        "/home/number",
        "type",
        "/properties/home/oneOf/0/properties/number/type",
        "Cage number must be a whole number; you entered “x”.",
    )
    assert one({"home": {"kind": "field", "number": 3}})[3] == (
        "`number` is not a field of `home`; remove it or correct its name."
    )
    assert one({"home": {"kind": "cage"}})[3] == "Cage number is missing; add `number` to `home`."


def test_a_tag_that_no_alternative_has_is_named_with_the_tags_there_are() -> None:
    assert one({"home": {"kind": "barn", "number": 3}}) == (
        "/home/kind",
        "oneOf",
        "/properties/home/oneOf",
        "`kind` must be one of cage, field; you entered “barn”.",
    )


def test_a_value_of_no_alternatives_type_is_told_the_types() -> None:
    assert one({"note": 3})[3] == "Note must be text or empty (null); you entered 3."
    assert one({"home": 3})[3] == (
        "`home` must be a group of fields (an object) or empty (null); you entered 3."
    )


def test_fitting_two_alternatives_of_one_is_a_problem_too() -> None:
    schema = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    (problem,) = check({"a": 1, "b": 1}, schema)
    assert problem.keyword == "oneOf"
    assert "fits more than one of the alternatives" in problem.message


@pytest.mark.parametrize(
    ("schema", "record", "keyword", "place"),
    [
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "dependentRequired", ""),
        ({"contains": {"type": "string"}, "minContains": 2}, ["a"], "minContains", ""),
        ({"properties": {"a": False}}, {"a": 1}, "falseSchema", "/a"),
        ({"unevaluatedProperties": False}, {"a": 1}, "unevaluatedProperties", ""),
        ({"propertyNames": {"pattern": "^x"}}, {"a": 1}, "propertyNames", ""),
        ({"not": {"type": "object"}}, {}, "not", ""),
        ({"uniqueItems": True}, [1, 1], "uniqueItems", ""),
        ({"if": {}, "then": {"required": ["q"]}}, {}, "required", ""),
        ({"const": {"a": 1}}, 2, "const", ""),
        ({"multipleOf": 0.5}, 0.3, "multipleOf", ""),
        ({"minProperties": 1}, {}, "minProperties", ""),
        ({"prefixItems": [{}], "items": False}, [1, 2], "falseSchema", "/1"),
        ({"properties": {"a/b~c": {"type": "string"}}}, {"a/b~c": 1}, "type", "/a~1b~0c"),
        (False, 1, "falseSchema", ""),
    ],
)
def test_every_keyword_has_its_sentence(schema: Any, record: Any, keyword: str, place: str) -> None:
    if schema is False:
        schema = {"allOf": [False]}
    (problem,) = check(record, schema)
    assert (problem.keyword, problem.pointer) == (keyword, place)
    assert problem.message.endswith((".", "?"))
    assert "breaks the rule" not in problem.message


def test_formats_are_annotations_unless_they_are_asked_for() -> None:
    assert check({"id": "a", "born": "22/11/2022"}) == []
    assert one({"born": "22/11/2022"}, assert_formats=True)[3] == (
        "`born` must be a date such as 2026-03-14; you entered “22/11/2022”."
    )
    assert check("no address", {"format": "uri"}, assert_formats=True) == []


def test_problems_are_capped_and_the_cap_is_said() -> None:
    schema = {"items": {"type": "string"}}
    problems = check(list(range(1_000)), schema)
    assert len(problems) == 200
    assert problems.truncated
    assert len(check(list(range(1_000)), schema, limit=5)) == 5
    assert not check([1, 2], schema).truncated


def test_a_record_beyond_the_bounds_is_refused_before_it_is_validated() -> None:
    (problem,) = check({"id": "x" * 6_000_000})
    assert problem.keyword == "size"
    (problem,) = check({"id": "\x00"})
    assert problem.keyword == "text"


def test_a_schema_that_cannot_be_used_says_so_and_fetches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_network(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no_network)
    with pytest.raises(BadSchema):
        check({}, {"$ref": "http://127.0.0.1:9/schema.json"})
    with pytest.raises(BadSchema):
        check({}, {"type": "Stain type"})


def test_a_compiled_schema_is_kept_under_its_digest() -> None:
    schema = {"type": "string", "title": "kept under its digest"}
    digest = digest_of(schema)
    assert validate("a", schema=schema, digest=digest) == []
    # The digest stands for the schema: what is passed with it is not looked at again.
    assert validate("a", schema={"type": "number"}, digest=digest) == []
    assert len(validation._COMPILED) <= 64


def test_threads_validate_side_by_side() -> None:
    schemas = [{**ANIMAL, "title": f"variant {number}"} for number in range(6)]

    def run(number: int) -> list[int]:
        schema = schemas[number % len(schemas)]
        good = {"id": "a", "home": {"kind": "cage", "number": number}}
        bad = {"age": -1, "home": {"kind": "barn"}}
        return [len(check(good, schema)), len(check(bad, schema))]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(200))) == [[0, 3]] * 200


def test_a_catastrophic_pattern_is_harmless() -> None:
    took, problems = effort(lambda: check("a" * 50_000 + "b", {"pattern": "^(a+)+$"}))
    assert problems
    assert took < 20


def garden(depth: int) -> dict[str, Any]:
    """A record on which listing every alternative's errors would take 2^depth of them."""
    record: dict[str, Any] = {}
    for _ in range(depth):
        record = {"a": record}
    return record


BRANCHING: dict[str, Any] = {
    "anyOf": [
        {"properties": {"a": {"$ref": "#"}}, "required": ["b"]},
        {"properties": {"a": {"$ref": "#"}}, "required": ["c"]},
    ]
}


def test_explaining_is_bounded_where_alternatives_multiply() -> None:
    took, problems = effort(lambda: check(garden(50), BRANCHING))
    assert took < 120
    assert problems
    wide = {"items": {"anyOf": [{"const": number} for number in range(300)]}}
    took, problems = effort(lambda: check(["x"] * 20_000, wide))
    assert took < 120
    assert len(problems) > 50
    assert problems.truncated


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "cage", "field"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "age", "sex", "note", "weights", "home", "kind", "number", "z"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_the_verdict_is_the_librarys_own(record: Any) -> None:
    valid = jsonschema_rs.is_valid(ANIMAL, record)
    problems = check(record)
    assert (problems == []) == valid
    for problem in problems:
        assert problem.keyword
        assert problem.message
        assert not problem.pointer or problem.pointer.startswith("/")


@settings(max_examples=60)
@given(_VALUES)
def test_walking_down_finds_the_same_as_listing(record: Any) -> None:
    listed = {(p.pointer, p.keyword) for p in check(record)}
    # The other way is taken for records that are dear to list: here, for all of them.
    before = narrowing.CHEAP
    narrowing.CHEAP = -1
    try:
        walked = {(p.pointer, p.keyword) for p in check(copy.deepcopy(record))}
    finally:
        narrowing.CHEAP = before
    assert bool(walked) == bool(listed)
    if not any(keyword in ("oneOf", "schema") for _, keyword in walked | listed):
        assert {place for place, _ in walked} == {place for place, _ in listed}


def test_a_field_whose_name_is_a_number_is_a_field_and_no_index() -> None:
    schema = {"properties": {"1": {"items": {"type": "string"}}}}
    [problem] = validate({"1": ["a", 2]}, schema=schema, digest="numeric-names")
    assert problem.pointer == "/1/1"
    [refused] = validate({"1": 1}, schema={"patternProperties": {"1": False}}, digest="no-ones")
    assert refused.pointer == "/1"


@pytest.mark.parametrize("name", ["01", "+1", "1"])
def test_a_field_whose_name_only_reads_as_a_number_is_found_too(name: str) -> None:
    schema = {"properties": {name: {"type": "string"}}}
    (problem,) = validate({name: 2}, schema=schema, digest=digest_of(schema))
    assert problem.pointer == f"/{name}"
