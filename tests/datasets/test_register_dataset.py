"""Registering: everything or nothing, idempotent by key, every problem at once."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.access.caller import ANONYMOUS, Caller
from catalog.datasets.inputs import Creator, DatasetInput, FileEntry, Record
from catalog.datasets.register import register_dataset
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.models import AuditEntry, Dataset, File, MetadataRecord
from search.models import OutboxMark
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db


def pointers(error: Invalid) -> set[str]:
    return {problem["pointer"] for problem in error.problems}


def test_a_dataset_comes_with_version_records_files_owner_audit_and_mark() -> None:
    pinned = make_schema()
    actor = make_caller()
    dataset = make_dataset(actor, records=(subject_record(age=56),), files=(a_file(size=12),))
    version = dataset.current
    assert version is not None
    assert (version.number, version.state, version.total_size) == (1, "open", 12)
    record = version.records.get()
    assert record.valid
    assert record.schema_version == pinned
    assert record.content == {"species": "Mus musculus", "age": 56}
    assert dataset.grants.get().principal == f"user:{actor.known.pk}"
    assert AuditEntry.objects.filter(action="dataset.register", object_id=dataset.pk).count() == 1
    assert OutboxMark.objects.filter(kind="dataset", key=str(dataset.pk)).exists()


def test_nothing_is_stored_of_a_dataset_with_an_invalid_record() -> None:
    make_schema()
    before = AuditEntry.objects.count(), OutboxMark.objects.count()
    with pytest.raises(Invalid) as caught:
        make_dataset(records=(Record("test/subject", {"age": -4, "sex": "F"}),))
    assert pointers(caught.value) == {
        "/metadata/0/content",
        "/metadata/0/content/age",
        "/metadata/0/content/sex",
    }
    assert not Dataset.objects.exists()
    assert not MetadataRecord.objects.exists()
    assert (AuditEntry.objects.count(), OutboxMark.objects.count()) == before


def test_faults_of_the_core_and_of_the_records_are_told_together() -> None:
    make_schema()
    with pytest.raises(Invalid) as caught:
        make_dataset(
            title=" ",
            creators=(Creator("A", orcid="0000-0000-0000-0000"),),
            files=(FileEntry("../etc/passwd"), a_file("a"), a_file("a")),
            records=(Record("test/subject", {"species": 3}), Record("no/such", {})),
        )
    assert pointers(caught.value) == {
        "/title",
        "/creators/0/orcid",
        "/files/0/path",
        "/files/2/path",
        "/metadata/0/content/species",
        "/metadata/1/schema",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a\x00b"),
        ("description", "\ud800"),
        ("title", "x" * 501),
        ("access", "secret"),
        ("keywords", ("",)),
        ("files", (FileEntry("a", size=-1),)),
        ("files", (FileEntry("a", sha256="XYZ"),)),
        ("files", (FileEntry("a", uri="javascript:alert(1)"),)),
    ],
)
def test_hostile_values_are_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as caught:
        make_dataset(**{field: value})
    assert all(place.startswith(f"/{field}") for place in pointers(caught.value))
    assert not Dataset.objects.exists()


def test_the_same_key_and_content_again_changes_nothing() -> None:
    actor = make_caller()
    data = DatasetInput(title="Once", key="k1")
    first = register_dataset(actor=actor, data=data)
    entries = AuditEntry.objects.count()
    again = register_dataset(actor=actor, data=data)
    assert (first.created, again.created) == (True, False)
    assert again.dataset == first.dataset
    assert AuditEntry.objects.count() == entries


def test_other_content_under_the_same_key_is_a_conflict() -> None:
    actor = make_caller()
    register_dataset(actor=actor, data=DatasetInput(title="Once", key="k1"))
    with pytest.raises(Conflict, match="k1"):
        register_dataset(actor=actor, data=DatasetInput(title="Twice", key="k1"))


def test_a_key_is_its_makers_own() -> None:
    data = DatasetInput(title="Mine", key="k1")
    one = register_dataset(actor=make_caller(), data=data)
    other = register_dataset(actor=make_caller(), data=data)
    assert one.dataset != other.dataset


def test_nobody_registers_without_the_right() -> None:
    reader = make_caller()
    reader = Caller(user=reader.user, labels=reader.labels, scopes=frozenset({"read"}))
    for actor in (ANONYMOUS, reader):
        with pytest.raises(NotAllowed):
            register_dataset(actor=actor, data=DatasetInput(title="No"))


def test_a_lenient_record_that_does_not_pass_is_kept_with_the_reason() -> None:
    make_schema()
    dataset = make_dataset(
        records=(
            Record("test/subject", {"age": -4}, version="1.0.0", lenient=True),
            Record("test/other", {"a": 1}, version="2.0.0", lenient=True),
        )
    )
    assert dataset.current is not None
    failing, unknown = dataset.current.records.order_by("-schema_name")
    assert not failing.valid
    assert "-4" in failing.reason or "2 problems" in failing.reason
    assert (unknown.valid, unknown.schema_version) == (False, None)
    assert "test/other" in unknown.reason


def test_many_files_take_few_queries(django_assert_max_num_queries: object) -> None:
    actor = make_caller()
    files = tuple(a_file(f"f{i}") for i in range(1500))
    # SQLite takes 999 parameters a statement, so 1,500 rows of 9 columns are 14 statements.
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        make_dataset(actor, files=files)
    assert File.objects.count() == 1500
