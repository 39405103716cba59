"""A rebuild: complete, unnoticed by searches, and right about everything that changes meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search import filling, rebuilding
from search.drain import drain
from search.engine import engine, reset_engine
from search.models import DeadLetter, OutboxMark, RebuildState
from search.reindex import ensure_index, reindex
from tests.search.notes import EVERYBODY, found, remove, write

pytestmark = [pytest.mark.usefixtures("notes"), pytest.mark.django_db(transaction=True)]


class Gone(Exception):
    """What a test ends a rebuild with."""


def at_batch(number: int, step: Callable[[], object]) -> filling.Progress:
    """A progress function that does `step` after the batch of this number."""
    seen = 0

    def progress(kind: str, done: int) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            step()

    return progress


def fill(count: int) -> None:
    for number in range(count):
        write(f"k{number:03}", "note")
    while drain().marks:
        pass


def test_a_rebuild_holds_everything_that_the_database_has() -> None:
    for number in range(7):
        write(f"k{number}", "note")
    OutboxMark.objects.all().delete()  # as if an index had been lost
    assert found() == {}
    done = reindex(batch=3)
    assert (done.written, done.failed) == (7, 0)
    assert len(found()) == 7
    assert not RebuildState.objects.exists()


def test_searches_see_the_old_index_until_the_swap() -> None:
    fill(4)
    seen: list[int] = []
    reindex(batch=2, progress=at_batch(1, lambda: seen.append(len(found()))))
    assert seen == [4]


def test_what_is_written_changed_and_removed_meanwhile_is_in_the_new_index() -> None:
    fill(6)

    def meanwhile() -> None:
        write("k000", "changed")  # was read already
        remove("k001")
        write("zzz", "new")
        write("aaa", "new before what was read")
        drain()
        assert found()["k000"] == "changed", "the index that answers keeps up"
        write("k002", "changed and not drained")

    reindex(batch=2, progress=at_batch(1, meanwhile))
    assert OutboxMark.objects.count() == 0
    assert found() == {
        "aaa": "new before what was read",
        "k000": "changed",
        "k002": "changed and not drained",
        "k003": "note",
        "k004": "note",
        "k005": "note",
        "zzz": "new",
    }


def test_a_right_narrowed_and_drained_meanwhile_is_narrow_in_the_new_index() -> None:
    fill(4)

    def narrow() -> None:
        write("k000", "secret", labels=["user:1"], restricting=True)
        drain()

    reindex(batch=2, progress=at_batch(1, narrow))
    assert "k000" not in found()
    assert "k000" in found(labels=EVERYBODY | {"user:1"})


def test_marks_drained_during_a_rebuild_are_kept_for_it() -> None:
    fill(4)
    kept: list[bool] = []

    def meanwhile() -> None:
        write("k000", "changed")
        drain()
        kept.extend(OutboxMark.objects.values_list("applied", flat=True))

    reindex(batch=2, progress=at_batch(1, meanwhile))
    assert kept == [True]
    assert not OutboxMark.objects.exists()


def test_two_rebuilds_at_once_are_refused() -> None:
    fill(2)

    def second() -> None:
        with pytest.raises(rebuilding.RebuildRunning, match="being rebuilt already"):
            reindex()

    reindex(progress=at_batch(1, second))
    assert len(found()) == 2


def test_a_living_rebuild_is_left_alone() -> None:
    RebuildState.objects.create(host="elsewhere", process=1)
    with pytest.raises(rebuilding.RebuildRunning):
        reindex()
    assert rebuilding.take_up() is None


def test_a_rebuild_that_was_taken_for_crashed_does_not_publish() -> None:
    fill(4)
    with pytest.raises(rebuilding.RebuildLost):
        reindex(batch=2, progress=at_batch(2, lambda: RebuildState.objects.all().delete()))
    assert len(found()) == 4


def test_a_document_that_cannot_be_built_is_told_and_left_out() -> None:
    write("a", "fine")
    write("b", "broken")
    done = reindex()
    assert (done.written, done.failed) == (1, 1)
    assert done.problems[0].where == "note b"
    assert "this note is broken" in done.problems[0].what
    assert found() == {"a": "fine"}
    assert DeadLetter.objects.get().key == "b"
    assert OutboxMark.objects.get().key == "b", "it was marked, and is still tried"


def test_many_changes_during_a_rebuild_are_replayed_in_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filling, "_FEW", 2)
    fill(10)

    def storm() -> None:
        for number in range(10):
            write(f"k{number:03}", f"changed {number}")

    done = reindex(batch=3, progress=at_batch(4, storm))
    assert done.replayed >= 10
    assert set(found().values()) == {f"changed {number}" for number in range(10)}
    assert not OutboxMark.objects.exists()


def test_a_missing_index_is_built_and_a_present_one_left_alone(tmp_path: Path) -> None:
    fill(2)
    assert ensure_index() is None
    _lose_the_index(tmp_path)
    assert engine().needs_rebuild()
    done = ensure_index()
    assert done is not None
    assert done.written == 2
    assert len(found()) == 2


def _lose_the_index(tmp_path: Path) -> None:
    reset_engine()
    shutil.rmtree(tmp_path / "index")
