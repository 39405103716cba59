"""The institute's real schemas and records: in, searchable, traceable, and in only once."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from catalog.access.caller import ANONYMOUS
from catalog.models import AuditEntry, Dataset, Edge, SchemaVersion
from catalog.provenance.lineage import lineage_of_dataset
from search.models import OutboxMark
from tests.commands.reports import Report, run
from tests.searching import drain_all, found, terms, use_index

_SECONDS = 30


@pytest.mark.django_db
def test_real_schemas_and_49_real_records(
    settings: Settings, tmp_path: Path, real_data: Path
) -> None:
    use_index(settings, tmp_path / "index")
    _schemas(real_data / "aind" / "schemas")
    started = time.process_time()
    first = run("import_aind", real_data / "aind" / "assets")
    # Of this process alone, so that a busy machine does not count.
    assert time.process_time() - started < _SECONDS
    _all_are_in(first)
    drain_all()
    _are_found(real_data / "aind" / "assets")
    _lineage_is_there()
    _second_run_changes_nothing(real_data / "aind" / "assets")


def _schemas(folder: Path) -> None:
    refused = run("import_schemas", folder)
    assert refused.status == 1
    assert (refused.counts["created"], refused.counts["refused"]) == (11, 6)
    places = {problem["where"] for problem in refused.problems}
    assert "processing-2.3.3.json#/$defs/DataProcess/properties/name/description" in places
    mended = run("import_schemas", folder, "--repair")
    assert (mended.status, mended.counts["created"]) == (0, 6)
    assert run("import_schemas", folder, "--repair").counts["unchanged"] == 17
    assert SchemaVersion.objects.exclude(repairs=[]).count() == 6


def _all_are_in(report: Report) -> None:
    assert (report.status, report.problems) == (0, [])
    assert (report.counts["records"], report.counts["created"]) == (49, 49)
    assert report.counts["computations_created"] == 428
    assert report.counts["valid_metadata_records"] > 0
    for asset in report.whole["assets"]:
        assert asset["records"]
        assert all(each["valid"] or each["reason"] for each in asset["records"])


def _are_found(folder: Path) -> None:
    """What a person would type, against what the files say."""
    assets: list[dict[str, Any]] = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    for subject in ("775510", "827183"):
        titles = [hit.source["title"] for hit in found(f"subject_id={subject}").hits]
        assert titles
        assert all(subject in title for title in titles)
        assert found(f"q={subject}").total >= len(titles)
    assert found("species=Mus%20musculus").total == len(assets) == 49
    light_sheet = found("modality=Selective%20plane%20illumination%20microscopy")
    assert light_sheet.total == 8
    assert "SmartSPIM" in light_sheet.hits[0].source["title"]
    code = "https://github.com/AllenNeuralDynamics/aind-ophys-motion-correction"
    holding = sum(code in json.dumps(asset.get("processing") or {}) for asset in assets)
    assert found(f"q={code}").total == holding > 0
    assert found(f"type=computation&repository={code}").total > 0
    facets = found("facets=sex,modality,code_url")
    assert sum(terms(facets, "sex").values()) == 49
    assert len(terms(facets, "modality")) > 5


def _lineage_is_there() -> None:
    dataset = Dataset.objects.get(
        identifiers__value="behavior_775510_2025-04-13_15-30-30_processed_2025-04-14_04-09-06"
    )
    graph = lineage_of_dataset(caller=ANONYMOUS, dataset=dataset)
    kinds = sorted(node["kind"] for node in graph["nodes"])
    assert kinds == ["computation", "dataset", "reference"]
    assert {edge["relation"] for edge in graph["edges"]} == {"used", "generated"}


def _second_run_changes_nothing(folder: Path) -> None:
    before = [model.objects.count() for model in (AuditEntry, OutboxMark, Edge, Dataset)]
    second = run("import_aind", folder)
    assert (second.status, second.counts["created"], second.counts["unchanged"]) == (0, 0, 49)
    assert second.counts["computations_unchanged"] == 428
    assert [model.objects.count() for model in (AuditEntry, OutboxMark, Edge, Dataset)] == before
    assert found("").total == 49
