"""A verdict is never wrong in the safe direction, and a witness is always one."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import jsonschema_rs
import pytest

from catalog.schemas.compare import Comparison, compare
from tests.schemas_compare.random_schemas import Maker

LONG = os.environ.get("HOLOTYPE_LONG") == "1"
DOCUMENTS = 100_000 if LONG else 2_000
DOCUMENTS_EACH = 25
CHUNKS = 4


def random_pair(maker: Maker) -> tuple[dict[str, Any], dict[str, Any]]:
    old = maker.schema()
    return old, maker.edited(old) if maker.random.random() < 0.8 else maker.schema()


def check_compatible(maker: Maker, old: dict[str, Any], new: dict[str, Any]) -> int:
    """How many documents were tried; fails at one that is valid before and invalid after."""
    before = jsonschema_rs.Draft202012Validator(old, validate_formats=False)
    after = jsonschema_rs.Draft202012Validator(new, validate_formats=False)
    for _ in range(DOCUMENTS_EACH):
        document = maker.document(old, new)
        if before.is_valid(document):
            assert after.is_valid(document), (json.dumps(old), json.dumps(new), document)
    return DOCUMENTS_EACH


def check_witness(old: dict[str, Any], new: dict[str, Any], result: Comparison) -> None:
    """The witness is one for a second, independent implementation too."""
    shown = (json.dumps(old), json.dumps(new), result.witness)
    assert jsonschema.Draft202012Validator(old).is_valid(result.witness), shown
    assert not jsonschema.Draft202012Validator(new).is_valid(result.witness), shown


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_record_is_lost_where_the_verdict_said_compatible(chunk: int) -> None:
    """Half of the documents fall to pairs found compatible, so that they can prove it wrong."""
    tried = compatible = breaking = seed = 0
    while tried < DOCUMENTS / CHUNKS:
        maker = Maker(seed * CHUNKS + chunk)
        seed += 1
        old, new = random_pair(maker)
        result = compare(old, new)
        if result.verdict == "compatible":
            tried += check_compatible(maker, old, new)
            compatible += 1
            assert all(change.effect == "safe" for change in result.changes)
        elif result.verdict == "breaking":
            check_witness(old, new, result)
            breaking += 1
    assert compatible
    assert breaking


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_where_nothing_was_proven_a_document_may_still_be_found(chunk: int) -> None:
    """A pair that some document breaks is never compatible, seen from the document's side."""
    seed = broken = 0
    while seed * DOCUMENTS_EACH < DOCUMENTS / CHUNKS:
        maker = Maker(1_000_000 + seed * CHUNKS + chunk)
        seed += 1
        old, new = random_pair(maker)
        before = jsonschema_rs.Draft202012Validator(old, validate_formats=False)
        after = jsonschema_rs.Draft202012Validator(new, validate_formats=False)
        documents = [maker.document(old, new) for _ in range(DOCUMENTS_EACH)]
        lost = [d for d in documents if before.is_valid(d) and not after.is_valid(d)]
        if lost:
            broken += 1
            assert compare(old, new).verdict != "compatible", (old, new, lost[0])
    assert broken


def test_required_says_nothing_of_values_that_are_no_objects() -> None:
    """Found by the long run: the number 1 is valid under the first alternative."""
    asked = {"dependentSchemas": {"c": {"type": "string"}}, "const": 1}
    old = {"anyOf": [{"required": ["c"]}, {"multipleOf": 4}], "allOf": [asked]}
    result = compare(old, {"multipleOf": 4, "allOf": [asked]})
    assert (result.verdict, result.witness) == ("breaking", 1)
