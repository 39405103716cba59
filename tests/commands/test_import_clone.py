"""A clone holds vocabularies and what became of schema versions: both come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.models import SchemaVersion, VocabularyVersion
from catalog.schemas.vocabularies.formats import tabular
from catalog.schemas.vocabularies.queries import terms_of
from tests.commands.reports import run
from tests.vocabularies.regions import CSV, NAME, SCHEMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As a catalogue writes it: a schema in two versions, the older one deprecated, which names
    a vocabulary."""
    put(tmp_path, "vocabularies/icb/regions/1.0.0.csv", CSV)
    put(tmp_path, "vocabularies/icb/regions/latest.csv", CSV)
    put(tmp_path, "vocabularies/icb/regions/about.json", {"title": "Regions", "description": "-"})
    put(tmp_path, "schemas/icb/session/1.0.0.json", SCHEMA)
    put(tmp_path, "schemas/icb/session/1.1.0.json", {**SCHEMA, "title": "Session"})
    state = {"state": "deprecated", "reason": "It had no title.", "successor": "1.1.0"}
    put(tmp_path, "schemas/icb/session/1.0.0.state.json", state)
    return tmp_path


def put(folder: Path, path: str, content: Any) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content if isinstance(content, str) else json.dumps(content))


def test_vocabularies_and_states_come_back_with_the_schemas(clone: Path) -> None:
    report = run("import_schemas", clone)
    assert report.problems == []
    assert report.counts["created"] == 4
    row = VocabularyVersion.objects.select_related("vocabulary").get()
    assert (row.vocabulary.name, row.state, row.vocabulary.title) == (NAME, "published", "Regions")
    assert tabular.write(terms_of(row)) == CSV
    old, new = SchemaVersion.objects.order_by("minor")
    assert (old.state, old.state_reason, old.successor) == ("deprecated", "It had no title.", new)
    assert new.state == "published"
    again = run("import_schemas", clone)
    assert (again.problems, again.counts["unchanged"], again.counts["created"]) == ([], 4, 0)


def test_what_differs_from_the_catalogue_is_refused_with_its_reason(clone: Path) -> None:
    run("import_schemas", clone)
    put(clone, "vocabularies/icb/regions/1.0.0.csv", CSV.replace("Thalamus", "Hypothalamus"))
    put(clone, "vocabularies/icb/regions/1.1.0.csv", "code,label\nR:1,\n")
    put(clone, "schemas/icb/session/1.1.0.state.json", {"state": "lost", "reason": "?"})
    put(clone, "schemas/icb/session/2.0.0.state.json", {"state": "retired", "reason": "Gone."})
    report = run("import_schemas", clone)
    told = {problem["where"].partition("#")[0]: problem["what"] for problem in report.problems}
    assert "Import the terms under a new version" in told["icb/regions/1.0.0.csv"]
    assert "label" in told["icb/regions/1.1.0.csv"]
    assert "deprecated or retired" in told["icb/session/1.1.0.state.json"]
    assert "There is no icb/session 2.0.0" in told["icb/session/2.0.0.state.json"]
    assert SchemaVersion.objects.get(minor=1).state == "published"
    assert VocabularyVersion.objects.count() == 1
