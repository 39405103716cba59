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


def plan(query: Any) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # an empty table is read quicker without any index
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(query.explain())


def test_keys_of_datasets() -> None:
    mine = with_keys(Dataset.objects.all(), make_user("ada"), {"a", "b"})
    assert "a_key_once_a_creator" in plan(mine)


def test_keys_of_collections() -> None:
    mine = with_keys(Collection.objects.all(), make_user("ada"), ["a"])
    assert "a_collection_key_once_a_creator" in plan(mine)
