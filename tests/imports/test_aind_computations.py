"""Data processes as computations: what each used, what it generated, what code it ran."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from catalog.imports.aind import AssetReading, read_asset
from catalog.provenance.inputs import ComputationInput, Environment, Reference, Software
from tests.imports.aind_records import (
    COMMIT,
    EVERY_SHAPE,
    RAW,
    RAW_EPHYS,
    RAW_LIGHT_SHEET,
    early_derived,
    nested,
    processed,
    second,
)


def read(raw: object) -> AssetReading:
    reading = read_asset(raw)
    assert isinstance(reading, AssetReading)
    return reading


def runs(raw: object) -> dict[str, ComputationInput]:
    """By the part of the run id that tells the steps of an asset apart."""
    return {run.run_id.partition("#")[2]: run for run in read(raw).computations}


def names(references: tuple[Reference, ...]) -> list[str]:
    return [reference.dataset for reference in references]


def reasons(raw: object) -> str:
    return " ".join(note.why for note in read(raw).notes)


def raw_asset(*steps: object, **described: object) -> dict[str, Any]:
    processing = {"processing_pipeline": {"data_processes": list(steps)}}
    return {"_id": "1", "name": RAW, "data_description": described, "processing": processing}


def test_steps_are_told_apart_by_place_until_2_and_by_name_since() -> None:
    assert list(runs(early_derived())) == ["0", "1"]
    assert list(runs(nested())) == ["0", "1", "0~2", "analyses/0"]
    assert list(runs(second())) == ["Upload", "Spike sorting_1", "Curation"]
    assert {run.source for run in runs(second()).values()} == {"aind"}
    assert runs(early_derived())["0"].run_id == "id-early-derived#0"


def test_every_step_used_what_the_asset_was_made_from_and_generated_the_asset() -> None:
    name = early_derived()["name"]
    for run in runs(early_derived()).values():
        assert names(run.used) == [RAW_LIGHT_SHEET]
        assert names(run.generated) == [name]


def test_what_one_step_hands_to_the_next_is_no_dataset() -> None:
    used = {name for run in runs(early_derived()).values() for name in names(run.used)}
    assert not [name for name in used if "preprocessed" in name]


def test_the_upload_that_a_derived_record_repeats_generated_the_raw_asset() -> None:
    compression = runs(nested())["0"]
    assert names(compression.generated) == [RAW_EPHYS]
    assert compression.used == ()
    upload = runs(second())["Upload"]
    assert names(upload.generated) == [RAW_EPHYS]
    assert f"This step made {RAW_EPHYS}" in reasons(second())


def test_a_derived_asset_without_steps_is_one_computation() -> None:
    (run,) = runs(processed()).values()
    assert run.run_id == "id-processed#derivation"
    assert run.name == "processed"
    assert run.agent == "Ada Example"
    assert run.software == Software("https://github.com/example-lab/pipeline", commit=COMMIT)
    assert run.used == (Reference(RAW, role="input"),)
    assert names(run.generated) == [processed()["name"]]


def test_a_raw_asset_without_steps_has_no_computation() -> None:
    assert not runs(raw_asset())


def test_inputs_that_a_step_names_itself_are_used_too_but_never_the_asset() -> None:
    assert names(runs(second())["Spike sorting_1"].used) == [RAW_EPHYS, "s3://atlases/ccf-2017"]
    assert "neither a name nor a URL" in reasons(second())


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (RAW_EPHYS, [RAW_EPHYS]),
        ([RAW_EPHYS, RAW_EPHYS + "/"], [RAW_EPHYS]),
        (f"s3://bucket/{RAW_EPHYS}/ecephys/", [RAW_EPHYS]),
        (f"/data/{RAW_EPHYS}", [RAW_EPHYS]),
        ({"name": None, "url": "s3://bucket/some/prefix/"}, ["s3://bucket/some/prefix"]),
        ([{"name": RAW_EPHYS}], [RAW_EPHYS]),
    ],
)
def test_an_input_is_referred_to_by_the_asset_name_where_there_is_one(
    declared: object, expected: list[str]
) -> None:
    run = runs(raw_asset({"name": "Fusing"}, input_data_name=declared))["0"]
    assert names(run.used) == expected


@pytest.mark.parametrize("itself", [RAW, f"s3://elsewhere/{RAW}/", "1"])
def test_an_asset_is_never_its_own_input(itself: str) -> None:
    step = {"name": "Copy", "input_location": itself, "code": {"input_data": [{"url": itself}]}}
    run = runs(raw_asset(step, source_data=[itself]))["Copy"]
    assert run.used == ()
    assert "this asset itself" in reasons(raw_asset(step, source_data=[itself]))


def test_a_path_on_a_file_share_is_no_dataset() -> None:
    step = {"name": "Compression", "input_location": f"//allen/aind/stage/{RAW_EPHYS}/behavior"}
    run = runs(raw_asset(step))["0"]
    assert run.used == ()
    assert names(run.generated) == [RAW]
    assert "file share" in reasons(raw_asset(step))


def test_times_without_a_zone_are_utc_and_impossible_ones_are_noted() -> None:
    run = runs(early_derived())["0"]
    assert run.started == dt.datetime(2022, 6, 1, 10, tzinfo=dt.UTC)
    assert run.ended == dt.datetime(2022, 6, 1, 11, tzinfo=dt.UTC)
    assert runs(early_derived())["1"].ended is None
    assert "read as UTC" in reasons(early_derived())
    assert "not a date and time" in reasons(early_derived())
    sorting = runs(second())["Spike sorting_1"]
    assert (sorting.started, sorting.ended) == (dt.datetime(2025, 2, 3, tzinfo=dt.UTC), None)
    assert "before the start" in reasons(second())


def test_parameters_are_taken_from_both_places_and_must_be_an_object() -> None:
    assert runs(early_derived())["0"].parameters == {"sigma": 2}
    assert runs(second())["Spike sorting_1"].parameters == {"threshold": 6}
    odd = raw_asset({"name": "Fusing", "parameters": "sigma=2"})
    assert runs(odd)["0"].parameters == {}
    assert "parameters must be" in reasons(odd)


def test_the_agent_is_who_ran_the_step_or_else_the_pipeline() -> None:
    assert runs(nested())["0"].agent == "Scientific Computing"
    assert runs(nested())["analyses/0"].agent == "Grace Example"
    assert runs(second())["Spike sorting_1"].agent == "Grace Example, Ada Example"


def test_a_step_called_other_says_what_it_was() -> None:
    assert runs(second())["Upload"].name == "Upload: Data was copied"
    assert runs(nested())["0~2"].name == "Other: packaging"


def test_code_is_read_from_every_shape() -> None:
    assert runs(early_derived())["0"].software == Software(
        "https://github.com/example-lab/destripe", version="0.2.0"
    )
    assert runs(nested())["1"].software == Software(
        "https://github.com/example-lab/sorter", version="main", path="code/run"
    )
    sorting = runs(second())["Spike sorting_1"]
    assert sorting.software == Software(
        "https://github.com/example-lab/sorter", commit=COMMIT[:12], path="code/run.py"
    )
    assert sorting.environment == Environment("registry.example.org/lab/sorter:4")
    upload = runs(second())["Upload"]
    assert upload.environment == Environment("registry.example.org/lab/upload:1.2")
    assert upload.software == Software(version="1.2")


def test_a_step_without_code_ran_that_of_its_pipeline_where_one_is_named() -> None:
    assert runs(second())["Curation"].software == Software(
        "https://github.com/example-lab/ephys", version="k4_1.0"
    )
    assert runs(early_derived())["1"].software.repository == (
        "https://github.com/example-lab/stitcher"
    )
    assert "repository and version of the pipeline" in reasons(second())


def test_a_step_whose_code_nobody_named_is_noted() -> None:
    assert runs(nested())["0~2"].software == Software()
    notes = [note for note in read(nested()).notes if note.why.startswith("No code URL")]
    assert notes[0].path == "/processing/data_processes/0"
    assert notes[0].what == "h"


def test_entries_that_are_no_steps_are_noted_with_their_place() -> None:
    places = [note.path for note in read(nested()).notes if note.what == "not a step"]
    assert places == ["/processing/processing_pipeline/data_processes/1/1"]


def test_the_same_reason_in_many_steps_is_one_note_that_counts() -> None:
    reading = read(raw_asset(*({"name": "Fusing", "code_url": ""} for _ in range(5))))
    (note,) = [note for note in reading.notes if note.why.startswith("No code URL")]
    assert note.times == 5


@pytest.mark.parametrize("record", EVERY_SHAPE)
def test_reading_twice_gives_the_same(record: Any) -> None:
    assert read(record()) == read(record())
