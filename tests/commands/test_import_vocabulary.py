"""`manage.py import_vocabulary`."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import VocabularyVersion
from tests.commands.reports import run
from tests.vocabularies.regions import CSV, NAME

pytestmark = pytest.mark.django_db


def test_a_file_becomes_a_published_version(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_text(CSV)
    rehearsed = run("import_vocabulary", path, NAME, "1.0.0", "--rehearse")
    assert rehearsed.counts == {"terms": 6, "added": 6, "changed": 0, "removed": 0}
    assert not VocabularyVersion.objects.exists()
    assert run("import_vocabulary", path, NAME, "1.0.0", "--publish").status == 0
    assert VocabularyVersion.objects.get().state == "published"


def test_faults_are_listed_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_text("code,label,broader\na,A,nowhere\n")
    report = run("import_vocabulary", path, NAME, "1.0.0")
    assert report.status == 1
    assert report.problems[0]["where"] == "/content (line 2)"


def test_an_ending_that_says_nothing_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "regions.txt"
    path.write_text(CSV)
    with pytest.raises(CommandError, match="say what it is with --as"):
        call_command("import_vocabulary", str(path), NAME, "1.0.0")
    assert run("import_vocabulary", path, NAME, "1.0.0", "--as=csv").counts["terms"] == 6
