"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from collections_app.services import add_members, create_collection
from tests.apis import Connect, at
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def grow() -> Callable[[int], None]:
    """Everything that lists show, more of it at each call."""
    owner = make_caller("owner")
    make_schema()
    collection = create_collection(actor=owner, title="all", access="public")

    def more(number: int) -> None:
        made = [
            make_dataset(
                owner,
                records=(subject_record(),),
                files=(a_file(),),
                identifiers=("a", "b"),
            )
            for _ in range(number)
        ]
        for dataset in made:
            run = ComputationInput(
                source="s",
                run_id=str(dataset.pk),
                name="n",
                generated=(Reference(str(dataset.pk)),),
            )
            report_computation(actor=owner, data=run)
            create_collection(actor=owner, title="one", access="public")
        add_members(
            actor=owner,
            collection_id=collection.pk,
            datasets=tuple(dataset.pk for dataset in made),
        )

    more.collection = collection.pk  # type: ignore[attr-defined]
    return more


def test_no_list_asks_once_a_row(connect: Connect, grow: Callable[[int], None]) -> None:
    client = connect(make_caller())
    paths = [
        "/api/v1/datasets",
        "/api/v1/computations",
        "/api/v1/collections",
        f"/api/v1/collections/{grow.collection}/members",  # type: ignore[attr-defined]
        "/api/v1/schemas",
        "/api/v1/properties",
    ]

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    client.get("/api/v1/me")
    grow(2)
    before = {path: counted(path) for path in paths}
    grow(12)
    assert {path: counted(path) for path in paths} == before
    assert max(before.values()) <= 8


def test_a_dataset_is_read_in_few_queries(connect: Connect) -> None:
    make_schema()
    dataset = make_dataset(records=(subject_record(),), files=(a_file(),))
    client = connect()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(dataset)).status_code == 200
    assert len(queries) <= 5
