"""`manage.py migrate_records`: what it prints, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.models import User
from tests.migrating.world import (
    DROP,
    NAME,
    NUMBER,
    RENAME,
    bytes_of,
    publish_both,
    record_of,
    weigh,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operations(tmp_path: Path) -> str:
    publish_both()
    path = tmp_path / "operations.json"
    path.write_text(json.dumps([NUMBER, RENAME, DROP]))
    return str(path)


def run(*options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("migrate_records", NAME, "1.0.0", "2.0.0", *options, "--format=json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_rehearse_apply_and_undo(operations: str) -> None:
    good, bad = weigh("20 g"), weigh("heavy")
    before = bytes_of()
    rehearsal = run(f"--operations={operations}")
    counts = {"records": 2, "migrated": 1, "failed": 1, "left": 0, "edited": 0}
    assert (rehearsal["kind"], rehearsal["state"], rehearsal["counts"]) == (
        "rehearsal",
        "finished",
        counts,
    )
    assert rehearsal["operations"][1] == "Rename `weight` to `weight_g`."
    [problem] = rehearsal["problems"]
    assert problem["where"] == f"{bad.pid}/weight"
    assert bytes_of() == before
    assert run("--apply")["counts"] == counts
    assert record_of(good).named_version == "2.0.0"
    undo = run("--undo")
    assert (undo["kind"], undo["counts"]["migrated"]) == ("undo", 1)
    assert bytes_of() == before


def test_failures_that_the_account_may_not_read_are_a_number(operations: str) -> None:
    weigh("secret words", access="private")
    [problem] = run(f"--operations={operations}")["problems"]
    assert problem["where"] == "1 more record"
    assert "secret" not in json.dumps(problem)


def test_as_text_it_tells_operations_and_counts(operations: str) -> None:
    weigh("20 g")
    out = io.StringIO()
    options = (f"--operations={operations}", "--sample=1", "--rate=100")
    call_command("migrate_records", NAME, "1.0.0", "2.0.0", *options, stdout=out)
    assert "Rename `weight` to `weight_g`." in out.getvalue()
    assert "1 migrated, 0 failed" in out.getvalue()


def test_what_is_refused_says_why(operations: str, tmp_path: Path) -> None:
    weigh("20 g")
    with pytest.raises(CommandError, match="not rehearsed yet"):
        run("--apply")
    with pytest.raises(CommandError, match="not applied yet"):
        run("--undo")
    # The proposal has something that only a person knows.
    with pytest.raises(CommandError, match="Say why this field is dropped"):
        run()
    with pytest.raises(CommandError, match="cannot be read"):
        run("--operations=/nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_text('[{"op": "explode"}]')
    with pytest.raises(CommandError, match="/operations/0/op"):
        run(f"--operations={broken}")
    User.objects.create(username="sam")
    with pytest.raises(CommandError, match="Only stewards"):
        run("--user=sam")
