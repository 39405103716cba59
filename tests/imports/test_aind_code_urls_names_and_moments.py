"""Code URLs, asset names and dates taken apart."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.imports.aind.moments import moment
from catalog.imports.aind.names import ancestors, is_asset_name, reference
from catalog.imports.aind.people import orcid
from catalog.imports.aind.software import Code, Located, locate, read_code
from catalog.provenance.inputs import Environment, Software
from tests.imports.aind_records import COMMIT, RAW


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/lab/tool/", Located("https://github.com/lab/tool")),
        ("https://github.com/lab/tool.git", Located("https://github.com/lab/tool")),
        ("git+https://github.com/lab/tool.git", Located("https://github.com/lab/tool")),
        ("github.com/lab/tool", Located("https://github.com/lab/tool")),
        (
            f"https://github.com/lab/tool/blob/{COMMIT}/run.py",
            Located("https://github.com/lab/tool", ref=COMMIT, path="run.py"),
        ),
        (
            "https://gitlab.com/lab/tool/-/tree/v1/a/b",
            Located("https://gitlab.com/lab/tool", ref="v1", path="a/b"),
        ),
        ("https://github.com/lab/tool/code/", Located("https://github.com/lab/tool", path="code")),
        ("https://code.example.org/capsule/12/", Located("https://code.example.org/capsule/12")),
        ("samplecr.io/lab/tool:1", Located(image="samplecr.io/lab/tool:1")),
        ("/images/tool_1.sif", Located(image="/images/tool_1.sif")),
        ("h", Located()),
        ("https://github.com", Located()),
        ("https://[broken", Located()),
        ("", Located()),
    ],
)
def test_a_code_url_is_taken_apart(url: str, expected: Located) -> None:
    assert locate(url) == expected


def test_a_full_hash_is_a_commit_wherever_it_was_written() -> None:
    url = "https://github.com/lab/tool"
    for field in ("code_version", "software_version", "version"):
        found = read_code({"code_url": url, field: COMMIT})
        assert found.software == Software(url, commit=COMMIT)
    in_url = read_code({"code_url": f"{url}/tree/{COMMIT}", "software_version": "2.0"})
    assert in_url.software == Software(url, commit=COMMIT, version="2.0")


def test_the_version_of_the_code_comes_before_that_of_the_software() -> None:
    found = read_code({"code_version": "1.2.5", "software_version": "1.2.11"})
    assert found.software.version == "1.2.5"
    assert read_code({"code_version": "unknown", "version": "3"}).software.version == "3"


def test_a_branch_beside_a_version_is_left_over() -> None:
    found = read_code({"code_url": "https://github.com/lab/tool/tree/main", "version": "3"})
    assert found.leftover == "main"
    assert read_code({"code_url": "no url"}) == Code(leftover="no url")


def test_an_image_keeps_its_digest_apart() -> None:
    found = read_code({"code_url": f"docker://registry.example.org/lab/tool@sha256:{COMMIT}"})
    assert found.environment == Environment("registry.example.org/lab/tool", f"sha256:{COMMIT}")
    assert found.known


def test_the_chain_of_names_leads_back_to_the_raw_asset() -> None:
    sorted_name = f"{RAW}_sorted-ks25_2024-05-01_00-00-00"
    packaged = f"{sorted_name}_nwb_2024-06-01_00-00-00"
    assert ancestors(packaged) == (sorted_name, RAW)
    assert ancestors(RAW) == ()
    assert is_asset_name(packaged)
    assert not is_asset_name("100001_2024-03-05_10-20-30")


def test_a_hostile_name_does_not_take_forever() -> None:
    assert not is_asset_name("a_1" + "_2024-03-05_10-20-30" * 24 + "!")
    assert not is_asset_name("a_1" + "_2024-03-05_10-20-30" * 100_000)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"s3://bucket/{RAW}/behavior/", RAW),
        (f" {RAW}/ ", RAW),
        (
            "s3://b/11111111-2222-4333-8444-555555555555/x",
            "s3://b/11111111-2222-4333-8444-555555555555",
        ),
        ("s3://bucket/some/prefix/", "s3://bucket/some/prefix"),
        ("s3://bucket/", "s3://bucket"),
    ],
)
def test_a_reference_is_the_name_or_else_the_uri(value: str, expected: str) -> None:
    assert reference(value) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-03-05T10:20:30Z", dt.datetime(2024, 3, 5, 10, 20, 30, tzinfo=dt.UTC)),
        ("2024-03-05 10:20:30+00:00", dt.datetime(2024, 3, 5, 10, 20, 30, tzinfo=dt.UTC)),
        ("2024-03-05T10-20-30+00:00", dt.datetime(2024, 3, 5, 10, 20, 30, tzinfo=dt.UTC)),
        ("10:20:30", None),
        ("2024-03-05", None),
        ("0001-01-01T00:00:00+23:59", None),
        (20240305102030, None),
        (None, None),
    ],
)
def test_moments_are_read_as_they_were_written(
    written: object, expected: dt.datetime | None
) -> None:
    assert moment(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", ""),
        ("03cpe7c52", ""),
        (None, ""),
    ],
)
def test_an_orcid_is_one_whose_check_digit_is_right(written: object, expected: str) -> None:
    assert orcid(written) == expected
