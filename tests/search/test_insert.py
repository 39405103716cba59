"""Rows by the thousand, without `bulk_create`: the same rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Access, Dataset, User
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


def test_values_are_rows_too() -> None:
    moment = timezone.now()
    insert_values(OutboxMark, [{"kind": "note", "key": "a", "retry_at": moment}])
    insert_values(OutboxMark, [{"kind": "note", "key": f"b{n}", "prompt": True} for n in range(2)])
    first, second, third = OutboxMark.objects.order_by("id")
    assert (first.retry_at, first.prompt, first.reason, first.attempts) == (moment, False, "", 0)
    assert (second.key, second.retry_at, third.key, third.prompt) == ("b0", None, "b1", True)
    assert first.created >= moment


def test_keys_and_times_are_those_that_django_stores() -> None:
    user = User.objects.create(username="ada")
    named = {"created_by": user, "access": Access.PUBLIC}
    one, other = (Dataset(pid=pid, **named) for pid in ("x:1", "x:2"))
    insert([one])
    other.save()
    assert one.created == one.modified
    for dataset in (one, other):
        kept = Dataset.objects.get(pk=dataset.pk)
        assert (kept.created_by, kept.access, kept.current) == (user, "public", None)
        assert (kept.created, kept.modified) == (dataset.created, dataset.modified)
    assert list(Dataset.objects.filter(created__gte=one.created, pk=one.pk)) == [one]


def test_a_value_of_another_type_is_stored_as_django_would() -> None:
    insert_values(DeadLetter, [{"kind": "note", "key": 7, "reason": "bad", "attempts": "3"}])
    letter = DeadLetter.objects.get()
    assert (letter.key, letter.attempts) == ("7", 3)
