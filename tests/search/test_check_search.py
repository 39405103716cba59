"""check_search: silent where all is well, and one problem with its remedy for each fault."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.utils import timezone

from search.engines.embedded import room
from search.models import DeadLetter, OutboxMark, RebuildState
from tests.search.notes import write

pytestmark = [pytest.mark.usefixtures("notes"), pytest.mark.django_db(transaction=True)]


def run() -> tuple[int, dict[str, Any]]:
    out, status = StringIO(), 0
    try:
        call_command("check_search", "--format", "json", stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    report: dict[str, Any] = json.loads(out.getvalue())
    return status, report


def test_nothing_is_said_where_all_is_well() -> None:
    write("a", "note")
    status, report = run()
    assert (status, report["problems"]) == (0, [])
    assert report["counts"] == {"backlog": 1, "lag_seconds": 0, "dead_letters": 0, "drift": 0}


def test_every_fault_is_told_with_its_remedy() -> None:
    write("a", "note")
    OutboxMark.objects.update(created=timezone.now() - dt.timedelta(hours=1))
    DeadLetter.objects.create(kind="note", key="b", reason="r")
    RebuildState.objects.create(reason="no space left")
    status, report = run()
    assert status == 1
    assert [each["where"] for each in report["problems"]] == ["outbox", "dead letters", "index"]
    assert "no space left" in report["problems"][2]["what"]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_without_room_for_a_rebuild_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 10**9, 10**6))
    [problem] = room.problems(tmp_path / "index")
    assert "Make room" in problem


def test_a_folder_in_whose_place_a_file_stands_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    [problem] = room.problems(tmp_path / "file" / "index")
    assert "cannot be written" in problem
