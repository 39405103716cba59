"""`manage.py import_schemas`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from catalog.models import SchemaVersion, User
from tests.builders import SUBJECT_SCHEMA, make_user
from tests.commands.reports import run, run_into

pytestmark = pytest.mark.django_db

BROKEN = {
    "title": "Session",
    "type": "object",
    "properties": {"start": {"type": "string", "description": ["in", "two parts"]}},
}


def write(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name.replace('__', '-')}.json").write_text(text)
    return folder


def test_schemas_of_a_folder_are_registered_and_published(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"subject__1.0.3": SUBJECT_SCHEMA, "qualitycontrol__2.0.0": BROKEN | {"properties": {}}},
    )
    report = run("import_schemas", tmp_path)
    assert (report.status, report.problems) == (0, [])
    assert report.counts["created"] == 2
    rows = {str(row): row for row in SchemaVersion.objects.select_related("schema")}
    assert set(rows) == {"aind/subject 1.0.3", "aind/quality_control 2.0.0"}
    assert {row.state for row in rows.values()} == {"published"}
    author = rows["aind/subject 1.0.3"].author
    assert author is not None
    assert (author.username, author.has_usable_password()) == ("importer", False)


def test_the_second_run_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, **{"subject__1.0.3": SUBJECT_SCHEMA})
    run("import_schemas", tmp_path)
    report = run("import_schemas", tmp_path)
    assert (report.status, report.counts["created"], report.counts["unchanged"]) == (0, 0, 1)


def test_an_invalid_schema_is_refused_with_the_place_and_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, **{"session__1.0.0": BROKEN, "subject__1.0.3": SUBJECT_SCHEMA})
    report = run("import_schemas", tmp_path)
    assert report.status == 1
    assert (report.counts["created"], report.counts["refused"]) == (1, 1)
    [problem] = report.problems
    assert problem["where"] == "session-1.0.0.json#/properties/start/description"
    assert "must be text" in problem["what"]
    assert "--repair" in problem["what_to_do"]
    assert not SchemaVersion.objects.filter(schema__name="aind/session").exists()


def test_repair_mends_it_and_keeps_what_it_changed(tmp_path: Path) -> None:
    write(tmp_path, **{"session__1.0.0": BROKEN})
    report = run("import_schemas", tmp_path, "--repair")
    assert (report.status, report.counts["repairs"]) == (0, 1)
    row = SchemaVersion.objects.get(schema__name="aind/session")
    assert row.content["properties"]["start"]["description"] == "in two parts"
    [change] = row.repairs
    assert change["pointer"] == "/properties/start/description"
    assert change["was"] == ["in", "two parts"]
    again = run("import_schemas", tmp_path, "--repair")
    assert (again.status, again.counts["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [("{", "not JSON"), ('{"a": 1, "a": 2}', "occurs twice"), ("[]", "must be an object")],
)
def test_a_file_that_is_no_schema_is_one_problem(tmp_path: Path, text: str, what: str) -> None:
    write(tmp_path, **{"session__1.0.0": text, "subject__1.0.3": SUBJECT_SCHEMA})
    report = run("import_schemas", tmp_path)
    assert (report.status, report.counts["created"]) == (1, 1)
    assert len(report.problems) == 1
    assert what in report.problems[0]["what"]


def test_changed_content_under_the_same_version_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, **{"subject__1.0.3": SUBJECT_SCHEMA})
    run("import_schemas", tmp_path)
    write(tmp_path, **{"subject__1.0.3": SUBJECT_SCHEMA | {"description": "Changed"}})
    report = run("import_schemas", tmp_path)
    assert report.status == 1
    assert "new version" in report.problems[0]["what"]


@pytest.mark.parametrize(
    ("stem", "extra", "name"),
    [
        ("subject", {"$id": "https://example.org/schemas/subject/2.1.0"}, "aind/subject 2.1.0"),
        ("subject", {"properties": {"schema_version": {"const": "0.9.1"}}}, "aind/subject 0.9.1"),
        ("Über uns-1.0.0", {"title": "Our Subject!"}, "aind/our_subject 1.0.0"),
    ],
)
def test_a_name_that_the_file_does_not_say_is_found_in_the_schema(
    tmp_path: Path, stem: str, extra: dict[str, Any], name: str
) -> None:
    write(tmp_path, **{stem: {"type": "object", **extra}})
    report = run("import_schemas", tmp_path)
    assert report.problems == []
    assert str(SchemaVersion.objects.get()) == name


def test_a_schema_without_any_version_is_a_problem_that_says_how_to_give_one(
    tmp_path: Path,
) -> None:
    write(tmp_path, subject={"type": "object"})
    [problem] = run("import_schemas", tmp_path).problems
    assert "no version" in problem["what"]
    assert "subject-1.0.3.json" in problem["what_to_do"]


def test_only_stewards_import_schemas(tmp_path: Path) -> None:
    write(tmp_path, **{"subject__1.0.3": SUBJECT_SCHEMA})
    make_user("ada")
    with pytest.raises(CommandError, match="Only stewards"):
        run("import_schemas", tmp_path, "--user=ada")
    with pytest.raises(CommandError, match="no active user 'nobody'"):
        run("import_schemas", tmp_path, "--user=nobody")
    assert not SchemaVersion.objects.exists()
    assert not User.objects.filter(username="importer").exists()


def test_a_folder_without_schemas_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no \*\.json"):
        run("import_schemas", tmp_path)
    with pytest.raises(CommandError, match="is not a folder"):
        run("import_schemas", tmp_path / "nowhere")


def test_the_report_for_people_names_each_file_and_problem(tmp_path: Path) -> None:
    write(tmp_path, **{"session__1.0.0": BROKEN, "subject__1.0.3": SUBJECT_SCHEMA})
    out = io.StringIO()
    assert run_into(out, "import_schemas", tmp_path) == 1
    said = out.getvalue()
    assert "subject-1.0.3.json: aind/subject 1.0.3: created" in said
    assert "session-1.0.0.json#/properties/start/description: `description` must be text" in said
    assert said.splitlines()[-1].startswith("2 files, 1 created")
