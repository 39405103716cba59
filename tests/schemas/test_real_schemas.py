"""The metadata schemas of a real institute, 17 files with real flaws, and 28 real records."""

from __future__ import annotations

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from catalog.schemas.document import diagnose, digest_of
from catalog.schemas.extract import extract
from catalog.schemas.paths import field_at, fields
from catalog.schemas.repair import repair
from catalog.schemas.validation import validate
from search.document import PropertyDefinition
from tests.effort import effort

FLAWS = {
    "metadata-2.7.0": 3,
    "metadata-2.7.6": 4,
    "model-2.0.0": 2,
    "procedures-2.2.3": 1,
    "processing-2.2.7": 1,
    "processing-2.3.3": 1,
}


@pytest.fixture
def schemas(real_data: Path) -> dict[str, dict[str, Any]]:
    files = sorted((real_data / "aind" / "schemas").glob("*.json"))
    return {path.stem: json.loads(path.read_bytes()) for path in files}


@pytest.fixture
def newest(schemas: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Repaired, by the plain name that records give as their object type."""
    return {stem.rpartition("-")[0]: repair(content).content for stem, content in schemas.items()}


@pytest.fixture
def records(real_data: Path) -> dict[str, dict[str, Any]]:
    files = sorted((real_data / "aind" / "records").glob("*.json"))
    return {path.stem: json.loads(path.read_bytes()) for path in files}


def kind_of(record: dict[str, Any]) -> str:
    return str(record["object_type"]).lower().replace(" ", "")


def test_each_flaw_is_found_at_its_place_and_no_other(schemas: dict[str, dict[str, Any]]) -> None:
    assert len(schemas) == 17
    found = {stem: len(diagnose(content)) for stem, content in schemas.items()}
    assert {stem: count for stem, count in found.items() if count} == FLAWS
    assert [(p.pointer, p.keyword) for p in diagnose(schemas["metadata-2.7.6"])] == [
        ("/$defs/DataProcess/properties/name/description", "type"),
        ("/$defs/FluorescentReagent/properties/stain_type/type", "enum"),
        ("/$defs/ModelEvaluation/properties/name/description", "type"),
        ("/$defs/ModelTraining/properties/name/description", "type"),
    ]


def test_every_schema_is_repaired_and_the_changes_are_few(
    schemas: dict[str, dict[str, Any]],
) -> None:
    for stem, content in schemas.items():
        result = repair(content)
        assert not diagnose(result.content)
        # The type that reads like a title is taken out and kept as one: two changes.
        doubled = stem in ("metadata-2.7.6", "procedures-2.2.3")
        assert len(result.changes) == FLAWS.get(stem, 0) + doubled
        jsonschema_rs.validator_for(result.content)


@pytest.mark.parametrize("assert_formats", [False, True])
def test_every_record_passes_the_newest_version(
    newest: dict[str, dict[str, Any]], records: dict[str, dict[str, Any]], assert_formats: bool
) -> None:
    assert len(records) == 28
    for record in records.values():
        schema = newest[kind_of(record)]
        assert (
            validate(record, schema=schema, digest=digest_of(schema), assert_formats=assert_formats)
            == []
        )


def test_a_real_mistake_is_explained_in_the_words_of_the_schema(
    newest: dict[str, dict[str, Any]], records: dict[str, dict[str, Any]]
) -> None:
    record = copy.deepcopy(records["subject"])
    del record["subject_id"]
    details = record["subject_details"]
    details["sex"] = "M"
    details["species"]["name"] = "Dog"
    details["housing"]["cage_id"] = 4
    details["age"] = 3
    schema = newest["subject"]
    problems = validate(record, schema=schema, digest=digest_of(schema))
    assert [problem.message.partition(" Callithrix")[0] for problem in problems] == [
        "Subject ID is missing; add `subject_id`.",
        "Sex must be one of Female, Male; you entered “M”.",
        "Name must be one of",
        "Cage ID must be text or empty (null); you entered 4.",
        "`age` is not a field of Subject Details; remove it or correct its name.",
    ]


def _nonsense(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nonsense(part) for key, part in value.items()}
    return [_nonsense(part) for part in value] if isinstance(value, list) else 77


def test_nonsense_of_real_size_is_explained_in_bounded_time(
    newest: dict[str, dict[str, Any]], records: dict[str, dict[str, Any]]
) -> None:
    """The library alone lists a million errors in 20 s for some of these."""
    for name in ("slap2_instrument", "aind_smartspim_instrument", "aibs_smartspim_procedures"):
        schema = newest[kind_of(records[name])]
        digest = digest_of(schema)
        validate(records[name], schema=schema, digest=digest)
        nonsense = _nonsense(records[name])
        took, problems = effort(partial(validate, nonsense, schema=schema, digest=digest))
        assert len(problems) > 10
        assert took < 150


def test_a_warm_schema_validates_a_record_without_being_read_again(
    newest: dict[str, dict[str, Any]], records: dict[str, dict[str, Any]]
) -> None:
    schema, record = newest["instrument"], records["slap2_instrument"]
    digest = digest_of(schema)
    validate(record, schema=schema, digest=digest)
    took, problems = effort(lambda: validate(record, schema=schema, digest=digest))
    assert not problems
    assert took < 0.4


def test_fields_of_the_largest_schema_are_listed_in_time(
    newest: dict[str, dict[str, Any]],
) -> None:
    subject = fields(newest["subject"])
    assert not subject.truncated
    assert "subject_details.species.name" in {info.path for info in subject.fields}
    took, metadata = effort(lambda: fields(newest["metadata"]))
    assert metadata.truncated
    assert took < 120
    info = field_at(newest["subject"], ("subject_details", "date_of_birth"))
    assert info is not None
    assert (info.type, info.title) == ("date", "Date of birth")


def test_every_record_is_taken_apart(
    newest: dict[str, dict[str, Any]], records: dict[str, dict[str, Any]]
) -> None:
    species = PropertyDefinition("species", "keyword", "Species")
    for record in records.values():
        kind = kind_of(record)
        result = extract(
            schema_name=f"aind/{kind}",
            content=record,
            schema=newest[kind],
            digest=digest_of(newest[kind]),
            bindings={"subject_details.species.name": species},
        )
        assert result.instances[0].scope == f"aind/{kind}"
        assert not result.truncated
        assert record["schema_version"] in result.text
        if kind == "subject":
            assert result.instances[0].keywords["species"] == ("Mus musculus",)
            assert result.instances[0].dates["aind/subject.subject_details.date_of_birth"]
