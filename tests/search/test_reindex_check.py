"""check_index and the reporting commands: what they find, say and repair."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from search import integrity
from search.clock import tick
from search.document import Change
from search.drain import ATTEMPTS, drain
from search.engine import engine, reset_engine
from search.integrity import check_index
from search.models import DeadLetter, OutboxMark
from tests.search.notes import document_of, found, remove, write

pytestmark = [pytest.mark.usefixtures("notes"), pytest.mark.django_db(transaction=True)]


def run(command: str, *arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def differ() -> None:
    """One document missing, one stale, one surplus, one as it should be."""
    for key in ("fine", "missing", "stale"):
        write(key, "note")
    drain()
    Session.objects.filter(session_key="stale").update(session_data='{"title": "changed"}')
    other = document_of("surplus", {"title": "surplus"})
    engine().apply([Change("missing", tick(), None), Change("surplus", tick(), other)])


def test_an_index_that_is_right_has_no_differences() -> None:
    for number in range(5):
        write(f"k{number}", "note")
    remove("k0")
    drain()
    checked = check_index(batch=2)
    assert (checked.documents, checked.entries, checked.differences) == (4, 4, 0)


def test_what_is_missing_stale_and_surplus_is_told_apart() -> None:
    differ()
    checked = check_index()
    assert (checked.missing, checked.stale, checked.surplus) == (1, 1, 1)
    assert {problem.where: problem.what for problem in checked.problems} == {
        "note missing": "is in the database and not in the index",
        "note stale": "is older in the index than in the database",
        "note surplus": "is in the index and not in the database",
    }


def test_a_repair_mends_all_of_it() -> None:
    differ()
    assert check_index(repair=True).repaired == 3
    assert found() == {"fine": "note", "missing": "note", "stale": "changed"}
    assert check_index().differences == 0


def test_changes_that_are_pending_are_no_difference() -> None:
    write("a", "note")
    write("b", "note")
    drain()
    write("a", "changed")
    remove("b")
    write("c", "new")
    checked = check_index()
    assert (checked.differences, checked.pending) == (0, 3)


def test_changes_that_are_drained_during_the_check_are_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for key in "abc":
        write(key, "note")
    drain()
    compare = integrity._compare

    def compare_later(*arguments: Any) -> None:
        write("a", "changed")
        remove("b")
        write("d", "new")
        drain()
        compare(*arguments)

    monkeypatch.setattr(integrity, "_compare", compare_later)
    assert check_index().differences == 0


def test_a_document_that_cannot_be_built_is_a_problem_of_its_own() -> None:
    write("a", "fine")
    write("b", "broken")
    checked = check_index()
    assert checked.unbuildable == 1
    assert "this note is broken" in checked.problems[0].what


def test_a_repair_gives_dead_letters_another_chance() -> None:
    write("a", "broken")
    for _ in range(ATTEMPTS):
        drain()
        OutboxMark.objects.update(retry_at=None)
    assert DeadLetter.objects.count() == 1
    Session.objects.update(session_data='{"title": "mended"}')
    check_index(repair=True)
    assert found() == {"a": "mended"}
    assert not DeadLetter.objects.exists()


def test_the_command_ends_with_1_where_something_differs_and_0_once_repaired() -> None:
    differ()
    status, text = run("check_index")
    assert status == 1
    assert "note missing: is in the database and not in the index. What to do: run" in text
    status, text = run("check_index", "--repair", "--format", "json")
    assert status == 0
    assert json.loads(text)["counts"]["repaired"] == 3
    assert run("check_index")[0] == 0


def test_the_report_of_a_check_is_one_json_object() -> None:
    differ()
    status, text = run("check_index", "--format", "json")
    report = json.loads(text)
    assert status == 1
    assert report["counts"] == {
        "documents": 3,
        "entries": 3,
        "pending": 0,
        "missing": 1,
        "stale": 1,
        "surplus": 1,
        "unbuildable": 0,
        "repaired": 0,
        "unrepaired": 0,
    }
    assert all(each.keys() == {"where", "what", "what_to_do"} for each in report["problems"])


def test_the_report_of_a_rebuild_is_one_json_object() -> None:
    write("a", "fine")
    write("b", "broken")
    status, text = run("reindex", "--format", "json")
    report = json.loads(text)
    assert status == 0
    assert report["counts"] == {"written": 1, "replayed": 2, "failed": 1, "resumed": 0}
    assert report["problems"][0]["where"] == "note b"


def test_an_engine_without_an_index_is_told_and_not_taken_for_empty(tmp_path: Path) -> None:
    write("a", "note")
    drain()
    reset_engine()
    shutil.rmtree(tmp_path / "index")
    status, text = run("check_index", "--format", "json")
    assert status == 1
    assert json.loads(text)["problems"][0]["where"] == "engine"
