"""Whether a key was used before is asked with every registration: an index tells, however many
datasets a creator has."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from catalog.access.caller import caller_of
from catalog.datasets.register import with_keys
from collections_app.models import Collection
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def plan(query: Any) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # an empty table is read quicker without any index
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(query.explain())


def test_keys_of_datasets() -> None:
    assert "a_key_once_a_creator" in plan(with_keys(caller_of(make_user("ada")), {"a", "b"}))


def test_keys_of_collections() -> None:
    mine = Collection.objects.filter(created_by=make_user("ada"), key="a").exclude(key="")
    assert "a_collection_key_once_a_creator" in plan(mine)
