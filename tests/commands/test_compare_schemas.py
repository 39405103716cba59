"""`manage.py compare_schemas`: two files, a verdict, an exit status, no database."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.commands.reports import run_into

TEXT = {"type": "string"}


def files(tmp_path: Path, old: Any, new: Any) -> list[str]:
    paths = []
    for name, content in (("old.json", old), ("new.json", new)):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        paths.append(str(path))
    return paths


def verdict(tmp_path: Path, old: Any, new: Any) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    status = run_into(out, "compare_schemas", *files(tmp_path, old, new), "--format=json")
    return status, json.loads(out.getvalue())


def test_a_compatible_version_exits_with_0(tmp_path: Path) -> None:
    status, report = verdict(tmp_path, {**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 9})
    assert status == 0
    assert report == {
        "verdict": "compatible",
        "changes": [
            {
                "kind": "range",
                "old": "/maxLength",
                "new": "/maxLength",
                "reason": "`maxLength` 5 became `maxLength` 9.",
                "effect": "safe",
            }
        ],
        "witness": None,
    }


def test_a_breaking_version_exits_with_1_and_shows_a_record(tmp_path: Path) -> None:
    old = {"type": "object", "properties": {"a": TEXT}}
    status, report = verdict(tmp_path, old, {**old, "required": ["a"]})
    assert status == 1
    assert (report["verdict"], report["witness"]) == ("breaking", {})
    assert [(c["kind"], c["effect"]) for c in report["changes"]] == [("required", "breaking")]


def test_an_undecided_version_exits_with_2(tmp_path: Path) -> None:
    status, report = verdict(tmp_path, {"pattern": "^a$"}, {"pattern": "^a{1}$"})
    assert status == 2
    assert (report["verdict"], report["witness"]) == ("undecided", None)
    assert [change["effect"] for change in report["changes"]] == ["undecided"]


def test_people_read_the_same_in_lines(tmp_path: Path) -> None:
    out = io.StringIO()
    status = run_into(out, "compare_schemas", *files(tmp_path, TEXT, {"type": "number"}))
    assert status == 1
    lines = out.getvalue().splitlines()
    assert lines[0] == "breaking: this record is valid before and not after"
    assert 'breaking: type: /type -> /type: `type` "string" became `type` "number".' in lines


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('{"type": ', "This is not JSON: line 1"),
        ({"type": "Stain type"}, "/type"),
        ([], "A schema must be an object"),
        ({"$ref": "https://example.com/else.json"}, "leads outside this document"),
    ],
)
def test_a_file_that_is_no_schema_is_named_with_the_reason(
    tmp_path: Path, new: Any, said: str
) -> None:
    errors, out = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("compare_schemas", *files(tmp_path, TEXT, new), stdout=out, stderr=errors)
    assert end.value.code == 3
    assert errors.getvalue().startswith(str(tmp_path / "new.json"))
    assert said in errors.getvalue()
    assert not out.getvalue()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    errors = io.StringIO()
    (there, _) = files(tmp_path, TEXT, TEXT)
    with pytest.raises(SystemExit) as end:
        call_command("compare_schemas", str(tmp_path / "none.json"), there, stderr=errors)
    assert end.value.code == 3
    assert "none.json: The file cannot be read: No such file or directory." in errors.getvalue()
