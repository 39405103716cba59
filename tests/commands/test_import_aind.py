"""`manage.py import_aind` on small records, and the same through the API."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from rest_framework.test import APIRequestFactory, force_authenticate

from catalog.access.caller import caller_of
from catalog.api.imports.views import AindImportView
from catalog.errors import Conflict, Invalid
from catalog.imports.services import import_asset
from catalog.models import AuditEntry, Binding, Dataset, Edge, MetadataRecord, Property, User
from catalog.schemas.register import register_schema
from search.models import OutboxMark
from tests.builders import make_caller, make_user
from tests.commands.reports import run, run_into

pytestmark = pytest.mark.django_db

RAW = "behavior_100001_2024-03-05_10-20-30"
DERIVED = f"{RAW}_processed_2024-03-06_08-00-00"
CODE = "https://github.com/some-lab/some-pipeline"


def raw_asset() -> dict[str, Any]:
    return {
        "_id": "raw-1",
        "name": RAW,
        "location": f"s3://open-bucket/{RAW}",
        "data_description": {
            "schema_version": "1.0.0",
            "data_level": "raw",
            "license": "CC-BY-4.0",
            "modality": [{"name": "Behavior videos", "abbreviation": "behavior-videos"}],
            "investigators": [{"name": "Ada Example"}],
        },
        "subject": {
            "schema_version": "1.0.0",
            "subject_id": "100001",
            "species": {"name": "Mus musculus"},
            "sex": "Female",
        },
    }


def derived_asset() -> dict[str, Any]:
    asset = copy.deepcopy(raw_asset()) | {
        "_id": "derived-1",
        "name": DERIVED,
        "location": f"s3://open-bucket/{DERIVED}",
        "processing": {
            "schema_version": "1.1.4",
            "processing_pipeline": {
                "data_processes": [
                    {
                        "name": "Video ROI",
                        "code_url": CODE,
                        "software_version": "2.0.1",
                        "start_date_time": "2024-03-06T07:00:00Z",
                        "end_date_time": "2024-03-06T08:00:00Z",
                        "parameters": {"size": 4},
                    }
                ]
            },
        },
    }
    asset["data_description"] |= {"data_level": "derived", "input_data_name": RAW}
    return asset


def write(folder: Path, **assets: Any) -> Path:
    for name, content in assets.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text)
    return folder


def edges() -> dict[tuple[str, str], bool]:
    """(direction, reference) → whether it names a dataset that is here."""
    return {(e.direction, e.reference): e.version_id is not None for e in Edge.objects.all()}


def test_an_asset_becomes_a_dataset_with_records_and_computations(tmp_path: Path) -> None:
    report = run("import_aind", write(tmp_path, a=derived_asset(), b=raw_asset()))
    assert (report.status, report.problems) == (0, [])
    assert report.counts["created"] == 2
    assert report.counts["computations_created"] == 1
    dataset = Dataset.objects.get(identifiers__value=DERIVED)
    assert dataset.current is not None
    assert (dataset.access, dataset.created_by.username) == ("public", "importer")
    assert dataset.current.location == f"s3://open-bucket/{DERIVED}"
    names = dataset.current.records.order_by("schema_name").values_list("schema_name", flat=True)
    assert list(names) == ["aind/data_description", "aind/processing", "aind/subject"]


def test_an_input_that_comes_later_heals_the_reference(tmp_path: Path) -> None:
    report = run("import_aind", write(tmp_path, only_derived=derived_asset()))
    assert report.whole["assets"][0]["dangling"] == [RAW]
    assert edges() == {("used", RAW): False, ("generated", DERIVED): True}
    report = run("import_aind", write(tmp_path, raw=raw_asset()))
    assert report.counts["dangling_references"] == 0
    assert edges() == {("used", RAW): True, ("generated", DERIVED): True}


def test_a_part_is_pinned_where_its_schema_is_and_else_kept_with_the_reason(
    tmp_path: Path,
) -> None:
    steward = make_caller(is_steward=True)
    for name, content in (
        ("aind/subject", {"type": "object", "required": ["subject_id"]}),
        ("aind/data_description", {"type": "object", "required": ["project_name"]}),
    ):
        register_schema(actor=steward, name=name, version="1.0.0", content=content, publish=True)
    report = run("import_aind", write(tmp_path, a=derived_asset()))
    kept = {each["schema"]: each for each in report.whole["assets"][0]["records"]}
    assert kept["aind/subject"]["valid"]
    assert "project_name" in kept["aind/data_description"]["reason"]
    assert "no schema called aind/processing" in kept["aind/processing"]["reason"]
    pinned = MetadataRecord.objects.get(schema_name="aind/subject")
    assert str(pinned.schema_version) == "aind/subject 1.0.0"


def test_running_it_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, a=derived_asset(), b=raw_asset())
    run("import_aind", tmp_path)
    # What a steward said since is the steward's.
    Property.objects.filter(name="species").update(label="Art")
    before = [model.objects.count() for model in (AuditEntry, OutboxMark, Binding, Edge)]
    report = run("import_aind", tmp_path)
    assert (report.status, report.counts["created"], report.counts["unchanged"]) == (0, 0, 2)
    assert report.counts["computations_unchanged"] == 1
    assert [model.objects.count() for model in (AuditEntry, OutboxMark, Binding, Edge)] == before
    assert Property.objects.get(name="species").label == "Art"


def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    write(tmp_path, a=raw_asset(), b="{", c={"subject": {}}, d="[1]")
    report = run("import_aind", tmp_path)
    assert report.status == 1
    assert (report.counts["created"], report.counts["refused"]) == (1, 3)
    said = {problem["where"]: problem["what"] for problem in report.problems}
    assert "not JSON" in said["b.json"]
    assert "has neither" in said["c.json"]
    assert "not a JSON object" in said["d.json"]


def test_a_record_that_changed_since_is_a_problem_and_changes_nothing(tmp_path: Path) -> None:
    run("import_aind", write(tmp_path, a=raw_asset()))
    report = run("import_aind", write(tmp_path, a=raw_asset() | {"location": "s3://elsewhere/b"}))
    assert report.status == 1
    assert "was used for a dataset with other content" in report.problems[0]["what"]
    version = Dataset.objects.get().current
    assert version is not None
    assert version.location == f"s3://open-bucket/{RAW}"


def test_a_computation_that_is_refused_costs_only_itself() -> None:
    owner, other = make_caller("owner"), make_caller("other")
    import_asset(actor=owner, raw=raw_asset())
    # A derived asset's record repeats how its input was uploaded: only the input's editors may say.
    asset = derived_asset()
    steps = asset["processing"]["processing_pipeline"]["data_processes"]
    steps[0]["output_location"] = f"s3://open-bucket/{RAW}"
    done = import_asset(actor=other, raw=asset)
    [refused] = done.not_taken
    assert refused.run_id.startswith("derived-1#")
    assert "only its editors" in refused.why
    assert done.outcome == "created"
    assert done.computations["created"] == 1  # the derivation itself
    assert edges() == {("used", RAW): True, ("generated", DERIVED): True}


def test_an_unreadable_record_and_a_changed_one_are_refused_by_the_service() -> None:
    actor = make_caller()
    with pytest.raises(Invalid, match="cannot become a dataset"):
        import_asset(actor=actor, raw=17)
    import_asset(actor=actor, raw=raw_asset())
    with pytest.raises(Conflict):
        import_asset(actor=actor, raw=raw_asset() | {"location": "s3://elsewhere/b"})


def test_who_is_no_steward_imports_once_the_properties_are_there(tmp_path: Path) -> None:
    make_user("ada")
    write(tmp_path, a=raw_asset())
    with pytest.raises(CommandError, match="Name a steward"):
        run("import_aind", tmp_path, "--user=ada")
    run("import_aind", tmp_path)
    report = run("import_aind", tmp_path, "--user=ada", "--access=private")
    assert report.counts["created"] == 1
    mine = Dataset.objects.get(created_by__username="ada")
    assert mine.access == "private"


def test_a_property_of_another_type_is_left_alone_and_said(tmp_path: Path) -> None:
    Property.objects.create(name="sex", type="number", declared=True)
    report = run("import_aind", write(tmp_path, a=raw_asset()))
    assert (report.status, report.counts["created"]) == (1, 1)
    assert report.problems[0]["where"] == "property sex"
    assert not Binding.objects.filter(property__name="sex").exists()


def test_the_report_for_people_says_what_was_taken_and_what_was_not(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run_into(out, "import_aind", write(tmp_path, a=derived_asset())) == 0
    said = out.getvalue()
    assert "a.json: created: " in said
    assert "kept unvalidated: aind/subject 1.0.0: There is no schema called aind/subject." in said
    assert f"not in the catalogue yet: {RAW}" in said
    assert said.splitlines()[-1].startswith("1 records, 1 created")


def post(user: User | None, body: Any, query: str = "") -> Any:
    request = APIRequestFactory().post(f"/api/v1/imports/aind{query}", body, format="json")
    if user is not None:
        force_authenticate(request, user=user)
    return AindImportView.as_view()(request)


def test_the_api_imports_one_asset_a_request() -> None:
    ada = make_user("ada")
    answer = post(ada, derived_asset(), "?access=internal")
    assert answer.status_code == 201
    assert answer.data["computations"] == {"created": 1, "updated": 0, "unchanged": 0}
    assert answer.data["dangling"] == [RAW]
    dataset = Dataset.objects.get(pk=answer.data["dataset"]["id"])
    assert (dataset.created_by, dataset.access) == (ada, "internal")
    assert caller_of(ada).labels >= {f"user:{ada.pk}"}
    again = post(ada, derived_asset(), "?access=internal")
    assert (again.status_code, again.data["outcome"]) == (200, "unchanged")


def test_the_api_refuses_with_problems() -> None:
    ada = make_user("ada")
    assert post(None, raw_asset()).status_code == 401
    assert post(ada, {"subject": {}}).status_code == 422
    answer = post(ada, raw_asset(), "?access=secret")
    assert answer.status_code == 400
    assert answer.data["problems"][0]["parameter"] == "access"
    assert post(ada, raw_asset(), "?acces=public").status_code == 400
    assert not Dataset.objects.exists()
