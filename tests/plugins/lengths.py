"""pytest plugin: a text that is too long for its column is an error on SQLite too.

SQLite itself keeps texts of any length; PostgreSQL refuses them, and the code must not come so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError, models
from django.db.backends.base.base import BaseDatabaseWrapper


class TooLong(DataError):
    """As PostgreSQL would say it."""


@pytest.fixture(scope="session", autouse=True)
def lengths_are_kept() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    plain = models.CharField.get_db_prep_save

    def checked(field: Any, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str) and field.max_length and len(value) > field.max_length:
            raise TooLong(f"{field}: {len(value)} characters, {field.max_length} fit: {value!r}")
        return plain(field, value, connection)

    patch.setattr(models.CharField, "get_db_prep_save", checked)
    yield
    patch.undo()
