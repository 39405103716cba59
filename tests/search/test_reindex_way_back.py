"""The way back to the index that was replaced, and what it must not lose."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from search import previous, rebuilding
from search.drain import ATTEMPTS, drain
from search.engine import engine
from search.models import (
    DeadLetter,
    MissedChange,
    OutboxMark,
    PreviousIndex,
    Purpose,
    RebuildState,
    Wish,
)
from search.outbox import mark
from search.rebuilding import NoRebuild, RebuildRunning
from search.reindex import go_on, reindex, roll_back
from tests.search.notes import EVERYBODY, found, remove, write
from tests.search.rebuilds import Gone, at_batch, drain_all, fill, gone, in_order

pytestmark = [
    pytest.mark.usefixtures("notes", "saves_every_batch"),
    pytest.mark.django_db(transaction=True),
]


def test_the_way_back_holds_what_changed_since() -> None:
    fill(6)
    reindex()
    write("k000", "changed since")
    remove("k001")
    write("new", "made since")
    write("k002", "secret", labels=["user:1"], restricting=True)
    drain_all()
    write("k003", "changed and not drained")
    done = roll_back()
    assert done.failed == 0
    assert PreviousIndex.objects.count() == 1
    assert found() == {
        "k000": "changed since",
        "k003": "changed and not drained",
        "k004": "note",
        "k005": "note",
        "new": "made since",
    }
    assert found(labels=EVERYBODY | {"user:1"})["k002"] == "secret"
    in_order()


def test_the_way_back_is_to_the_index_that_was_replaced_and_forth_again() -> None:
    fill(3)
    write("lost", "only the new index will have it")
    OutboxMark.objects.all().delete()
    reindex()
    assert "lost" in found()
    roll_back()
    assert "lost" not in found()
    write("k000", "changed behind")
    drain()
    roll_back()
    assert found()["k000"] == "changed behind"
    assert "lost" in found()


def test_marks_that_stood_at_the_swap_are_missed_by_the_replaced_index_too() -> None:
    fill(4)
    reindex(batch=4, progress=at_batch(1, lambda: write("k000", "replayed, never drained")))
    assert not OutboxMark.objects.exists()
    roll_back()
    assert found()["k000"] == "replayed, never drained"


def test_what_can_no_longer_be_built_is_found_by_nobody_after_the_way_back() -> None:
    fill(2)
    reindex()
    write("k000", "broken", labels=["user:1"], restricting=True)
    for _ in range(ATTEMPTS):
        drain()
        OutboxMark.objects.update(retry_at=None)
    assert DeadLetter.objects.count() == 1
    assert roll_back().failed == 1
    assert found() == {"k001": "note"}


def test_a_way_back_that_was_broken_off_is_gone_on_with_and_one_cancelled_does_no_harm() -> None:
    fill(6)
    reindex()
    for number in range(6):
        write(f"k{number:03}", "changed")
    drain_all()
    with pytest.raises(Gone):
        roll_back(batch=2, progress=at_batch(2, gone))
    with pytest.raises(RebuildRunning, match="rolled back"):
        reindex()
    write("k000", "changed again")
    drain_all()
    rebuilding.wish(Wish.CANCEL)
    go_on()
    assert found()["k000"] == "changed again"
    rebuilding.want(Purpose.ROLLBACK)
    assert go_on() is not None
    assert found()["k000"] == "changed again"
    assert set(found().values()) == {"changed", "changed again"}
    in_order()


def test_without_a_former_index_there_is_no_way_back() -> None:
    fill(1)
    with pytest.raises(NoRebuild):
        roll_back()
    reindex()
    engine().discard(PreviousIndex.objects.get().generation)
    with pytest.raises(NoRebuild, match="cannot be gone back to"):
        roll_back()
    assert not RebuildState.objects.exists()
    assert found() == {"k000": "note"}


def test_a_former_index_is_kept_for_its_time_and_no_longer() -> None:
    fill(3)
    reindex()
    write("k000", "changed")
    drain()
    previous.expire()
    assert previous.count_missed() == 1
    PreviousIndex.objects.update(since=timezone.now() - previous.retention() * 2)
    previous.expire()
    assert not PreviousIndex.objects.exists()
    assert not MissedChange.objects.exists()
    write("k000", "changed")
    drain()
    assert not MissedChange.objects.exists(), "nobody needs them"
    with pytest.raises(NoRebuild):
        roll_back()


def test_many_changes_of_one_document_are_noted_once() -> None:
    fill(1)
    reindex()
    for _ in range(3):
        with transaction.atomic():
            mark("note", ["k000", "k000"])
        drain()
    assert MissedChange.objects.count() == 1
