"""Whether a key was used before is asked with every registration: an index tells, however many
datasets a creator has."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from catalog.models import Dataset
from catalog.models.keys import with_keys
from collections_app.models import Collection
from tests.builders import make_user

pytestmark = pytest.mark.django_db

MANY = 2_000


def plan(query: Any) -> str:
    """How the database means to answer, once it knows what is there: of a small table, or of one
    that it last counted when it was empty, any index is as good to it as another."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(query.model._meta.db_table)}")
    return str(query.explain())


def test_keys_of_datasets() -> None:
    ada = make_user("ada")
    Dataset.objects.bulk_create(
        Dataset(pid=f"many:{n}", key=f"key {n}", created_by=ada) for n in range(MANY)
    )
    mine = with_keys(Dataset.objects.all(), ada, {"key 3", "key 4"})
    assert "a_key_once_a_creator" in plan(mine)
    assert {row.pid for row in mine} == {"many:3", "many:4"}


def test_keys_of_collections() -> None:
    ada = make_user("ada")
    Collection.objects.bulk_create(
        Collection(pid=f"many:{n}", key=f"key {n}", title="Many", created_by=ada)
        for n in range(MANY)
    )
    mine = with_keys(Collection.objects.all(), ada, ["key 3"])
    assert "a_collection_key_once_a_creator" in plan(mine)
    assert [row.pid for row in mine] == ["many:3"]
