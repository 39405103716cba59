"""What is published never changes: the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.access.caller import Caller
from catalog.datasets.lifecycle import begin_version, publish_dataset
from catalog.models import AuditEntry, Dataset, DatasetVersion, File, MetadataRecord
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Caller:
    return make_caller()


@pytest.fixture
def published(owner: Caller) -> DatasetVersion:
    make_schema()
    dataset = make_dataset(owner, records=(subject_record(age=3),), files=(a_file(),))
    return publish_dataset(actor=owner, dataset_id=dataset.pk, if_match=dataset.etag)


def refused(sql: str) -> str:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalog_datasetversion SET title = 'other'",
        "UPDATE catalog_datasetversion SET state = 'open'",
        "DELETE FROM catalog_datasetversion",
        "UPDATE catalog_metadatarecord SET content = '{}'",
        "DELETE FROM catalog_metadatarecord",
        "UPDATE catalog_file SET size = 11",
        "DELETE FROM catalog_file",
    ],
)
def test_sql_cannot_change_a_published_version(published: DatasetVersion, sql: str) -> None:
    assert "never change" in refused(sql)


def test_no_file_or_record_can_be_added_to_a_published_version(published: DatasetVersion) -> None:
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        File.objects.create(version=published, path="late.txt")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        MetadataRecord.objects.create(
            version=published, schema_name="x/y", valid=False, reason="late", content={}
        )


def test_rows_of_an_open_version_cannot_be_moved_into_a_published_one(
    published: DatasetVersion, owner: Caller
) -> None:
    other = make_dataset(owner, files=(a_file("b.txt"),))
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        File.objects.filter(version__dataset=other).update(version=published)


def test_an_unpublished_version_can_change(owner: Caller) -> None:
    dataset = make_dataset(owner, files=(a_file(),))
    assert DatasetVersion.objects.filter(dataset=dataset).update(title="new") == 1
    assert File.objects.filter(version__dataset=dataset).delete()[0] == 1


def test_the_draft_after_a_published_version_can_change(
    published: DatasetVersion, owner: Caller
) -> None:
    dataset = Dataset.objects.get(pk=published.dataset_id)
    draft = begin_version(actor=owner, dataset_id=dataset.pk, if_match=dataset.etag)
    assert draft.number == 2
    assert draft.records.count() == draft.files.count() == 1
    assert File.objects.filter(version=draft).update(size=11) == 1
    assert published.files.get().size == 10


def test_a_published_schema_version_can_only_be_deprecated() -> None:
    row = make_schema()
    assert "never changes" in refused("UPDATE catalog_schemaversion SET content = '{}'")
    assert "never changes" in refused("UPDATE catalog_schemaversion SET state = 'draft'")
    assert "never changes" in refused("DELETE FROM catalog_schemaversion")
    row.state = row.State.DEPRECATED
    row.save()


def test_the_audit_trail_is_append_only(owner: Caller) -> None:
    make_dataset(owner)
    assert AuditEntry.objects.exists()
    assert "append-only" in refused("UPDATE catalog_auditentry SET action = 'nothing'")
    assert "append-only" in refused("DELETE FROM catalog_auditentry")


def test_a_pid_never_changes(owner: Caller) -> None:
    make_dataset(owner)
    assert "PID" in refused("UPDATE catalog_dataset SET pid = 'other'")
