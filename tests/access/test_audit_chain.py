"""The audit trail: each service writes, and a change of the past shows."""

from __future__ import annotations

import pytest
from django.db import connection

from catalog.audit.record import broken_links
from catalog.models import AuditEntry, immutability
from tests.builders import make_caller, make_dataset

pytestmark = pytest.mark.django_db


def tamper(sql: str) -> None:
    """As somebody would who has the database's own password."""
    immutability.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    immutability.install(connection)


@pytest.fixture
def _three_entries() -> None:
    for _ in range(3):
        make_dataset(make_caller())


@pytest.mark.usefixtures("_three_entries")
def test_an_untouched_chain_is_whole() -> None:
    assert AuditEntry.objects.count() == 3
    assert broken_links() == []


@pytest.mark.usefixtures("_three_entries")
def test_a_changed_entry_shows() -> None:
    second = AuditEntry.objects.order_by("id")[1].pk
    tamper(f"UPDATE catalog_auditentry SET action = 'nothing' WHERE id = {second}")
    assert broken_links() == [second]


@pytest.mark.usefixtures("_three_entries")
def test_a_missing_entry_shows() -> None:
    _, second, third = AuditEntry.objects.order_by("id").values_list("pk", flat=True)
    tamper(f"DELETE FROM catalog_auditentry WHERE id = {second}")
    assert broken_links() == [third]


@pytest.mark.usefixtures("_three_entries")
def test_a_cut_off_end_shows() -> None:
    last = AuditEntry.objects.order_by("id").last()
    assert last is not None
    tamper(f"DELETE FROM catalog_auditentry WHERE id = {last.pk}")
    assert broken_links() == [0]
