"""On edits that are compatible by construction the verdict says so."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from catalog.schemas.compare import compare
from tests.schemas_compare.kind_edits import EDITS, Edit, realistic

EACH = 20
WANTED = 0.95


def edited(edit: Edit, count: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs (before, after); schemas that have no place for the edit are passed over."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    seed = 0
    while len(pairs) < count:
        old = json.loads(json.dumps(realistic(seed)))
        new = copy.deepcopy(old)
        if edit(new, random.Random(seed)):
            pairs.append((old, new))
        seed += 1
    return pairs


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_that_only_loosens_is_compatible(edit: Edit) -> None:
    pairs = edited(edit, EACH)
    failed = [(old, new) for old, new in pairs if compare(old, new).verdict != "compatible"]
    assert len(failed) <= EACH * (1 - WANTED), json.dumps(failed[0])


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_undoing_it_never_gets_a_false_witness(edit: Edit) -> None:
    """The same edit backwards breaks, or changes nothing; a witness is confirmed elsewhere."""
    for old, new in edited(edit, 5):
        result = compare(new, old)
        if result.verdict == "breaking":
            assert jsonschema.Draft202012Validator(new).is_valid(result.witness)
            assert not jsonschema.Draft202012Validator(old).is_valid(result.witness)
            assert any(change.effect != "safe" for change in result.changes)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_way_back_is_decided_too(edit: Edit) -> None:
    """Tightening is shown by a record, or proven to be none (a field that was nullable before)."""
    verdicts = [compare(new, old).verdict for old, new in edited(edit, EACH)]
    assert verdicts.count("undecided") <= EACH * (1 - WANTED)
