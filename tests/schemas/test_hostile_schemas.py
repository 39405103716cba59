"""Schemas made to hurt are refused with a reason, before they cost anything."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from bench.hostile_schemas import cases, refusal
from catalog.schemas.document import diagnose, digest_of
from catalog.schemas.problems import MAX_PROBLEMS
from catalog.schemas.repair import MAX_MENDS, repair
from catalog.schemas.validation import validate
from tests.effort import effort

REASONS = {
    "10^4 levels": "nested deeper than 128 levels",
    "10^6 properties": "larger than 5 MB",
    "90,000 properties": "more than 20,000 subschemas",
    "exponential $ref": "The references multiply",
    "10^4 references in a row": "more than 5,000 definitions",
    "documents that embed each other": "",
    "documents of other dialects that embed each other": "too many ways",
    "$dynamicRef with many meanings": "could mean more than 10 parts",
    "$dynamicRef in a circle": "too many ways",
    "$recursiveRef in a circle": "too many ways",
    "catastrophic regex": "too large once its repetitions are written out",
    "long regex": "more than 10,000 characters",
    "5,000 regexes": "2,000 patterns",
    "100 MB": "larger than 5 MB",
    "a million empty lists": "more than 100,000 values",
    "300,000 names, one twice": "more than 100,000 values",
    "one name twice": "occurs twice in one object",
    "remote $ref": "nothing is fetched",
    "20,000 remote $refs": "nothing is fetched",
    "20,000 $refs to nowhere": "leads nowhere",
    "recursive $ref": "refers back to itself",
    "allOf that doubles": "more than 20,000 subschemas",
    "20,000 invalid types": "must be one of array",
    "90,000 invalid entries of one list": "must be text",
    "one flaw below many large levels": "does not fit the schema",
    "1e400": "larger than 1e308",
    "a number of a million digits": "larger than 1e308",
    "multipleOf 1e-400": "must be more than 0",
    "half a character as a name": "half of a surrogate pair",
    "90,000 options": "",
}


@pytest.mark.slow_once
def test_each_is_refused_with_its_reason_at_little_cost() -> None:
    """Little: ten times what the worst of them takes would be too much (the bench has figures)."""
    told, slow = {}, []
    for name, document in cases():
        took, told[name] = effort(partial(refusal, document))
        if took > 40:
            slow.append(name)
    assert {name for name, words in REASONS.items() if words not in told[name]} == set()
    assert {name for name, words in REASONS.items() if not words and told[name]} == set()
    assert told.keys() == REASONS.keys()
    assert slow == []


def test_of_many_flaws_the_first_are_told_and_that_there_are_more() -> None:
    fields = {f"field{number}": {"type": f"kind{number}"} for number in range(5_000)}
    problems = diagnose({"properties": fields})
    assert (len(problems), problems.truncated) == (MAX_PROBLEMS, True)
    assert problems[7].pointer == "/properties/field7/type"


def test_the_only_flaw_of_a_large_schema_is_found_where_it_is() -> None:
    fields: dict[str, Any] = {f"field{number}": {"type": "string"} for number in range(3_000)}
    fields["field2500"] = {"properties": {"below": {"maxLength": "ten"}}}
    schema = {"$defs": {"part": {"properties": fields}}}
    [problem] = diagnose(schema)
    assert problem.pointer == "/$defs/part/properties/field2500/properties/below/maxLength"
    assert problem.keyword == "type"
    # Draft 7 knows no `$defs`: what stands there is nobody's business.
    old = {"$schema": "http://json-schema.org/draft-07/schema#", **schema}
    assert diagnose(old) == []


def test_mending_ends() -> None:
    fields = {f"field{number}": {"type": f"kind{number}"} for number in range(15_000)}
    took, mended = effort(lambda: repair({"properties": fields}))
    assert took < 200
    assert MAX_MENDS <= len(mended.changes) <= 4 * MAX_MENDS


def mesh(count: int, inner: dict[str, Any], **own: Any) -> dict[str, Any]:
    """Documents in one, of which each refers to the next five."""
    parts = {
        f"part{number}": {
            **inner,
            "$id": f"part{number}",
            "properties": {
                f"to{target}": {"$ref": f"part{target}"}
                for target in range(number + 1, min(count, number + 6))
            },
            "required": ["name"],
        }
        for number in range(count)
    }
    return {"$id": "https://example.org/whole", "$ref": "part0", "$defs": parts, **own}


def test_documents_that_embed_each_other_are_validated_like_any_other() -> None:
    """The library alone would compile 40 of them for longer than this test lives."""
    schema = mesh(40, {})
    assert diagnose(schema) == []
    digest = digest_of(schema)
    good = {"name": "a", "to3": {"name": "b", "to8": {"name": "c"}}}
    assert validate(good, schema=schema, digest=digest) == []
    [problem] = validate(
        {"name": "a", "to3": {"name": "b", "to8": {}}}, schema=schema, digest=digest
    )
    assert (problem.pointer, problem.keyword) == ("/to3/to8", "required")
    assert problem.schema_path == "/$defs/part8/required"


@pytest.mark.parametrize("anchors", [1, 4])
def test_a_dynamic_reference_that_means_few_things_is_taken(anchors: int) -> None:
    parts = {
        f"part{number}": {
            "$id": f"part{number}",
            "$dynamicAnchor": "node",
            "properties": {"below": {"$dynamicRef": "#node"}},
        }
        for number in range(anchors)
    }
    refers = [{"$ref": name} for name in parts]
    schema = {"$dynamicAnchor": "node", "type": "object", "$defs": parts, "allOf": refers}
    assert diagnose(schema) == []
    record: Any = "no object"
    for _ in range(50):
        record = {"below": record}
    took, problems = effort(lambda: validate(record, schema=schema, digest=digest_of(schema)))
    assert problems
    assert took < 200


LARGE: dict[str, tuple[dict[str, Any], Any]] = {
    "options compared one by one": (
        {"items": {"enum": list(range(50_000))}},
        list(range(60_000, 61_000)),
    ),
    "alternatives for every entry": (
        {"items": {"allOf": [{"type": "integer"}] * 9_000}},
        list(range(400_000)),
    ),
    "names that nothing knows": (
        {"allOf": [{"anyOf": [{"properties": {f"p{n}_{m}": {}}} for m in range(40)]}
                   for n in range(40)], "unevaluatedProperties": False},
        {f"q{number}": 1 for number in range(30_000)},
    ),
    "names that are nearly known": (
        {"properties": {f"name{number}": {} for number in range(2_000)},
         "additionalProperties": False},
        {f"nume{number}": 1 for number in range(3_000)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_record_that_would_take_long_is_refused_in_bounded_time(name: str) -> None:
    schema, record = LARGE[name]
    assert diagnose(schema) == []
    took, problems = effort(lambda: validate(record, schema=schema, digest=digest_of(schema)))
    assert problems
    assert took < 100


def test_json_is_as_it_was_read_however_many_marks_stand_in_its_texts() -> None:
    """Commas in texts are no values."""
    assert refusal(json.dumps({"description": ",[{" * 200_000 + '\\"'}).encode()) == ""
