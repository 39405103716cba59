"""Flat records and the mapping that says which field is what."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from catalog.datasets.inputs import Creator
from catalog.imports.flat import FlatError, Mapping, parse_map, read_flat

PORTAL = "title=title,description=description,keywords=tags,creators=author,key=id"


def refused(stated: str) -> FlatError:
    with pytest.raises(FlatError) as problem:
        parse_map(stated)
    return problem.value


def unread(raw: object, stated: str = PORTAL) -> FlatError:
    with pytest.raises(FlatError) as problem:
        read_flat(raw, parse_map(stated))
    return problem.value


def test_a_map_pairs_fields_of_datasets_with_fields_of_records() -> None:
    mapping = parse_map(" title = Name , key=id,")
    assert mapping == Mapping((("title", "Name"), ("key", "id")))
    assert mapping.source("title") == "Name"
    assert mapping.source("license") == ""


def test_an_unknown_field_is_refused_with_the_one_that_was_meant() -> None:
    problem = refused("title=title,keyword=tags")
    assert problem.field == "keyword"
    assert "Did you mean keywords?" in problem.fix


@pytest.mark.parametrize(
    ("stated", "field", "cause"),
    [
        ("", "title", "not mapped"),
        ("key=id", "title", "not mapped"),
        ("title", "title", "field=column"),
        ("title=", "title=", "field=column"),
        ("title=a,title=b", "title", "twice"),
    ],
)
def test_a_map_that_cannot_work_is_refused(stated: str, field: str, cause: str) -> None:
    problem = refused(stated)
    assert problem.field == field
    assert cause in problem.cause
    assert problem.fix
    assert str(problem).startswith(f"{field}: ")


def test_a_record_becomes_a_dataset() -> None:
    raw = {"id": 6, "title": " Schools ", "description": "Where", "tags": ["a", "b", "a", ""]}
    found = read_flat(raw | {"author": "Doe, Jane; City"}, parse_map(PORTAL), namespace="portal")
    assert found.title == "Schools"
    assert found.description == "Where"
    assert found.keywords == ("a", "b")
    assert found.creators == (Creator("Doe, Jane"), Creator("City"))
    assert found.key == "portal:6"
    assert found.access == "public"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a;b, c;.", ("a", "b, c")),
        ("a, b", ("a", "b")),
        ("a|b", ("a", "b")),
        ("a b", ("a b",)),
        ("", ()),
        (None, ()),
        (["a, b", None], ("a, b",)),
        (2024, ("2024",)),
    ],
)
def test_keywords_are_split_by_the_strongest_separator(
    written: object, expected: tuple[str, ...]
) -> None:
    found = read_flat({"t": "T", "k": written}, parse_map("title=t,keywords=k"))
    assert found.keywords == expected


def test_a_license_is_taken_as_spdx_where_it_is_known_and_as_written_where_not() -> None:
    mapping = parse_map("title=t,license=l")
    assert read_flat({"t": "T", "l": "cc by 4.0"}, mapping).license == "CC-BY-4.0"
    url = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert read_flat({"t": "T", "l": url}, mapping).license == "CC0-1.0"
    assert read_flat({"t": "T", "l": "own terms"}, mapping).license == "own terms"


def test_a_missing_title_says_which_fields_there_are() -> None:
    problem = unread({"titel": "x", "id": "1"})
    assert problem.field == "title"
    assert "Did you mean titel?" in problem.fix
    assert "id" in problem.fix


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("text", "(the record)"),
        (None, "(the record)"),
        ({"title": "", "id": "1"}, "title"),
        ({"title": {}, "id": "1"}, "title"),
        ({"title": "T", "id": ""}, "id"),
        ({"title": "T"}, "id"),
        ({"title": "T", "id": [1]}, "id"),
        ({"title": "T", "id": "1", "tags": {"a": 1}}, "tags"),
        ({"title": "T", "id": "1", "tags": ["a", {}]}, "tags[1]"),
        ({"title": "T", "id": "1", "author": True}, "author"),
    ],
)
def test_a_record_that_does_not_fit_names_the_field(raw: object, field: str) -> None:
    problem = unread(raw)
    assert problem.field == field
    assert problem.cause
    assert problem.fix


def test_every_record_of_a_real_portal_is_read() -> None:
    folder = os.environ.get("HOLOTYPE_REAL_DATA")
    if not folder:
        pytest.skip("set HOLOTYPE_REAL_DATA to the folder of real inputs to run this")
    mapping = parse_map(PORTAL)
    with (Path(folder) / "acordar" / "docs.jsonl").open() as lines:
        found = [read_flat(json.loads(line), mapping) for line in lines]
    assert len(found) == 6209
    assert len({dataset.key for dataset in found}) == 6209
    schools = next(dataset for dataset in found if dataset.key == "41")
    assert schools.title == "Schulen"
    assert "berufsschule" in schools.keywords
    assert schools.creators == ()
