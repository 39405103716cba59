"""Both versions of each schema of a real institute, up to 1.4 MB and 488 definitions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import jsonschema_rs
import pytest

from catalog.schemas.compare import compare
from catalog.schemas.repair import repair
from tests.effort import effort

NAMES = (
    "acquisition", "datadescription", "instrument", "metadata", "procedures", "processing",
    "qualitycontrol", "subject",
)  # fmt: skip
# A guard against blowing up, not a claim about speed: the slowest pair takes about 120.
PIECES = 600


def versions(real_data: Path, name: str) -> list[dict[str, Any]]:
    files = sorted((real_data / "aind" / "schemas").glob(f"{name}-*.json"))
    return [repair(json.loads(path.read_bytes())).content for path in files]


@pytest.mark.parametrize("forward", [True, False], ids=["newer", "older"])
@pytest.mark.parametrize("name", NAMES)
def test_a_real_pair_is_decided_in_bounded_time(
    real_data: Path, name: str, *, forward: bool
) -> None:
    """Each version pins its own number, so each pair breaks; the record proves it."""
    old, new = versions(real_data, name) if forward else reversed(versions(real_data, name))
    took, result = effort(lambda: compare(old, new))
    assert took < PIECES
    assert result.verdict == "breaking"
    assert jsonschema_rs.is_valid(old, result.witness, validate_formats=False)
    assert not jsonschema_rs.is_valid(new, result.witness, validate_formats=False)
    assert any(change.effect == "breaking" for change in result.changes)


@pytest.mark.parametrize("name", ["processing", "qualitycontrol"])
def test_apart_from_its_number_a_version_that_only_adds_is_compatible(
    real_data: Path, name: str
) -> None:
    old, new = versions(real_data, name)
    for schema in (old, new):
        del schema["properties"]["schema_version"]
    assert compare(old, new).verdict == "compatible"


def test_a_real_witness_stands_before_a_second_validator(real_data: Path) -> None:
    old, new = versions(real_data, "subject")
    witness = compare(old, new).witness
    assert jsonschema.Draft202012Validator(old).is_valid(witness)
    assert not jsonschema.Draft202012Validator(new).is_valid(witness)
