"""Pages for searching files and for exports."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.exporting.work import work
from catalog.models import ExportJob
from search.lifeline import StopSign
from tests.pages.world import SECRET_FILE, SECRET_TITLE, World
from tests.searching import drain_all, use_index


@pytest.fixture
def _index(settings: Settings, tmp_path: Path, world: World) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    use_index(settings, tmp_path / "index")
    drain_all()


@pytest.mark.parametrize(
    ("who", "sees"), [("nobody", False), ("stranger", False), ("viewer", True), ("owner", True)]
)
def test_files_are_listed_for_those_who_may_see_them(world: World, who: str, sees: bool) -> None:
    page = world.client(who).get("/files", {"glob": "embargoed/*"})
    assert page.status_code == 200
    assert (SECRET_FILE in page.content.decode()) is sees
    assert ("No file found" in page.content.decode()) is not sees


def test_nothing_is_listed_before_something_is_asked(world: World) -> None:
    page = world.client("owner").get("/files").content.decode()
    assert SECRET_FILE not in page
    assert "No file found" not in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"sha256": "x"}, "64 hex digits"),
        ({"size.gte": "3 kg"}, "size.gte"),
        ({"q": "a\x00b"}, "NUL"),
        ({"media_type": "<script>"}, "image/tiff"),
    ],
)
def test_a_mistake_is_told(world: World, query: dict[str, str], told: str) -> None:
    page = world.client("nobody").get("/files", query)
    assert page.status_code == 400
    assert told in page.content.decode()
    assert "<script>" not in page.content.decode()


@pytest.mark.usefixtures("_index")
def test_a_search_is_exported_and_downloaded(world: World) -> None:
    client = world.client("owner")
    streamed = client.get("/api/v1/search/export", {"format": "csv", "q": "mice"})
    assert b"Traces of mice" in b"".join(streamed.streaming_content)  # type: ignore[attr-defined]
    asked = client.get("/exports/", {"query": "q=mice"}).content.decode()
    assert 'name="query" value="q=mice"' in asked
    form = {"query": "q=mice", "format": "csv", "columns": "species, age"}
    begun = client.post("/exports/", form)
    job = ExportJob.objects.get()
    assert (begun.status_code, begun["Location"]) == (302, f"/exports/{job.pk}")
    assert "Waiting" in client.get("/exports/").content.decode()
    while work(StopSign()):
        pass
    page = client.get("/exports/").content.decode()
    assert f"/api/v1/exports/{job.pk}/content" in page
    assert "2 of 2" in page
    file = b"".join(client.get(f"/api/v1/exports/{job.pk}/content").streaming_content)  # type: ignore[attr-defined]
    assert b"Traces of mice" in file
    assert SECRET_TITLE.encode() not in file
    assert client.post("/exports/", {"delete": str(job.pk)}).status_code == 302
    assert not ExportJob.objects.exists()


@pytest.mark.usefixtures("_index")
def test_an_export_that_cannot_be_says_why_and_keeps_what_was_typed(world: World) -> None:
    client = world.client("owner")
    for form, status, told in (
        ({"query": "nonsense=1", "format": "csv"}, 400, "nonsense"),
        ({"query": "q=mice", "format": "xls"}, 422, "A format is one of"),
        ({"query": "q=mice", "format": "csv", "columns": "nonsense"}, 422, "nonsense"),
    ):
        page = client.post("/exports/", form)
        assert page.status_code == status
        assert told in page.content.decode()
        assert form["query"] in page.content.decode()
    assert not ExportJob.objects.exists()


@pytest.mark.usefixtures("_index")
def test_exports_are_for_people_who_are_signed_in_and_their_own(world: World) -> None:
    world.client("owner").post("/exports/", {"query": "q=mice", "format": "csv"})
    job = ExportJob.objects.get()
    assert world.client("nobody").get("/exports/").status_code == 302
    stranger = world.client("stranger")
    assert str(job.pk) not in stranger.get("/exports/").content.decode()
    assert stranger.post("/exports/", {"delete": str(job.pk)}).status_code == 404
    assert ExportJob.objects.count() == 1
