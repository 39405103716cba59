"""Rows by the thousand, without `bulk_create`: the same rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.models import DeadLetter, OutboxMark
from search.sql import insert, insert_values

pytestmark = pytest.mark.django_db


def test_rows_are_stored_as_their_model_has_them() -> None:
    moment = timezone.now()
    insert([OutboxMark(kind="note", key="a", restricting=True)])
    insert([OutboxMark(kind="note", key="b%s", retry_at=moment, reason="'; --")])
    first, second = OutboxMark.objects.order_by("id")
    assert (first.kind, first.key, first.restricting, first.applied) == ("note", "a", True, False)
    assert (first.retry_at, first.attempts, first.reason) == (None, 0, "")
    assert (second.key, second.retry_at, second.reason) == ("b%s", moment, "'; --")
    assert second.id > first.id


def test_many_rows_are_few_statements() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert([OutboxMark(kind="note", key=f"{n}") for n in range(3_000)])
    assert len(asked) <= 3
    assert OutboxMark.objects.count() == 3_000


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert([])
    assert len(asked) == 0


def test_a_stored_row_can_be_changed() -> None:
    letter = DeadLetter(kind="note", key="a", reason="bad", attempts=5, created=timezone.now())
    insert([letter])
    kept = DeadLetter.objects.get()
    kept.reason = "worse"
    kept.save()
    assert DeadLetter.objects.get().reason == "worse"
    assert not letter._state.adding


@pytest.mark.django_db(transaction=True)
def test_one_row_that_is_refused_refuses_all() -> None:
    letters = [
        DeadLetter(kind="note", key=key, reason="bad", attempts=5, created=timezone.now())
        for key in ("a", "b", "a")
    ]
    with pytest.raises(IntegrityError):
        insert(letters)
