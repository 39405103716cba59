"""A rebuild that is broken off, paused, cancelled or throttled."""

from __future__ import annotations

import datetime as dt
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search import rebuilding
from search.drain import drain
from search.engine import engine
from search.models import (
    RebuildState,
    Wish,
)
from search.rebuilding import NoRebuild, RebuildCancelled, RebuildPaused, RebuildRunning
from search.reindex import go_on, reindex
from tests.search.notes import EVERYBODY, found, remove, write
from tests.search.rebuilds import Gone, at_batch, break_off, fill, gone, in_order

pytestmark = [
    pytest.mark.usefixtures("notes", "saves_every_batch"),
    pytest.mark.django_db(transaction=True),
]


def test_a_rebuild_that_was_broken_off_is_gone_on_with_from_where_it_was() -> None:
    fill(8)
    break_off(at=3)
    assert len(found()) == 8, "the index that answers is as it was"
    done = go_on(batch=2)
    assert done is not None
    assert (done.resumed, done.written) == (6, 2)
    assert not RebuildState.objects.exists()
    assert len(found()) == 8
    in_order()


def test_what_changes_before_during_and_after_the_break_is_in_the_new_index() -> None:
    fill(8)

    def meanwhile() -> None:
        write("k000", "changed before the break")
        remove("k001")
        drain()

    break_off(meanwhile, at=3)
    write("k002", "changed after the break")
    remove("k003")
    write("aaa", "new, below the position")
    drain()
    assert found()["k002"] == "changed after the break", "the index that answers keeps up"
    write("k007", "changed and not drained")
    go_on(batch=2)
    assert found() == {
        "aaa": "new, below the position",
        "k000": "changed before the break",
        "k002": "changed after the break",
        "k004": "note",
        "k005": "note",
        "k006": "note",
        "k007": "changed and not drained",
    }
    in_order()


def test_a_right_narrowed_and_drained_before_the_break_is_narrow_in_the_new_index() -> None:
    fill(6)

    def narrow() -> None:
        write("k000", "secret", labels=["user:1"], restricting=True)
        drain()

    break_off(narrow)
    go_on()
    assert "k000" not in found()
    assert "k000" in found(labels=EVERYBODY | {"user:1"})


def test_it_can_be_broken_off_at_every_batch() -> None:
    fill(9)
    for at in range(5):
        rebuild = reindex if at == 0 else go_on
        with pytest.raises(Gone):
            rebuild(batch=2, progress=at_batch(1, gone))
        write(f"k{at:03}", f"changed {at}")
        drain()
    go_on(batch=2)
    assert sorted(title for title in found().values() if title != "note") == [
        f"changed {at}" for at in range(5)
    ]
    in_order()


@pytest.mark.parametrize("lost", ["generation", "kind"])
def test_where_the_unfinished_index_is_lost_it_begins_anew(lost: str, tmp_path: Path) -> None:
    fill(6)
    break_off()
    if lost == "kind":
        RebuildState.objects.update(kind="a kind of former settings")
    else:
        engine().discard(RebuildState.objects.get().generation)
    done = go_on(batch=2)
    assert done is not None
    assert done.written == 6
    in_order()


def test_fresh_counts_nothing_of_what_is_unfinished() -> None:
    fill(6)
    break_off()
    assert reindex(fresh=True).written == 6
    in_order()


@pytest.mark.parametrize(
    "whose",
    [
        {"host": os.uname().nodename, "process": 2**31 - 7},
        {"host": os.uname().nodename, "process": os.getpid()},
        {"host": "elsewhere", "process": 1, "beat": timezone.now() - dt.timedelta(hours=1)},
    ],
    ids=["dead process", "reused process id", "silent host"],
)
def test_what_a_crashed_process_left_is_recognised(whose: dict[str, Any]) -> None:
    fill(6)
    break_off()
    RebuildState.objects.update(**whose)
    assert go_on() is not None
    in_order()


def test_one_taken_for_crashed_does_not_publish_what_another_goes_on_with() -> None:
    fill(6)

    def overtaken() -> None:
        RebuildState.objects.update(beat=timezone.now() - dt.timedelta(hours=1))
        assert rebuilding.take_up() is not None

    with pytest.raises(rebuilding.RebuildLost):
        reindex(batch=2, progress=at_batch(1, overtaken))
    assert RebuildState.objects.get().process == os.getpid(), "the other one's, still"


def test_an_operator_pauses_it_and_lets_it_go_on() -> None:
    fill(8)
    with pytest.raises(RebuildPaused):
        reindex(batch=2, progress=at_batch(2, lambda: rebuilding.wish(Wish.PAUSE)))
    write("k000", "changed in the pause")
    drain()
    assert found()["k000"] == "changed in the pause"
    assert go_on() is None, "paused is paused"
    with pytest.raises(RebuildRunning, match="paused"):
        reindex()
    rebuilding.wish(Wish.RUN)
    done = go_on(batch=2)
    assert done is not None
    assert done.resumed >= 4
    assert found()["k000"] == "changed in the pause"
    in_order()


@pytest.mark.parametrize("paused", [False, True])
def test_an_operator_cancels_it(paused: bool) -> None:
    fill(8)
    wish = Wish.PAUSE if paused else Wish.CANCEL
    with pytest.raises((RebuildPaused, RebuildCancelled)):
        reindex(batch=2, progress=at_batch(2, lambda: rebuilding.wish(wish)))
    if paused:
        write("k000", "changed in the pause")
        rebuilding.wish(Wish.CANCEL)
        assert go_on() is None
    assert not RebuildState.objects.exists()
    assert len(found()) == 8
    in_order()
    with pytest.raises(NoRebuild):
        rebuilding.wish(Wish.PAUSE)
    assert reindex().written == 8


def test_one_that_is_wanted_is_done_by_whoever_goes_on() -> None:
    fill(3)
    rebuilding.want()
    with pytest.raises(RebuildRunning):
        rebuilding.want()
    done = go_on()
    assert done is not None
    assert done.written == 3
    assert go_on() is None


def test_a_rate_is_kept_and_the_index_that_answers_kept_up_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("search.pace.monotonic", lambda: clock[0])
    monkeypatch.setattr("search.filling.sleep", sleep)
    fill(6)
    write("k000", "changed")
    seen: list[str] = []
    reindex(batch=2, rate=1, progress=lambda kind, done: seen.append(found()["k000"]))
    assert sum(waits) == pytest.approx(6), "six documents at one a second"
    assert set(seen) == {"changed"}


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("reindex", *arguments, "--format", "json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_the_command_says_how_far_it_is_pauses_resumes_cancels_and_goes_back() -> None:
    fill(8)
    break_off()
    report = run("status")
    assert report["counts"] == {"rebuilds": 1, "done": 4, "total": 8, "missed": 0}
    assert "rebuild, run, nobody" in report["problems"][0]["what"]
    assert "pause" in run("pause")["problems"][0]["what"]
    with pytest.raises(CommandError, match="paused"):
        run("run")
    run("resume")
    assert run()["counts"]["resumed"] == 4
    break_off()
    assert run("cancel")["counts"]["rebuilds"] == 0
    with pytest.raises(CommandError, match="no rebuild"):
        run("pause")
    write("k000", "changed")
    drain()
    assert run("rollback")["counts"]["written"] == 1
    assert found()["k000"] == "changed"
