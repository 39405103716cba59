"""Fixtures that all tests share.

The run's home folder, its servers (`postgres_url`, `redis_url`, `chromium_path`, `real_data`), the
list of what the machine lacks, plain static files and so on come from tests/plugins/ (see
pyproject.toml).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.core.management.commands import flush
from django.db import connection

from catalog.models import immutability
from catalog.schemas import indexing

# The same examples at every run, and no stop-watch: a busy machine is no fault of the code. Other
# examples, and more of them, come with HOLOTYPE_EXAMPLES and HOLOTYPE_LONG where a test reads them.
hypothesis.settings.register_profile(
    "holotype",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("holotype")


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> None:
    """What a process remembers of the database is wrong once a test's rows are rolled back."""
    indexing.forget()


class _FlushOfTestRows(flush.Command):
    """Between tests the rows go, though the database refuses to delete published ones."""

    def handle(self, **options: Any) -> None:
        if connection.vendor == "sqlite":
            immutability.remove(connection)
        super().handle(**options)
        if connection.vendor == "sqlite":
            immutability.install(connection)


@pytest.fixture(autouse=True, scope="session")
def _flush_in_spite_of_immutability() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(flush, "Command", _FlushOfTestRows)
    yield
    patch.undo()
