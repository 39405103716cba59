"""Records damaged at random: a reading or a stated problem, never an exception."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.imports.aind import AssetReading, Unreadable, read_asset
from tests.imports.aind_records import EVERY_SHAPE, RAW

SURROGATE = "\ud800\x00"
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, -1, 10**400, 1e308, float("nan"), float("inf")),
        *("", " ", SURROGATE, "name='x", "s3://", "s3://[", "https://[", "2024-13-99T99:99:99Z"),
        *("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", RAW, f"/allen/{RAW}/"),
        *([], {}, [[]], [None], {"name": {}}, {"name": None, "url": []}, [[{"name": "x"}]]),
    ]
)
JSON = st.one_of(
    ODD,
    st.recursive(
        st.one_of(ODD, st.text(max_size=8), st.integers(), st.floats()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["name", "url", "code", "input_data", "assets", "\udc80/~"]),
                inner,
                max_size=3,
            ),
        ),
        max_leaves=6,
    ),
)
SMALL = [record() for record in EVERY_SHAPE]


def places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything below a value."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


@st.composite
def damaged(draw: st.DrawFn, records: list[Any]) -> Any:
    """A record in which a few subtrees are gone or replaced."""
    record = copy.deepcopy(draw(st.sampled_from(records)))
    for _ in range(draw(st.integers(1, 6))):
        holder, key = draw(st.sampled_from(places({"": record})[:1] + places(record)))
        if isinstance(holder, dict) and draw(st.booleans()):
            holder.pop(key, None)
        elif isinstance(holder, dict) or key < len(holder):
            holder[key] = copy.deepcopy(draw(JSON))
    return record


def check(raw: object) -> None:
    """What holds of every reading, whatever was read."""
    reading = read_asset(raw)
    if isinstance(reading, Unreadable):
        assert reading.field
        assert reading.cause
        assert reading.fix
        return
    dataset = reading.dataset
    assert dataset.title
    assert dataset.key.startswith("aind:")
    assert dataset.identifiers
    assert all(dataset.identifiers)
    assert len(set(dataset.keywords)) == len(dataset.keywords)
    assert all(creator.name for creator in dataset.creators)
    assert all(isinstance(record.content, dict) for record in dataset.records)
    for date in "/".join(dataset.dates.values()).split("/") if dataset.dates else ():
        dt.datetime.fromisoformat(date)
    check_computations(reading)
    check_storable(reading)


def check_computations(reading: AssetReading) -> None:
    identifiers = set(reading.dataset.identifiers)
    runs = [run.run_id for run in reading.computations]
    assert len(set(runs)) == len(runs)
    for run in reading.computations:
        used = {reference.dataset for reference in run.used}
        generated = {reference.dataset for reference in run.generated}
        assert all(used)
        assert all(generated)
        assert not used & generated
        assert not used & identifiers
        assert isinstance(run.parameters, dict)
        for moment in (run.started, run.ended):
            assert moment is None or moment.tzinfo is not None
        assert not run.started or not run.ended or run.started <= run.ended


def check_storable(reading: AssetReading) -> None:
    """Everything but what is kept verbatim can be written to a database."""
    dataset = dataclasses.replace(reading.dataset, records=())
    runs = [dataclasses.replace(run, parameters={}) for run in reading.computations]
    plain = [dataclasses.asdict(dataset)]
    plain += [dataclasses.asdict(run) for run in runs]
    plain += [dataclasses.asdict(note) for note in reading.notes]
    written = json.dumps(plain, default=str, ensure_ascii=False)
    written.encode()
    assert "\\u0000" not in written


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(SMALL))
def test_a_damaged_record_is_read_or_refused_with_a_reason(raw: object) -> None:
    check(raw)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused_with_a_reason(raw: object) -> None:
    check(raw)


@pytest.fixture(scope="module")
def real_records() -> list[Any]:
    folder = os.environ.get("HOLOTYPE_REAL_DATA")
    if not folder:
        pytest.skip("set HOLOTYPE_REAL_DATA to the folder of real inputs to run this")
    files = sorted(
        (Path(folder) / "aind" / "assets").glob("*.json"), key=lambda f: f.stat().st_size
    )
    return [json.loads(file.read_text()) for file in files[:25]]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_real_record_is_read_or_refused(
    real_records: list[Any], data: st.DataObject
) -> None:
    check(data.draw(damaged(real_records)))


@pytest.mark.parametrize("part", ["processing", "procedures", "data_description", "external_links"])
def test_depth_without_end_is_read(part: str) -> None:
    deep: Any = []
    for _ in range(50_000):
        deep = [{"data_processes": deep, "protocol_id": deep} if len(deep) == 2 else deep]
    reading = read_asset({"name": RAW, part: {"data_processes": deep, "investigators": deep}})
    assert isinstance(reading, AssetReading)
    assert isinstance(read_asset({"name": RAW, part: deep}), AssetReading)


def test_a_million_letters_are_read_in_no_time() -> None:
    long = "a" * 1_000_000
    described = dict.fromkeys(("name", "modality", "license", "creation_time", "tags"), long)
    step = {"name": long, "code_url": long, "input_location": f"s3://b/{long}/{RAW}"}
    raw = {"name": long, "data_description": described, "processing": {"data_processes": [step]}}
    assert isinstance(read_asset(raw), AssetReading)
