"""Query counts do not grow with what is listed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Dataset
from tests.builders import a_file, make_dataset, make_schema, subject_record
from tests.pages.world import World
from tests.searching import drain_all

LISTS = (
    ("/", 24),
    ("/datasets/", 8),
    ("/collections/", 8),
    ("/computations/", 8),
    ("/schemas/", 9),
    ("/search?q=mice", 16),
    ("/search?q=mice&view=table&column=age&limit=50", 30),
    ("/search/properties?q=mice", 16),
    ("/search/build?q=mice+species:Mus", 16),
    ("/admin/catalog/dataset/", 12),
    ("/admin/collections_app/collection/", 12),
    ("/admin/catalog/auditentry/", 12),
)


def queries_of(world: World, page: str) -> list[str]:
    client = world.client("administrator")
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(page).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize(("page", "most"), LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(world: World, page: str, most: int) -> None:
    few = queries_of(world, page)
    for number in range(12):
        make_dataset(world.owner, title=f"More mice {number}")
    drain_all()
    many = queries_of(world, page)
    assert len(many) <= len(few) + 1
    assert len(many) <= most, "\n".join(many)


@pytest.mark.parametrize("page", ["/admin/catalog/dataset/", "/admin/catalog/auditentry/"])
def test_no_list_counts_a_whole_table(world: World, page: str) -> None:
    counting = [sql for sql in queries_of(world, page) if "COUNT(" in sql]
    assert all("LIMIT 10001" in sql for sql in counting)


def test_a_dataset_page_asks_a_bounded_number_of_times(world: World) -> None:
    files = tuple(a_file(f"raw/{number}.nwb") for number in range(60))
    dataset: Dataset = make_dataset(world.owner, files=files, records=(subject_record(),))
    queries = queries_of(world, f"/datasets/{dataset.pk}")
    assert len(queries) <= 30, "\n".join(queries)


def test_a_form_asks_as_often_for_many_schemas_as_for_few(world: World) -> None:
    pages = [f"/datasets/{world.public.pk}/records/{name}" for name in ("new", "test/subject")]
    few = [len(queries_of(world, page)) for page in pages]
    for number in range(8):
        make_schema(name=f"test/other{number}")
    many = [len(queries_of(world, page)) for page in pages]
    assert many == few
    assert max(many) <= 20
