"""Bindings lead from paths of the records to properties of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.imports.aind import PROPERTIES, AssetReading, aind_bindings, read_asset
from tests.imports.aind_records import EVERY_SHAPE, earliest, processed, second


def leaves(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Scalars at a dotted path, array indexes left out."""
    if isinstance(value, list):
        for entry in value:
            yield from leaves(entry, path)
    elif isinstance(value, dict):
        if path and path[0] in value:
            yield from leaves(value[path[0]], path[1:])
    elif value is not None and not path:
        yield value


def values(raw: object, wanted: str) -> set[str]:
    reading = read_asset(raw)
    assert isinstance(reading, AssetReading)
    contents = {record.schema: record.content for record in reading.dataset.records}
    return {
        str(value)
        for schema, path, name in aind_bindings()
        if name == wanted
        for value in leaves(contents.get(schema), tuple(path.split(".")))
    }


def test_every_binding_leads_to_a_defined_property_and_every_property_has_one() -> None:
    defined = {definition.name: definition for definition in PROPERTIES}
    assert len(defined) == len(PROPERTIES)
    assert {name for _, _, name in aind_bindings()} == set(defined)
    assert len(set(aind_bindings())) == len(aind_bindings())
    assert all(definition.label for definition in PROPERTIES)


def test_numbers_have_a_unit_and_nothing_else_has() -> None:
    for definition in PROPERTIES:
        assert bool(definition.unit) == (definition.type == "number")


@pytest.mark.parametrize("record", [earliest, processed, second])
def test_species_and_sex_are_found_in_every_shape(record: Any) -> None:
    assert values(record(), "species") == {"Mus musculus"}
    assert values(record(), "sex") <= {"Female", "Male"}
    assert values(record(), "sex")


def test_modality_institution_and_funder_are_found_as_string_and_as_object() -> None:
    assert values(earliest(), "modality") == {"SmartSPIM"}
    assert values(second(), "modality") == {"Extracellular electrophysiology"}
    assert values(earliest(), "institution") == {"AIBS"}
    assert values(processed(), "institution") == {"Institute of Examples"}
    assert values(earliest(), "funder") == {"Some Trust"}
    assert values(processed(), "funder") == {"Some Trust"}


def test_session_starts_and_code_urls_are_found_in_every_shape() -> None:
    assert values(earliest(), "session_start") == {"2022-05-07T08:09:10"}
    assert values(processed(), "session_start") == {"2024-03-05T10:20:30.123456-08:00"}
    for record in EVERY_SHAPE:
        if "processing" in record():
            assert any("example" in url for url in values(record(), "code_url"))
