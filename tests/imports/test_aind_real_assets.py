"""The institute's own records; what is asserted was looked up in the files by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from catalog.datasets.inputs import Creator, Funding
from catalog.imports.aind import AssetReading, read_asset
from catalog.provenance.inputs import ComputationInput

Readings = dict[str, AssetReading]


@pytest.fixture(scope="module")
def raws() -> dict[str, Any]:
    folder = os.environ.get("HOLOTYPE_REAL_DATA")
    if not folder:
        pytest.skip("set HOLOTYPE_REAL_DATA to the folder of real inputs to run this")
    files = sorted((Path(folder) / "aind" / "assets").glob("*.json"))
    return {file.stem[:8]: json.loads(file.read_text()) for file in files}


@pytest.fixture(scope="module")
def readings(raws: dict[str, Any]) -> Readings:
    found: Readings = {}
    for stem, raw in raws.items():
        reading = read_asset(raw)
        assert isinstance(reading, AssetReading), stem
        found[stem] = reading
    return found


def used(run: ComputationInput) -> list[str]:
    return [reference.dataset for reference in run.used]


def generated(run: ComputationInput) -> list[str]:
    return [reference.dataset for reference in run.generated]


def test_all_49_are_read_each_under_its_own_names(raws: dict[str, Any], readings: Readings) -> None:
    assert len(readings) == 49
    seen: set[str] = set()
    for stem, reading in readings.items():
        identifiers = reading.dataset.identifiers
        assert {raws[stem]["name"], raws[stem]["_id"], raws[stem]["location"]} <= set(identifiers)
        assert set(raws[stem]["external_links"]["Code Ocean"]) <= set(identifiers)
        assert not seen & set(identifiers)
        seen |= set(identifiers)


def test_all_have_what_a_citation_needs(readings: Readings) -> None:
    for reading in readings.values():
        dataset = reading.dataset
        assert dataset.license == "CC-BY-4.0"
        assert dataset.creators
        assert dataset.dates["Created"][:2] == "20"
        assert dataset.dates["Collected"][:2] == "20"
        assert "Mus musculus" in dataset.keywords
        assert "Mus musculus" in dataset.description


def test_every_part_of_every_record_is_kept(raws: dict[str, Any], readings: Readings) -> None:
    for stem, reading in readings.items():
        for record in reading.dataset.records:
            part = record.schema.removeprefix("aind/")
            assert record.content == raws[stem][part]
            assert record.version == (raws[stem][part].get("schema_version") or "")
        parts = {key for key, value in raws[stem].items() if isinstance(value, dict)}
        known = {record.schema.removeprefix("aind/") for record in reading.dataset.records}
        assert parts - known <= {"external_links", "other_identifiers"}


def test_a_computation_never_used_its_own_asset_and_runs_differ(readings: Readings) -> None:
    runs = [run for reading in readings.values() for run in reading.computations]
    assert len({run.run_id for run in runs}) == len(runs) == 428
    for reading in readings.values():
        for run in reading.computations:
            assert not set(used(run)) & set(reading.dataset.identifiers)


def test_no_step_is_lost(raws: dict[str, Any], readings: Readings) -> None:
    for stem, reading in readings.items():
        waiting, steps = [raws[stem].get("processing")], 0
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, dict):
                is_step = "start_date_time" in value
                steps += is_step
                waiting.extend([] if is_step else value.values())
        derivations = [run for run in reading.computations if run.run_id.endswith("#derivation")]
        assert len(reading.computations) - len(derivations) == steps, stem


def test_a_light_sheet_asset_of_2023_with_processing_0_1(readings: Readings) -> None:
    reading = readings["0b6751de"]
    assert reading.dataset.identifiers[0] == (
        "SmartSPIM_654092_2023-01-26_10-45-12_stitched_2023-02-02_21-58-54"
    )
    assert "Selective plane illumination microscopy" in reading.dataset.keywords
    assert "71ea58c1-c1c6-4e30-8a6b-daf11d036b08" in reading.dataset.identifiers
    assert reading.dataset.dates["Created"] == "2023-02-02"
    assert len(reading.computations) == 14
    for run in reading.computations:
        assert used(run) == ["SmartSPIM_654092_2023-01-26_10-45-12"]
        assert generated(run) == [reading.dataset.identifiers[0]]
    assert reading.computations[0].software.repository == (
        "https://github.com/camilolaiton/pystripe"
    )
    assert reading.computations[0].parameters == {"sigma1": 256, "sigma2": 256}


def test_the_oldest_shape_with_modality_and_species_as_strings(readings: Readings) -> None:
    dataset = readings["07e83ff1"].dataset
    assert dataset.keywords == ("SmartSPIM", "Mus musculus", "CTY Genetic Tools")
    assert dataset.creators == (
        Creator("Allen Institute for Brain Science", kind="organizational"),
    )
    assert dataset.dates == {"Collected": "2023-02-28", "Created": "2023-02-28"}
    assert "subject 658355" in dataset.title
    assert {record.schema: record.version for record in dataset.records}["aind/subject"] == "0.2.2"


def test_a_raw_behavior_session_of_2026(readings: Readings) -> None:
    reading = readings["00266698"]
    assert reading.dataset.title == "Behavior of subject 827183, 2026-02-07 17:14"
    assert reading.dataset.location == "s3://aind-open-data/behavior_827183_2026-02-07_17-14-12"
    assert reading.dataset.keywords[:3] == ("Behavior", "Behavior videos", "Fiber photometry")
    assert [creator.name for creator in reading.dataset.creators] == [
        "Anna Lakunina",
        "Bowen Tan",
        "Josh Siegle",
    ]
    copied, transformed, _ = reading.computations
    assert copied.name == "Other: Data was copied"
    assert copied.agent == "AIND Scientific Computing"
    assert used(copied) == []
    assert generated(copied) == ["behavior_827183_2026-02-07_17-14-12"]
    assert transformed.environment.image.endswith(
        "allenneuraldynamics/aind-behavior-video-transformation"
    )
    assert transformed.software.version == "0.2.2"


def test_a_derived_asset_whose_pipeline_alone_is_known(readings: Readings) -> None:
    (run,) = readings["000099c0"].computations
    assert run.software.repository == (
        "https://github.com/AllenNeuralDynamics/aind-fiber-photometry-pipeline"
    )
    assert run.software.version == "7"
    assert used(run) == ["behavior_775510_2025-04-13_15-30-30"]
    assert "female Mus musculus (subject 775510)" in readings["000099c0"].dataset.description


def test_an_ecephys_package_that_repeats_the_compression_of_its_input(readings: Readings) -> None:
    reading = readings["20fff8f3"]
    raw_name = "ecephys_715339_2024-05-08_16-09-35"
    assert raw_name not in reading.dataset.identifiers
    assert reading.dataset.creators == (
        Creator("Josh Siegle", orcid="0000-0002-7736-4844"),
        Creator("Anna Lakunina", orcid="0000-0003-2628-8834"),
    )
    assert reading.dataset.funding == (
        Funding("National Institute of Neurological Disorders and Stroke", "U01NS133760"),
    )
    compression, *others = reading.computations
    assert generated(compression) == [raw_name]
    assert used(compression) == []
    assert len(others) == 9
    assert all(used(run) == [raw_name] for run in others)
    repositories = {run.software.repository for run in others}
    assert "https://github.com/AllenNeuralDynamics/aind-ephys-spikesort-kilosort25" in repositories
    assert "https://codeocean.allenneuraldynamics.org/capsule/1235411" in repositories


def test_a_sorted_asset_of_the_second_generation(readings: Readings) -> None:
    reading = readings["8f217173"]
    raw_name = "ecephys_834691_2026-02-16_11-02-15"
    runs = {run.run_id.partition("#")[2]: run for run in reading.computations}
    assert len(runs) == 33
    assert [generated(runs[f"Other_{index}"]) for index in (1, 2, 3)] == [[raw_name]] * 3
    sorting = runs[
        "Spike sorting - experiment1_Record Node 101#Neuropix-PXI-100.ProbeA-AP_recording1"
    ]
    assert used(sorting) == [raw_name]
    assert generated(sorting) == [reading.dataset.identifiers[0]]
    assert sorting.agent == "Alessio Buccino"
    assert sorting.software.repository == (
        "https://github.com/AllenNeuralDynamics/aind-ephys-spikesort-kilosort4"
    )
    assert sorting.software.version
    assert sorting.parameters


def test_motion_correction_with_the_path_inside_its_repository(readings: Readings) -> None:
    runs = readings["11b100c5"].computations
    assert len(runs) == 48
    corrected = next(run for run in runs if run.name == "Video motion correction")
    assert corrected.software.repository == (
        "https://github.com/AllenNeuralDynamics/aind-ophys-motion-correction"
    )
    assert corrected.software.path == "code"
    assert corrected.software.version == "8.0"
    assert used(corrected) == ["multiplane-ophys_755252_2024-12-17_08-56-37"]
    assert corrected.started is not None
    assert corrected.started.isoformat() == "2025-09-05T10:41:52.311778+00:00"


def test_records_upgraded_to_2_3_name_the_code_ocean_id_twice(readings: Readings) -> None:
    dataset = readings["e87873c2"].dataset
    assert dataset.identifiers.count("3a012e2a-ab7f-4aae-a289-2cfc89df7c21") == 1
    assert "Extracellular electrophysiology" in dataset.keywords
    assert "subject 660104" in dataset.title


def test_what_was_not_taken_is_said(readings: Readings) -> None:
    notes = {note.path: note for note in readings["f9f0a778"].notes}
    step = notes["/processing/processing_pipeline/data_processes/0"]
    assert (step.what, step.why) == ("h", "No code URL: it is not known which code ran.")
    assert all(note.why and note.times >= 1 for r in readings.values() for note in r.notes)
