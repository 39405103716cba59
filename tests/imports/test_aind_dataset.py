"""What a dataset is made of, out of a record of each shape."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.datasets.inputs import Creator, DatasetInput, Funding, RelatedIdentifier
from catalog.imports.aind import AssetReading, Unreadable, read_asset, schema_name_from_file
from tests.imports.aind_records import (
    CODE_OCEAN,
    RAW,
    RAW_EPHYS,
    RAW_LIGHT_SHEET,
    earliest,
    early_derived,
    nested,
    processed,
    second,
)


def read(raw: object) -> AssetReading:
    reading = read_asset(raw)
    assert isinstance(reading, AssetReading)
    return reading


def dataset(raw: object) -> DatasetInput:
    return read(raw).dataset


def noted(raw: object, path: str) -> str:
    """The reasons noted at a path."""
    return " ".join(note.why for note in read(raw).notes if note.path == path)


def test_a_name_becomes_a_title_that_can_be_read() -> None:
    assert dataset(processed()).title == (
        "Behavior of subject 100001, 2024-03-05 10:20, processed 2024-03-06 00:00"
    )
    assert dataset(nested()).title == (
        "Electrophysiology of subject 100002, 2024-04-06 11:12, nwb 2025-01-02 03:04"
    )
    assert dataset(second()).title.startswith("Extracellular electrophysiology of subject 100002")
    assert dataset({"name": "my_first  data"}).title == "my first data"
    assert dataset({"_id": "17"}).title == "17"


def test_the_description_is_the_summary_and_a_sentence_that_is_true() -> None:
    summary, sentence = dataset(processed()).description.split("\n\n")
    assert summary == "Foraging with two spouts."
    assert sentence == (
        "Derived data (Behavior and Fiber photometry) of a male Mus musculus (subject 100001), "
        f"collected on 2024-03-05, made from {RAW} by the step “processed”, "
        "for the project “Foraging”, at the Institute of Examples."
    )


def test_a_derived_asset_that_carries_its_inputs_description_is_still_called_derived() -> None:
    assert dataset(nested()).description.startswith("Derived data")
    assert dataset(earliest()).description.startswith("Raw data")


def test_all_names_of_an_asset_are_identifiers_whatever_shape_the_links_have() -> None:
    assert dataset(earliest()).identifiers == (
        RAW_LIGHT_SHEET,
        "id-earliest",
        f"s3://open-bucket/{RAW_LIGHT_SHEET}",
        CODE_OCEAN,
    )
    link = f"https://codeocean.example.org/data-assets/{CODE_OCEAN}"
    assert {link, CODE_OCEAN} <= set(dataset(nested()).identifiers)
    assert CODE_OCEAN in dataset(second()).identifiers
    assert CODE_OCEAN in dataset({"name": "a", "external_links": [CODE_OCEAN]}).identifiers


def test_the_name_of_the_input_is_no_identifier_of_what_was_made_from_it() -> None:
    assert RAW_EPHYS not in dataset(nested()).identifiers
    assert "names the input" in noted(nested(), "/data_description/name")


def test_the_key_is_the_id_of_the_index_or_else_the_name() -> None:
    assert dataset(processed()).key == "aind:id-processed"
    assert dataset(second()).key == "aind:665000000000000000000001"
    assert dataset({"name": "a"}).key == "aind:a"


def test_a_location_loses_its_trailing_slash_and_must_be_a_uri() -> None:
    assert dataset(earliest()).location == f"s3://open-bucket/{RAW_LIGHT_SHEET}"
    assert dataset({"name": "a", "location": "/mnt/a"}).location == ""
    assert "storage URI" in noted({"name": "a", "location": "/mnt/a"}, "/location")


def test_species_modalities_tags_and_project_are_keywords() -> None:
    assert dataset(earliest()).keywords == ("SmartSPIM", "Mus musculus")
    assert dataset(processed()).keywords == (
        "Behavior",
        "Fiber photometry",
        "Mus musculus",
        "Foraging",
    )
    assert dataset(nested()).keywords == ("Extracellular electrophysiology",)
    assert dataset(second()).keywords == (
        "Extracellular electrophysiology",
        "Mus musculus",
        "opto",
        "test",
    )


@pytest.mark.parametrize("written", ["CC BY 4.0", "cc-by-4.0", "CC-BY-4.0"])
def test_a_license_becomes_its_spdx_identifier(written: str) -> None:
    assert dataset({"name": "a", "data_description": {"license": written}}).license == "CC-BY-4.0"


def test_an_unknown_license_is_noted_and_not_guessed() -> None:
    raw = {"name": "a", "data_description": {"license": "free"}}
    assert dataset(raw).license == ""
    assert "SPDX" in noted(raw, "/data_description/license")


def test_investigators_are_creators_with_the_orcid_whose_check_digit_is_right() -> None:
    grace, wrong = dataset(nested()).creators
    assert grace == Creator("Grace Example", orcid="0000-0002-1825-0097")
    assert wrong == Creator("Wrong Digit")
    assert "ORCID" in noted(nested(), "/data_description/investigators/1/registry_identifier")


def test_a_nobody_is_no_creator_and_an_address_is_a_name() -> None:
    assert dataset(early_derived()).creators == (Creator("Ada Example"),)
    assert "no name" in noted(early_derived(), "/data_description/investigators/1")
    assert dataset(processed()).creators == (Creator("Ada Example"),)


def test_the_institution_stands_where_no_investigator_is_named() -> None:
    assert dataset(earliest()).creators == (
        Creator("Allen Institute for Brain Science", kind="organizational"),
    )


def test_funding_is_read_from_arrays_objects_and_strings() -> None:
    assert dataset(earliest()).funding == (Funding("Some Trust", "T-1"),)
    assert dataset(processed()).funding == (Funding("Some Trust"),)
    raw = {"name": "a", "data_description": {"funding_source": ["B", {"grant_number": "1"}]}}
    assert dataset(raw).funding == (Funding("B"),)
    assert "no funder" in noted(raw, "/data_description/funding_source/1")


def test_publications_and_protocols_are_related_identifiers() -> None:
    assert dataset(earliest()).related == (
        RelatedIdentifier("10.1234/protocol.one", "DOI", "IsDocumentedBy"),
    )
    assert dataset(second()).related == (
        RelatedIdentifier("10.5555/paper", "DOI", "IsSupplementTo"),
    )
    assert "neither a DOI" in noted(second(), "/data_description/related_publications/1")


def test_dates_are_read_with_their_offset_and_without_it_to_the_day() -> None:
    assert dataset(processed()).dates == {
        "Collected": "2024-03-05T10:20:30-08:00/2024-03-05T11:20:30-08:00",
        "Created": "2024-03-06T00:00:01-08:00",
    }
    assert dataset(earliest()).dates == {"Collected": "2022-05-07", "Created": "2022-05-07"}
    assert "after the start" in noted(earliest(), "/acquisition/session_end_time")


@pytest.mark.parametrize(("record", "day"), [(nested, "2025-01-02"), (early_derived, "2022-06-01")])
def test_the_creation_time_of_the_input_is_not_that_of_the_asset(record: Any, day: str) -> None:
    assert dataset(record()).dates["Created"] == day
    assert "copied" in noted(record(), "/data_description/creation_time")


def test_every_part_is_kept_verbatim_and_pinned_to_the_version_that_it_names() -> None:
    raw = processed()
    records = {record.schema: record for record in dataset(raw).records}
    assert {schema: record.version for schema, record in records.items()} == {
        "aind/data_description": "1.0.4",
        "aind/subject": "1.0.2",
        "aind/session": "1.0.1",
        "aind/processing": "1.1.4",
    }
    assert records["aind/subject"].content == raw["subject"]
    assert all(record.lenient for record in records.values())


def test_parts_that_are_unknown_nameless_or_no_objects_are_noted() -> None:
    raw = earliest() | {"quality_control": "good"}
    assert "unknown part" in noted(raw, "/mystery")
    assert "schema version" in noted(raw, "/instrument/schema_version")
    assert "JSON object" in noted(raw, "/quality_control")
    assert "aind/rig" not in {record.schema for record in dataset(raw).records}


@pytest.mark.parametrize("raw", [None, [], "text", 7, {}, {"_id": "", "name": None}])
def test_a_record_without_a_name_and_an_id_cannot_be_read(raw: object) -> None:
    problem = read_asset(raw)
    assert isinstance(problem, Unreadable)
    assert problem.field
    assert problem.cause
    assert problem.fix


def test_the_caller_says_who_may_read_it() -> None:
    reading = read_asset({"name": "a"}, access="internal")
    assert isinstance(reading, AssetReading)
    assert reading.dataset.access == "internal"
    assert dataset({"name": "a"}).access == "public"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("datadescription-2.4.2", ("aind/data_description", "2.4.2")),
        ("qualitycontrol-2.4.2", ("aind/quality_control", "2.4.2")),
        ("subject-2.3.0", ("aind/subject", "2.3.0")),
        ("data_description", ("aind/data_description", "")),
        ("metadata-2.7.6", ("aind/metadata", "2.7.6")),
        ("acquisition_v1.0.0-rc.1", ("aind/acquisition", "1.0.0-rc.1")),
    ],
)
def test_schema_files_and_parts_meet_under_the_same_name(
    stem: str, expected: tuple[str, str]
) -> None:
    assert schema_name_from_file(stem) == expected
