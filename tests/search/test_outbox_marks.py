"""Marks: written with the change or not at all, and cheap to ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from search import outbox
from search.models import OutboxMark
from search.outbox import mark, pending_restrictions
from search.sources import UnknownKind

pytestmark = pytest.mark.usefixtures("notes")


def mark_and_fail() -> None:
    with transaction.atomic():
        mark("note", ["a"])
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_mark_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError, match=r"transaction\.atomic"):
        mark("note", ["a"])
    assert not OutboxMark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mark_goes_away_with_its_transaction() -> None:
    with pytest.raises(ZeroDivisionError):
        mark_and_fail()
    assert not OutboxMark.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_nobody_can_load_is_refused() -> None:
    with pytest.raises(UnknownKind, match="there are: note"):
        mark("sample", ["a"])


@pytest.mark.django_db
def test_many_keys_are_marked_in_few_queries(django_assert_max_num_queries: Any) -> None:
    # SQLite takes 999 parameters a query, so 124 marks; PostgreSQL 1,000 marks.
    with django_assert_max_num_queries(60):
        assert mark("note", (f"k{number}" for number in range(5000))) == 5000
    assert OutboxMark.objects.count() == 5000


@pytest.mark.django_db
def test_restrictions_that_are_pending_are_told_once_each() -> None:
    mark("note", ["a", "b"], restricting=True)
    mark("note", ["b", "c"], restricting=True)
    mark("note", ["d"])
    OutboxMark.objects.filter(key="c").update(applied=True)
    assert pending_restrictions(10) == {"a", "b"}
    assert len(pending_restrictions(1)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("broker", ["", "redis://127.0.0.1:1/0"])
def test_workers_are_woken_once_a_transaction_and_only_with_a_broker(
    settings: Any, broker: str, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CELERY_BROKER_URL = broker
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        for number in range(3):
            mark("note", [str(number)])
    assert callbacks == ([outbox._wake] if broker else [])


@pytest.mark.django_db
def test_workers_are_woken_though_the_savepoint_that_first_asked_was_rolled_back(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            mark_and_fail()
        mark("note", ["b"])
    assert callbacks == [outbox._wake]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (outbox.pending().order_by("id")[:500], "search_mark_pending"),
        (
            outbox.pending().filter(restricting=True).values_list("key", flat=True).distinct(),
            "search_mark_restricting",
        ),
    ],
    ids=["to drain", "to leave out"],
)
def test_what_is_asked_all_the_time_is_answered_from_an_index(query: Any, index: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # an empty table is read quicker without any index
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = query.explain()
    assert index in plan or (connection.vendor == "postgresql" and "Index" in plan), plan
