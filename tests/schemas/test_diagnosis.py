from __future__ import annotations

import copy
import socket
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schemas.cost import MAX_EVALUATIONS, cost_of
from catalog.schemas.dialects import DIALECTS, NATIVE
from catalog.schemas.document import BadSchema, diagnose, digest_of, parse_schema
from catalog.schemas.graph import SchemaGraph
from catalog.schemas.paths import fields
from catalog.schemas.validation import validate
from tests.effort import effort

Schema = dict[str, Any]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    opened: list[object] = []

    class Refusing(socket.socket):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            opened.append(args)
            raise OSError("no network in this test")

    monkeypatch.setattr(socket, "socket", Refusing)
    return opened


def places(schema: object) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.keyword) for problem in diagnose(schema)]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_dialect_is_told_by_its_address(dialect: Any) -> None:
    for uri in (dialect.uri, dialect.uri + "#"):
        parsed = parse_schema({"$schema": uri, "properties": {"a": {"type": "string"}}})
        assert parsed.dialect == dialect.uri
    wrong = {"$schema": dialect.uri, "properties": {"a": {"type": "text"}, "b": {"required": 3}}}
    assert {place for place, _ in places(wrong)} == {"/properties/a/type", "/properties/b/required"}


def test_without_an_address_a_schema_is_2020_12() -> None:
    assert parse_schema({}).dialect == NATIVE.uri


def test_an_unknown_dialect_is_named_with_those_that_are_known() -> None:
    (problem,) = diagnose({"$schema": "http://json-schema.org/draft-03/schema#"})
    assert problem.pointer == "/$schema"
    assert "draft-03" in problem.message
    assert NATIVE.uri in problem.message


def test_each_invalid_place_is_named_once_with_a_sentence() -> None:
    schema = {
        "properties": {
            "a": {"type": "Stain type"},
            "b": {"description": ["one", "two"]},
            "c": {"minimum": "0"},
            "d": "text",
        },
        "$defs": {"e": {"required": ["x", 3]}},
    }
    problems = {problem.pointer: problem for problem in diagnose(schema)}
    assert set(problems) == {
        "/properties/a/type",
        "/properties/b/description",
        "/properties/c/minimum",
        "/properties/d",
        "/$defs/e/required/1",
    }
    assert problems["/properties/a/type"].message == (
        "`type` must be one of array, boolean, integer, null, number, object, string; "
        "you entered “Stain type”."
    )
    assert problems["/properties/b/description"].message == (
        "`description` must be text; it is a list with 2 entries."
    )


def test_parsing_raises_what_diagnosing_finds() -> None:
    with pytest.raises(BadSchema) as caught:
        parse_schema({"type": "Stain type"})
    assert caught.value.problems == diagnose({"type": "Stain type"})
    with pytest.raises(BadSchema):
        parse_schema([])


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/schema.json",
        "https://example.org/a#/$defs/x",
        "file:///etc/passwd",
        "other.json",
        "urn:uuid:0b6751de-091c-41d4-8740-ea210a0cb5d2",
    ],
)
def test_a_reference_to_elsewhere_is_refused_and_never_fetched(
    reference: str, no_network: list[object]
) -> None:
    (problem,) = diagnose({"properties": {"a": {"$ref": reference}}})
    assert problem.pointer == "/properties/a/$ref"
    assert "leads outside this document" in problem.message
    assert not no_network


def test_a_reference_that_leads_nowhere_is_named() -> None:
    schema = {"$ref": "#/$defs/x", "properties": {"a": {"$ref": "#missing"}}, "$defs": {"y": {}}}
    assert places(schema) == [("/$ref", "$ref"), ("/properties/a/$ref", "$ref")]


def test_references_inside_the_document_are_followed_however_they_are_written() -> None:
    schema = {
        "$id": "https://example.org/schema",
        "$defs": {
            "a": {"$id": "part", "$anchor": "here", "type": "string"},
            "b/c~d e": {"type": "number"},
        },
        "properties": {
            "p": {"$ref": "#/$defs/a"},
            "q": {"$ref": "part#here"},
            "r": {"$ref": "https://example.org/part"},
            "s": {"$ref": "#/$defs/b~1c~0d%20e"},
            "t": {"$ref": "#"},
            "u": {"$ref": "https://json-schema.org/draft/2020-12/schema"},
            "v": {"$ref": "#/extra/0/deep"},
        },
        "extra": [{"deep": {"$ref": "#/$defs/a"}}],
    }
    assert not diagnose(schema)


def test_a_property_called_ref_is_no_reference() -> None:
    assert not diagnose({"properties": {"$ref": {"type": "string"}}, "const": {"$ref": "x"}})


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("^(?=.*a)b", "lookaround"),
        ("(?<!a)b", "lookaround"),
        (r"(a)\1", "refers back"),
        ("(a", "is not a regular expression"),
        ("((a{1000}){1000}){1000}", "too large"),
    ],
)
def test_a_pattern_that_cannot_be_run_in_bounded_time_is_explained(
    pattern: str, words: str
) -> None:
    (problem,) = diagnose({"properties": {"a": {"pattern": pattern}}})
    assert problem.pointer == "/properties/a/pattern"
    assert words in problem.message
    (problem,) = diagnose({"patternProperties": {pattern: {}}})
    assert words in problem.message


def test_the_catalogues_own_keywords_are_checked() -> None:
    assert not diagnose({"x-unit": "wk", "x-property": "age", "x-searchable": False})
    wrong = {"x-unit": "bananas", "x-property": 3, "x-searchable": "no"}
    assert {place for place, _ in places(wrong)} == {"/x-unit", "/x-property", "/x-searchable"}


def deep(levels: int) -> Schema:
    schema: Schema = {}
    for _ in range(levels):
        schema = {"properties": {"a": schema}}
    return schema


def doubling(levels: int, keyword: str) -> Schema:
    definitions: Schema = {
        f"a{n}": {keyword: [{"$ref": f"#/$defs/a{n + 1}"}, {"$ref": f"#/$defs/a{n + 1}"}]}
        for n in range(levels)
    }
    return {"$ref": "#/$defs/a0", "$defs": {**definitions, f"a{levels}": {"type": "string"}}}


def doubling_below(levels: int) -> Schema:
    def twice(n: int) -> Schema:
        field = {"properties": {"x": {"$ref": f"#/$defs/a{n + 1}"}}}
        return {"allOf": [field, copy.deepcopy(field)]}

    definitions: Schema = {f"a{n}": twice(n) for n in range(levels)}
    return {"$ref": "#/$defs/a0", "$defs": {**definitions, f"a{levels}": {"type": "string"}}}


def chain(length: int) -> Schema:
    definitions: Schema = {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(length)}
    return {"$ref": "#/$defs/a0", "$defs": {**definitions, f"a{length}": {}}}


HOSTILE: dict[str, Schema] = {
    "10^4 levels": deep(10_000),
    "10^6 properties": {"properties": {f"p{n}": {} for n in range(10**6)}},
    "100 MB": {"description": "x" * 10**8},
    "2^40 in allOf": doubling(40, "allOf"),
    "2^2000 in anyOf": doubling(2_000, "anyOf"),
    "2^40 below properties": doubling_below(40),
    "5,000 references in a row": chain(5_000),
    "itself": {"$ref": "#"},
    "itself twice": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
    "each other": {
        "$ref": "#/$defs/a",
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}},
    },
    "costly patterns": {"allOf": [{"pattern": f"(a{{50}}){{99}}{n}"} for n in range(3_000)]},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_schema_is_refused_in_time_with_a_reason(name: str) -> None:
    took, problems = effort(lambda: diagnose(HOSTILE[name]))
    assert problems
    assert len(problems[0].message) > 30
    assert took < 20


def test_recursion_through_the_document_and_catastrophic_patterns_are_welcome() -> None:
    tree = {
        "properties": {"children": {"items": {"$ref": "#"}}, "a": {"pattern": "^(a+)+$"}},
        "anyOf": [{"properties": {"left": {"$ref": "#"}}}, {"properties": {"left": {"$ref": "#"}}}],
    }
    assert not diagnose(tree)


def test_cost_counts_what_one_value_and_its_parts_take() -> None:
    assert cost_of(SchemaGraph(doubling(3, "allOf"), NATIVE)).evaluations > 2**3
    assert cost_of(SchemaGraph(doubling(60, "allOf"), NATIVE)).evaluations == MAX_EVALUATIONS + 1
    assert cost_of(SchemaGraph({"type": "string"}, NATIVE)).evaluations == 1


_PARTS: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.sampled_from(["string", "x", "#", "#/$defs/a", "#here", "(a", "d", "https://e.org/a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("type", "properties", "items", "anyOf", "oneOf", "not", "$ref", "$id"),
                    *("$anchor", "$defs", "a", "pattern", "patternProperties", "required"),
                    *("dependentSchemas", "dependencies", "$dynamicRef", "x-unit", "const"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(_PARTS, st.sampled_from(DIALECTS))
def test_any_json_is_diagnosed_and_what_passes_compiles(content: Any, dialect: Any) -> None:
    if isinstance(content, dict):
        content["$schema"] = dialect.uri
    if not diagnose(content):
        jsonschema_rs.validator_for(content, offline=True)
        list(fields(content).fields)
        assert isinstance(validate({"a": [1]}, schema=content, digest=digest_of(content)), list)


def test_a_digest_ignores_order_and_how_whole_numbers_are_written() -> None:
    assert digest_of({"a": 1, "b": [2.0, -0.0]}) == digest_of({"b": [2, 0], "a": 1.0})
    assert digest_of({"a": [1, 2]}) != digest_of({"a": [2, 1]})
    assert digest_of({"a": 1}) != digest_of({"a": True})
    assert digest_of({"a": "1"}) != digest_of({"a": 1})
