"""`manage.py import_jsonl`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from catalog.management.commands import import_jsonl
from catalog.models import Dataset, DatasetVersion
from catalog.schemas.limits import RECORD
from tests.builders import make_user
from tests.commands.reports import run

pytestmark = pytest.mark.django_db

MAP = "--map=title=name,keywords=tags,key=id"


def write(path: Path, *lines: Any) -> Path:
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts) + "\n")
    return path


def record(number: int, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "name": f"Record {number}", "tags": ["rain", "river"], **more}


def test_each_line_becomes_a_dataset(tmp_path: Path) -> None:
    report = run("import_jsonl", write(tmp_path / "p.jsonl", record(1), "", record(2)), MAP)
    assert (report.status, report.counts["created"], report.counts["lines"]) == (0, 2, 2)
    version = DatasetVersion.objects.get(title="Record 2")
    assert version.keywords == ["rain", "river"]
    assert (version.dataset.key, version.dataset.access) == ("p:2", "public")


def test_a_bad_line_costs_only_itself(tmp_path: Path) -> None:
    lines = (
        record(1),
        "{",
        {"id": "3"},
        [4],
        record(5, tags=["x" * 501]),
        record(1, name="Another"),
        record(7),
    )
    report = run("import_jsonl", write(tmp_path / "p.jsonl", *lines), MAP)
    assert report.status == 1
    assert (report.counts["created"], report.counts["refused"]) == (2, 5)
    said = {problem["where"]: problem for problem in report.problems}
    assert set(said) == {f"p.jsonl, line {number}" for number in (2, 3, 4, 5, 6)}
    assert "not JSON" in said["p.jsonl, line 2"]["what"]
    assert "no such field" in said["p.jsonl, line 3"]["what"]
    assert "keywords[0] has 501 characters" in said["p.jsonl, line 5"]["what"]
    assert "other content" in said["p.jsonl, line 6"]["what"]
    assert all(problem["what_to_do"] for problem in report.problems)


@pytest.mark.parametrize("mapping", [MAP, "--map=title=name"])
def test_the_second_run_changes_nothing_with_or_without_keys(tmp_path: Path, mapping: str) -> None:
    path = write(tmp_path / "p.jsonl", record(1), record(2))
    run("import_jsonl", path, mapping)
    report = run("import_jsonl", path, mapping)
    assert (report.counts["created"], report.counts["unchanged"]) == (0, 2)
    assert Dataset.objects.count() == 2


def test_two_files_do_not_share_keys_unless_they_share_a_namespace(tmp_path: Path) -> None:
    run("import_jsonl", write(tmp_path / "a.jsonl", record(1)), MAP)
    run("import_jsonl", write(tmp_path / "b.jsonl", record(1)), MAP)
    moved = run("import_jsonl", write(tmp_path / "c.jsonl", record(1)), MAP, "--namespace=a")
    assert moved.counts["unchanged"] == 1
    assert Dataset.objects.count() == 2


def test_who_owns_them_and_who_sees_them_can_be_said(tmp_path: Path) -> None:
    make_user("ada")
    path = write(tmp_path / "p.jsonl", record(1))
    run("import_jsonl", path, MAP, "--user=ada", "--access=internal")
    dataset = Dataset.objects.get()
    assert (dataset.created_by.username, dataset.access) == ("ada", "internal")


def test_a_mapping_that_makes_no_sense_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="titel"):
        run("import_jsonl", tmp_path / "nowhere", "--map=titel=name")
    with pytest.raises(CommandError, match="is not a file"):
        run("import_jsonl", tmp_path / "nowhere", MAP)


def test_a_line_without_end_is_refused_without_being_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"name": "' + b"x" * (2 * RECORD.max_bytes + 100) + b'"}\n')
        stream.write(json.dumps(record(2)).encode() + b"\n")
    with path.open("rb") as stream:
        lengths = [len(line) for line in import_jsonl.bounded_lines(stream)]
    assert lengths[0] == RECORD.max_bytes + 2
    report = run("import_jsonl", path, MAP)
    assert (report.counts["created"], report.counts["refused"]) == (1, 1)
    assert report.problems[0]["where"] == "p.jsonl, line 1"
