"""Building the documents of many datasets costs the same number of queries as of few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.datasets import documents
from catalog.datasets.documents import DatasetSource
from catalog.models import Binding, Dataset, Property
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db


def made(count: int, *, files: int = 2) -> list[str]:
    owner = make_caller()
    rows = [
        make_dataset(
            owner,
            records=(subject_record(age=number + 1),),
            files=tuple(a_file(f"{number}/f{place}") for place in range(files)),
            identifiers=("a", "b"),
        )
        for number in range(count)
    ]
    return [str(row.pk) for row in rows]


def queries_of(keys: list[str]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert len(list(DatasetSource().load(keys))) == len(keys)
    return len(taken)


def test_more_documents_take_no_more_queries() -> None:
    make_schema()
    keys = made(12)
    queries_of(keys)  # properties seen for the first time are written down
    assert queries_of(keys) == queries_of(keys[:2])


def test_each_has_its_own_files_and_no_more_than_are_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_schema()
    monkeypatch.setattr(documents, "MAX_FILE_NAMES", 2)
    keys = [*made(1, files=0), *made(1, files=2), *made(1, files=3)]
    names = [document.files for document in DatasetSource().load(keys)]
    assert names == [(), ("0/f0", "0/f1"), ("0/f0", "0/f1")]


def test_a_binding_counts_from_the_moment_it_is_made() -> None:
    schema = make_schema().schema
    [key] = made(1)
    [before] = DatasetSource().load([key])
    other = Property.objects.create(name="renamed", type="number", unit="d")
    Binding.objects.update_or_create(schema=schema, path="age", defaults={"property": other})
    [after] = DatasetSource().load([key])
    assert not any("renamed" in instance.numbers for instance in before.instances)
    assert any("renamed" in instance.numbers for instance in after.instances)


def test_one_that_is_gone_is_left_out() -> None:
    keys = [str(make_dataset().pk)]
    Dataset.objects.update(current=None)
    assert list(DatasetSource().load(keys)) == []
