"""The official JSON Schema Test Suite through our validation: every case that we take is right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.schemas.dialects import DIALECTS
from catalog.schemas.document import diagnose, digest_of
from catalog.schemas.validation import validate

OFFICIAL = Path(__file__).with_name("official")
# How many cases each file has, and how many are of schemas that we refuse on purpose.
CASES = {
    "draft4": ("draft-04", 618, 19),
    "draft6": ("draft-06", 839, 27),
    "draft7": ("draft-07", 927, 27),
    "draft2019-09": ("2019-09", 1259, 40),
    "draft2020-12": ("2020-12", 1299, 53),
}
# Of another document, of a dialect of somebody's own, or not to be stored by a database.
ON_PURPOSE = ("leads outside this document", "a dialect that is not supported", "NUL character")


def groups(name: str, uri: str) -> Iterator[tuple[dict[str, Any], list[Any], str]]:
    for line in (OFFICIAL / f"{name}.jsonl").read_text().splitlines():
        group = json.loads(line)
        schema = group["schema"]
        # A document of the registry is an object; `true` alone is the same inside one.
        whole = {"allOf": [schema]} if isinstance(schema, bool) else schema
        yield {"$schema": uri, **whole}, group["tests"], group["description"]


@pytest.mark.slow_once
@pytest.mark.parametrize("name", CASES)
def test_no_verdict_differs_and_what_is_refused_is_refused_on_purpose(name: str) -> None:
    dialect, cases, refused = CASES[name]
    uri = next(each.uri for each in DIALECTS if each.name == dialect)
    counted: Counter[str] = Counter()
    wrong = []
    for schema, tests, description in groups(name, uri):
        counted["cases"] += len(tests)
        if problems := diagnose(schema):
            counted["refused"] += len(tests)
            if not any(words in problems[0].message for words in ON_PURPOSE):
                wrong.append((description, problems[0].message))
            continue
        for said, value, valid in tests:
            if valid is bool(validate(value, schema=schema, digest=digest_of(schema))):
                wrong.append((description, said))
    assert wrong == []
    assert (counted["cases"], counted["refused"]) == (cases, refused)
