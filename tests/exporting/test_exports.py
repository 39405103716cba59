"""Exports of results and of files: formats, rights, quotas, and jobs that are interrupted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.access.tokens import create_token
from catalog.datasets.share import grant_role, revoke_role, set_access
from catalog.exporting import work as working
from catalog.exporting.jobs import create_export, file_of, part_of
from catalog.exporting.work import work
from catalog.models import AuditEntry, Dataset, ExportJob
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from collections_app.services import create_collection
from search.lifeline import StopSign
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db
GO_ON = StopSign()


@pytest.fixture(autouse=True)
def _index(settings: Settings, tmp_path: Path) -> None:
    use_index(settings, tmp_path / "index")
    settings.MEDIA_ROOT = tmp_path / "files"


def client_of(caller: Caller | None = None, *scopes: str) -> APIClient:
    client = APIClient()
    if caller is not None:
        _, secret = create_token(
            actor=caller, name="t", scopes=frozenset(scopes or ("read", "write"))
        )
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def exported(client: APIClient, **parameters: str) -> bytes:
    answer = client.get("/api/v1/search/export", parameters)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.fixture
def owner() -> Caller:
    return make_caller()


@pytest.fixture
def mice(owner: Caller) -> list[Dataset]:
    make_schema()
    made = [
        make_dataset(
            owner,
            title=f"mouse {n}",
            access="public" if n else "private",
            records=(subject_record(age=-1.5 + n if n > 1 else n, species="Mus musculus"),),
            files=(a_file(f"raw/{n}.nwb", n),),
        )
        for n in range(3)
    ]
    drain_all()
    return made


def test_csv_has_core_fields_and_properties_with_their_units(mice: list[Dataset]) -> None:
    data = exported(client_of(), format="csv", columns="species,age")
    rows = table(data)
    assert [row["title"] for row in rows] == ["mouse 1", "mouse 2"]
    assert [row["pid"] for row in rows] == [each.pid for each in mice[1:]]
    assert [(row["species"], row["age [d]"]) for row in rows] == [
        ("Mus musculus", "1.0"),
        ("Mus musculus", "0.5"),
    ]
    assert rows[0]["creators"] == "Ada Example"
    assert rows[0]["url"].endswith(f"/datasets/{mice[1].pk}")
    assert dt.datetime.fromisoformat(rows[0]["created"]) == mice[1].created


def test_ndjson_has_a_line_for_each_result(mice: list[Dataset]) -> None:
    rows = lines(exported(client_of(), format="ndjson", q="mouse", columns="age"))
    assert [row["id"] for row in rows] == [str(each.pk) for each in mice[1:]]
    assert rows[0]["properties"] == {"age": {"values": [1.0], "unit": "d"}}
    assert rows[0]["creators"] == ["Ada Example"]
    assert "properties" not in lines(exported(client_of(), format="ndjson"))[0]


def test_parquet_keeps_types_and_units(mice: list[Dataset]) -> None:
    data = exported(client_of(), format="parquet", columns="species,age")
    found = pq.read_table(io.BytesIO(data))
    assert found.column("title").to_pylist() == ["mouse 1", "mouse 2"]
    assert found.column("age").to_pylist() == [[1.0], [0.5]]
    assert found.schema.field("age").metadata == {b"unit": b"d"}
    assert found.column("created").to_pylist() == [each.created for each in mice[1:]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_table_is_a_formula(owner: Caller, sign: str) -> None:
    make_dataset(
        owner,
        title="mouse",
        description=f'{sign}HYPERLINK("http://x")',
        keywords=(f"{sign}1+1",),
        files=(a_file(f"{sign}cmd"),),
    )
    drain_all()
    [row] = table(exported(client_of(), format="csv"))
    assert row["description"] == f'\'{sign}HYPERLINK("http://x")'
    assert row["keywords"] == f"'{sign}1+1"
    [file] = table(exported(client_of(), format="files-csv"))
    assert file["path"] == f"'{sign}cmd"


def test_manifests_have_the_files_that_the_caller_may_see(
    owner: Caller, mice: list[Dataset]
) -> None:
    make_dataset(owner, title="hidden files", access="discoverable", files=(a_file("secret"),))
    drain_all()
    rows = lines(exported(client_of(), format="files-ndjson"))
    assert [(row["dataset"], row["path"], row["size"]) for row in rows] == [
        (mice[1].pid, "raw/1.nwb", 1),
        (mice[2].pid, "raw/2.nwb", 2),
    ]
    own = lines(exported(client_of(owner), format="files-ndjson"))
    assert [row["path"] for row in own] == ["raw/0.nwb", "raw/1.nwb", "raw/2.nwb", "secret"]


def test_a_list_of_addresses_says_where_each_file_goes(owner: Caller) -> None:
    files = (a_file("a b/c.nwb"), a_file("line\nout=/etc/passwd"))
    dataset = make_dataset(owner, title="mouse", files=files)
    drain_all()
    folder = dataset.pid.replace(":", "_").replace("/", "_")
    text = exported(client_of(), format="files-urls").decode()
    assert f"  out={folder}/line_out=/etc/passwd" in text or "# no address" in text
    assert text.count("  out=") + text.count("# no address") == 2
    assert "\nout=" not in text


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ({}, 400, "format"),
        ({"format": "xls"}, 400, "format"),
        ({"format": "csv", "nonsense": "1"}, 400, "nonsense"),
        ({"format": "csv", "columns": "nonsense"}, 422, "nonsense"),
    ],
)
def test_what_cannot_be_exported_is_refused(query: dict[str, str], status: int, told: str) -> None:
    answer = client_of().get("/api/v1/search/export", query)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert not AuditEntry.objects.filter(action="export.stream").exists()


def test_many_results_need_a_job(settings: Settings, mice: list[Dataset]) -> None:
    settings.EXPORT_DIRECT_ROWS = 1
    answer = client_of().get("/api/v1/search/export", {"format": "csv"})
    assert answer.status_code == 413
    assert "/api/v1/exports" in answer.json()["detail"]


def finish(job: ExportJob) -> ExportJob:
    for _ in range(1000):
        if not work(GO_ON):
            break
    job.refresh_from_db()
    return job


def begin(client: APIClient, **body: Any) -> ExportJob:
    answer = client.post("/api/v1/exports", body, format="json")
    assert answer.status_code == 202, answer.content
    assert answer["Location"] == f"/api/v1/exports/{answer.json()['id']}"
    return ExportJob.objects.get(pk=answer.json()["id"])


def content(client: APIClient, job: ExportJob) -> bytes:
    answer = client.get(f"/api/v1/exports/{job.pk}/content")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_job_makes_the_same_file_as_a_stream(owner: Caller, mice: list[Dataset]) -> None:
    client = client_of(owner, "read")
    for name in ("csv", "ndjson", "files-csv", "files-urls"):
        job = finish(begin(client, query="q=mouse", format=name))
        assert (job.state, job.total, job.done, job.rows) == ("done", 3, 3, 3)
        assert content(client, job) == exported(client, q="mouse", format=name)
    job = finish(begin(client, query="q=mouse", format="parquet", columns=["age"]))
    assert pq.read_table(io.BytesIO(content(client, job))).num_rows == 3
    shown = client.get(f"/api/v1/exports/{job.pk}").json()
    assert (shown["state"], shown["bytes"]) == ("done", file_of(job).stat().st_size)
    assert len(client.get("/api/v1/exports").json()["results"]) == 5


def test_an_export_is_its_owners_alone(owner: Caller, mice: list[Dataset]) -> None:
    job = finish(begin(client_of(owner), query="", format="csv"))
    place = f"/api/v1/exports/{job.pk}"
    for stranger in (client_of(make_caller()), client_of(make_caller(is_superuser=True))):
        for method, path in (("get", place), ("get", f"{place}/content"), ("delete", place)):
            assert getattr(stranger, method)(path).status_code == 404
        assert stranger.get("/api/v1/exports").json()["results"] == []
    assert client_of().get(place).status_code == 401
    assert client_of().post("/api/v1/exports", {"format": "csv"}, format="json").status_code == 401


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every slice reads one result."""
    monkeypatch.setattr("catalog.exporting.direct._PAGE", 1)
    monkeypatch.setattr("catalog.exporting.direct._PAGE_OF_FILES", 1)
    monkeypatch.setattr(working, "_SLICE", -1.0)


@pytest.mark.usefixtures("one_a_page")
def test_rights_that_end_while_a_job_runs_end_there(owner: Caller, mice: list[Dataset]) -> None:
    reader = make_caller()
    label = f"user:{reader.known.pk}"
    private = [make_dataset(owner, title=f"mouse p{n}", access="private") for n in range(2)]
    for dataset in private:
        grant_role(actor=owner, dataset_id=dataset.pk, principal=label, role="viewer")
    drain_all()
    job = create_export(actor=reader, query="q=mouse", format_name="ndjson", columns=["age"])
    assert job.total == 4
    assert work(GO_ON)
    private[1].refresh_from_db()
    revoke_role(actor=owner, dataset_id=private[1].pk, principal=label)
    mice[2].refresh_from_db()
    set_access(actor=owner, dataset_id=mice[2].pk, access="private", if_match=mice[2].etag)
    rows = lines(file_of(finish(job)).read_bytes())
    assert [row["title"] for row in rows] == ["mouse 1", "mouse p0"]


def status_of(client: APIClient, job: ExportJob) -> int:
    answer = client.get(f"/api/v1/exports/{job.pk}/content")
    if answer.streaming:
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return int(answer.status_code)


@pytest.mark.parametrize("format_name", ["csv", "parquet", "files-csv", "files-urls"])
def test_a_finished_file_is_given_out_only_while_all_of_it_may_be_seen(
    owner: Caller, mice: list[Dataset], format_name: str
) -> None:
    reader = make_caller()
    client = client_of(reader)
    right = {"principal": f"user:{reader.known.pk}", "role": "viewer"}
    secret = make_dataset(owner, title="mouse p", access="private", files=(a_file("p.nwb"),))
    grant_role(actor=owner, dataset_id=secret.pk, **right)
    drain_all()
    job = finish(begin(client, query="q=mouse", format=format_name))
    assert status_of(client, job) == 200
    revoke_role(actor=owner, dataset_id=secret.pk, principal=right["principal"])
    refused = client.get(f"/api/v1/exports/{job.pk}/content")
    assert refused.status_code == 409
    assert "not open to you any more" in refused.json()["detail"]
    grant_role(actor=owner, dataset_id=secret.pk, **right)
    assert status_of(client, job) == 200
    set_access(actor=owner, dataset_id=secret.pk, access="discoverable", if_match="*")
    revoke_role(actor=owner, dataset_id=secret.pk, principal=right["principal"])
    assert status_of(client, job) == (409 if "files" in format_name else 200)


def test_an_export_of_all_kinds_of_things_is_given_out(owner: Caller, mice: list[Dataset]) -> None:
    box = create_collection(actor=owner, title="mouse box", access="private")
    report_computation(
        actor=owner,
        data=ComputationInput("t", "1", "mouse run", generated=(Reference(mice[0].pid),)),
    )
    drain_all()
    query = "q=mouse&type=dataset,collection,computation"
    job = finish(begin(client_of(owner), query=query, format="csv"))
    answer = client_of(owner).get(f"/api/v1/exports/{job.pk}/content")
    rows = table(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert len(rows) == 5
    assert str(box.pk) in {row["id"] for row in rows}


@pytest.mark.usefixtures("one_a_page")
def test_a_job_that_was_killed_goes_on_where_it_was(owner: Caller, mice: list[Dataset]) -> None:
    job = create_export(actor=owner, query="", format_name="csv")
    work(GO_ON)
    job.refresh_from_db()
    with part_of(job).open("ab") as part:
        part.write(b"half a row that nobody acknow")
    ExportJob.objects.update(claimed_until=timezone.now() + dt.timedelta(minutes=5))
    assert work(GO_ON) is False  # somebody may be at work
    ExportJob.objects.update(claimed_until=timezone.now() - dt.timedelta(minutes=1))
    rows = table(file_of(finish(job)).read_bytes())
    assert [row["title"] for row in rows] == ["mouse 0", "mouse 1", "mouse 2"]


@pytest.mark.usefixtures("one_a_page")
def test_a_job_whose_lines_are_lost_begins_again(owner: Caller, mice: list[Dataset]) -> None:
    job = create_export(actor=owner, query="", format_name="csv")
    work(GO_ON)
    part_of(job).unlink()
    job = finish(job)
    assert [row["title"] for row in table(file_of(job).read_bytes())] == [
        "mouse 0",
        "mouse 1",
        "mouse 2",
    ]
    assert (job.done, job.rows) == (3, 3)


@pytest.mark.usefixtures("one_a_page")
def test_a_job_of_a_closed_account_fails(owner: Caller, mice: list[Dataset]) -> None:
    job = create_export(actor=owner, query="", format_name="csv")
    owner.known.is_active = False
    owner.known.save()
    job = finish(job)
    assert (job.state, job.reason) == ("failed", "The account that began this export is closed.")
    assert not part_of(job).exists()


def test_a_tokens_scopes_hold_for_its_exports(mice: list[Dataset]) -> None:
    root = make_caller(is_superuser=True)
    few = finish(begin(client_of(root, "read"), query="", format="ndjson"))
    assert few.rows == 2
    everything = finish(begin(client_of(root, "read", "steward"), query="", format="ndjson"))
    assert everything.rows == 3


def test_quotas(settings: Settings, owner: Caller, mice: list[Dataset]) -> None:
    client = client_of(owner)
    settings.EXPORT_JOBS = 1
    first = begin(client, query="", format="csv")
    refused = client.post("/api/v1/exports", {"format": "csv"}, format="json")
    assert refused.status_code == 413
    assert client.delete(f"/api/v1/exports/{first.pk}").status_code == 204
    settings.EXPORT_ROWS = 2
    refused = client.post("/api/v1/exports", {"format": "csv"}, format="json")
    assert refused.status_code == 413
    assert "3 results" in refused.json()["detail"]
    assert not ExportJob.objects.exists()


def test_files_are_removed_after_their_time(owner: Caller, mice: list[Dataset]) -> None:
    client = client_of(owner)
    job = finish(begin(client, query="", format="csv"))
    path = file_of(job)
    assert path.exists()
    ExportJob.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    work(GO_ON)
    assert not path.exists()
    assert client.get(f"/api/v1/exports/{job.pk}").json()["state"] == "expired"
    assert client.get(f"/api/v1/exports/{job.pk}/content").status_code == 409


def test_exports_stand_in_the_audit_trail(owner: Caller, mice: list[Dataset]) -> None:
    client = client_of(owner)
    exported(client, format="csv", q="mouse")
    job = finish(begin(client, query="q=mouse", format="csv"))
    content(client, job)
    client.delete(f"/api/v1/exports/{job.pk}")
    actions = AuditEntry.objects.filter(action__startswith="export.").order_by("at")
    assert list(actions.values_list("action", flat=True)) == [
        "export.stream",
        "export.create",
        "export.finish",
        "export.download",
        "export.delete",
    ]
    assert {entry.actor for entry in actions} == {owner.user}
