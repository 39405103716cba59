"""Files across datasets: what is found, by whom, and as a manifest."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.datasets.inputs import FileEntry
from catalog.datasets.lifecycle import withdraw_dataset
from catalog.datasets.share import grant_role
from catalog.models import AuditEntry
from tests.builders import make_caller, make_dataset

pytestmark = pytest.mark.django_db


def a_file(path: str, size: int = 10, media_type: str = "", digest: str = "0") -> FileEntry:
    return FileEntry(
        path=path, size=size, sha256=digest * 64, media_type=media_type, uri=f"https://x/{size}"
    )


@pytest.fixture
def owner() -> Caller:
    return make_caller()


@pytest.fixture
def library(owner: Caller) -> None:
    make_dataset(
        owner,
        files=(
            a_file("raw/Probe_A/spikes.nwb", 100, "application/x-nwb", "a"),
            a_file("raw/probe_b/lfp.nwb", 2_000_000_000, "application/x-nwb", "b"),
            a_file("video/eye.mp4", 500, "video/mp4"),
            a_file("notes/100%_sure.txt", 0, "text/plain"),
        ),
    )
    make_dataset(owner, files=(a_file("video/tail.mp4", 600, "video/mp4", "a"),))


def paths(client: APIClient | None = None, **query: str) -> list[str]:
    answer = (client or APIClient()).get("/api/v1/files", query)
    assert answer.status_code == 200, answer.content
    return sorted(row["path"] for row in answer.json()["results"])


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "probe"}, ["raw/Probe_A/spikes.nwb", "raw/probe_b/lfp.nwb"]),
        ({"q": "NWB spikes"}, ["raw/Probe_A/spikes.nwb"]),
        ({"q": "nonesuch"}, []),
        ({"q": "%"}, ["notes/100%_sure.txt"]),
        ({"q": "0%_s"}, ["notes/100%_sure.txt"]),
        ({"q": "\\"}, []),
        ({"prefix": "video/"}, ["video/eye.mp4", "video/tail.mp4"]),
        ({"prefix": "ideo/"}, []),
        ({"glob": "*.mp4"}, ["video/eye.mp4", "video/tail.mp4"]),
        ({"glob": "raw/probe_?/*"}, ["raw/Probe_A/spikes.nwb", "raw/probe_b/lfp.nwb"]),
        ({"glob": "video"}, []),
        ({"media_type": "video/mp4"}, ["video/eye.mp4", "video/tail.mp4"]),
        ({"media_type": "application/*"}, ["raw/Probe_A/spikes.nwb", "raw/probe_b/lfp.nwb"]),
        ({"sha256": "a" * 64}, ["raw/Probe_A/spikes.nwb", "video/tail.mp4"]),
        ({"sha256": "A" * 64, "prefix": "raw"}, ["raw/Probe_A/spikes.nwb"]),
        ({"size.gte": "1 GB"}, ["raw/probe_b/lfp.nwb"]),
        ({"size.gte": "500", "size.lte": "600"}, ["video/eye.mp4", "video/tail.mp4"]),
        ({"size.lte": "0"}, ["notes/100%_sure.txt"]),
    ],
)
def test_files_are_found_by_what_is_known_of_them(
    query: dict[str, str], expected: list[str]
) -> None:
    assert paths(None, **query) == expected


@pytest.mark.usefixtures("library")
def test_pages_hold_every_file_once() -> None:
    client, found = APIClient(), []
    answer = client.get("/api/v1/files", {"limit": "2"}).json()
    while True:
        found += [row["path"] for row in answer["results"]]
        if not answer["next"]:
            break
        answer = client.get(answer["next"]).json()
    assert len(found) == len(set(found)) == 5


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"sha256": "xyz"}, "sha256"),
        ({"media_type": "tiff"}, "media_type"),
        ({"size.gte": "-1"}, "size.gte"),
        ({"size.gte": "3 kg"}, "size.gte"),
        ({"size.gte": "5", "size.lte": "4"}, "size.gte"),
        ({"q": "a b c d e f g h i"}, "q"),
        ({"glob": "x" * 1025}, "glob"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused(query: dict[str, str], parameter: str) -> None:
    answer = APIClient().get("/api/v1/files", query)
    assert answer.status_code == 400
    assert [each["parameter"] for each in answer.json()["problems"]] == [parameter]


def test_files_are_found_by_those_who_may_see_them(owner: Caller) -> None:
    reader = make_caller()
    for access in ("private", "internal", "discoverable", "public"):
        make_dataset(owner, access=access, files=(a_file(f"{access}.nwb"),))
    make_dataset(owner, access="public", draft=True, files=(a_file("draft.nwb"),))
    granted = make_dataset(owner, access="discoverable", files=(a_file("granted.nwb"),))
    label = f"user:{reader.known.pk}"
    grant_role(actor=owner, dataset_id=granted.pk, principal=label, role="viewer")
    gone = make_dataset(owner, license="CC-BY-4.0", files=(a_file("withdrawn.nwb"),))
    withdraw_dataset(actor=owner, dataset_id=gone.pk, reason="x", if_match=gone.etag)
    everything = {"private", "internal", "discoverable", "public", "draft", "granted"}

    def found(caller: Caller | None) -> set[str]:
        client = APIClient()
        if caller is not None:
            client.force_authenticate(caller.known)
        listed = set(paths(client, glob="*.nwb"))
        manifest = client.get("/api/v1/files/manifest", {"format": "csv", "glob": "*.nwb"})
        rows = csv.DictReader(io.StringIO(_text(manifest), newline=""))
        assert {row["path"] for row in rows} == listed
        return {path.removesuffix(".nwb") for path in listed}

    assert found(None) == {"public"}
    assert found(make_caller()) == {"public", "internal"}
    assert found(reader) == {"public", "internal", "granted"}
    assert found(owner) == everything
    assert found(make_caller(is_superuser=True)) == everything


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content).decode()


@pytest.mark.usefixtures("library")
def test_a_manifest_is_what_was_found(settings: Any) -> None:
    client = APIClient()
    answer = client.get("/api/v1/files/manifest", {"format": "urls", "prefix": "video/"})
    lines = _text(answer).splitlines()
    assert [line for line in lines if line.startswith("http")] == ["https://x/500", "https://x/600"]
    assert [line.rpartition("/")[2] for line in lines if "out=" in line] == ["eye.mp4", "tail.mp4"]
    entry = AuditEntry.objects.get(action="export.manifest")
    assert entry.details == {"format": "urls", "files": 2, "prefix": "video/"}
    settings.EXPORT_ROWS = 4
    assert client.get("/api/v1/files/manifest", {"format": "csv"}).status_code == 413
    assert client.get("/api/v1/files/manifest").status_code == 400
