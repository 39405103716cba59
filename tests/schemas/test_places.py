"""Where objects stand in records, by the names that queries give them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from catalog.datasets.inputs import Record
from catalog.schemas.places import places_called
from search.properties import Place
from tests.builders import make_dataset, make_schema
from tests.searching import drain_all, found, use_index

pytestmark = pytest.mark.django_db

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "surgeon": {"type": "string"},
        "details": {"type": "object", "properties": {"room": {"type": "string"}}},
        "procedures": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "volume": {"type": "number", "x-unit": "nL"},
                    "organism": {"type": "string", "x-property": "species"},
                    "target": {"type": "object", "properties": {"depth": {"type": "number"}}},
                    "doses": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"amount": {"type": "number"}},
                        },
                    },
                },
            },
        },
    },
}
BOUND = (("organism", "species"),)


@pytest.fixture(autouse=True)
def _schema() -> None:
    make_schema("lab/surgery", SCHEMA)


@pytest.mark.parametrize(
    ("name", "path", "scope"),
    [
        ("procedures", "lab/surgery.procedures", "lab/surgery.procedures"),
        ("lab/surgery.procedures", "lab/surgery.procedures", "lab/surgery.procedures"),
        ("doses", "lab/surgery.procedures.doses", "lab/surgery.procedures.doses"),
        ("target", "lab/surgery.procedures.target", "lab/surgery.procedures"),
        ("details", "lab/surgery.details", "lab/surgery"),
        ("lab/surgery", "lab/surgery", "lab/surgery"),
        ("lab/surgery.unheard.of", "lab/surgery.unheard.of", "lab/surgery.unheard.of"),
    ],
)
def test_a_place_and_the_instances_that_hold_it(name: str, path: str, scope: str) -> None:
    [place] = places_called(name)
    assert (place.path, place.scope) == (path, scope)


def test_members_that_are_another_property_are_told() -> None:
    [place] = places_called("procedures")
    assert place == Place("lab/surgery.procedures", "lab/surgery.procedures", BOUND)
    assert place.property_of("organism") == "species"
    assert place.property_of("type") == "lab/surgery.procedures.type"


@pytest.mark.parametrize("name", ["nowhere", "surgery", "other/schema", "type", "", "."])
def test_what_is_no_place(name: str) -> None:
    assert places_called(name) == []


def test_lists_of_several_schemas_may_have_one_name() -> None:
    make_schema("other/surgery", SCHEMA)
    assert {place.scope for place in places_called("procedures")} == {
        "lab/surgery.procedures",
        "other/surgery.procedures",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("procedures:(type:injection volume:>5)", {"large"}),
        ("procedures:(type:injection volume:<=5 nL)", {"small"}),
        ("type:dataset procedures:(volume:50)", {"small", "large"}),
        ("procedures:(organism:aav* type:perfusion)", {"small"}),
        ("procedures:(species:aav* type:perfusion)", {"small"}),
        ("procedures:(organism:aav* type:injection)", set()),
        ("lab/surgery:(surgeon:Ada details.room:7)", {"large"}),
        ("details:(room:7)", {"large"}),
        ("target:(depth:>1)", {"small"}),
        ("procedures:(target.depth:>1 type:perfusion)", {"small"}),
        ("procedures:(target.depth:>1 type:injection)", set()),
        ("doses:(amount:3)", {"large"}),
        ("-procedures:(exists:volume)", {"none"}),
        ("procedures:(-exists:organism)", {"small", "large"}),
    ],
)
def test_queries_about_objects(
    settings: Settings, tmp_path: Path, query: str, expected: set[str]
) -> None:
    use_index(settings, tmp_path)
    contents: dict[str, dict[str, Any]] = {
        "small": {
            "surgeon": "Ada",
            "procedures": [
                {"type": "injection", "volume": 5},
                {"type": "perfusion", "volume": 50, "organism": "AAV9", "target": {"depth": 2}},
            ],
        },
        "large": {
            "surgeon": "Ada",
            "details": {"room": "7"},
            "procedures": [
                {"type": "injection", "volume": 50, "doses": [{"amount": 2}, {"amount": 3}]}
            ],
        },
        "none": {"surgeon": "Bo"},
    }
    for title, content in contents.items():
        make_dataset(title=title, records=(Record(schema="lab/surgery", content=content),))
    drain_all()
    hits = found(f"q={query.replace('+', '%2B')}").hits
    assert {hit.source["title"] for hit in hits} == expected
