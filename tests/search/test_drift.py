"""The sampling of drift: finds and mends what differs, and nothing that merely changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from search import changes, drift
from search.clock import tick
from search.document import Change
from search.drain import ATTEMPTS, drain
from search.engine import engine
from search.integrity import check_index
from search.lifeline import StopSign
from search.models import DeadLetter, DriftState, OutboxMark
from tests.search.notes import document_of, found, remove, write

pytestmark = [pytest.mark.usefixtures("notes"), pytest.mark.django_db(transaction=True)]


def differ() -> None:
    for key in ("fine", "missing", "stale"):
        write(key, "note")
    drain()
    Session.objects.filter(session_key="stale").update(session_data='{"title": "changed"}')
    other = document_of("surplus", {"title": "surplus"})
    engine().apply([Change("missing", tick(), None), Change("surplus", tick(), other)])


def test_all_that_differs_is_found_and_mended() -> None:
    differ()
    assert drift.look(10) == 3
    assert set(OutboxMark.objects.values_list("key", flat=True)) == {"missing", "stale", "surplus"}
    drain()
    assert found() == {"fine": "note", "missing": "note", "stale": "changed"}
    assert check_index().differences == 0
    at = drift.state()
    assert (at.found, at.compared) == (3, 4)
    assert at.last_found is not None
    assert at.finding in {
        "note missing is in the database and not in the index",
        "note stale is older in the index than in the database",
        "note surplus is in the index and not in the database",
    }


def test_the_rotation_goes_through_everything_and_begins_again() -> None:
    for number in range(7):
        write(f"k{number}", "note")
    drain()
    seen = []
    for _ in range(4):
        assert drift.look(3) == 0
        seen.append(drift.state().after)
    assert seen == ["k2", "k5", "k6", ""]
    assert drift.state().rounds == 1
    engine().apply([Change("k0", tick(), None)])
    assert drift.look(3) == 1


def test_an_index_that_is_right_gets_no_marks_and_neither_does_an_empty_one() -> None:
    assert drift.look(5) == 0
    for number in range(5):
        write(f"k{number}", "note")
    remove("k0")
    drain()
    assert [drift.look(5) for _ in range(4)] == [0] * 4
    assert not OutboxMark.objects.exists()


def test_what_is_pending_is_no_drift() -> None:
    write("a", "note")
    write("b", "note")
    drain()
    write("a", "changed")
    remove("b")
    write("c", "new")
    assert drift.look(10) == 0


def test_what_is_drained_while_we_look_is_no_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in "abc":
        write(key, "note")
    drain()

    def build_later(*arguments: Any) -> Any:
        write("a", "changed")
        remove("b")
        write("d", "new")
        drain()
        return changes.build(*arguments)

    monkeypatch.setattr(drift, "build", build_later)
    assert drift.look(10) == 0


def test_a_dead_letter_is_not_tried_again_and_again() -> None:
    write("a", "fine")
    drain()
    write("a", "broken")
    for _ in range(ATTEMPTS):
        drain()
        OutboxMark.objects.update(retry_at=None)
    assert DeadLetter.objects.count() == 1
    assert drift.look(10) == 0


def test_the_chore_looks_as_often_as_the_setting_wants(settings: Any) -> None:
    differ()
    stop = StopSign()
    drift.sample(stop)
    assert not OutboxMark.objects.exists(), "0 is never"
    settings.HOLOTYPE_SEARCH = settings.HOLOTYPE_SEARCH | {"DRIFT_SAMPLE": 60}
    assert drift.sample(stop) is False
    assert OutboxMark.objects.count() == 3
    compared = drift.state().compared
    drift.sample(stop)
    assert drift.state().compared == compared, "not due yet"
    DriftState.objects.update(due=timezone.now())
    drift.sample(stop)
    assert drift.state().compared > compared


def test_a_complete_check_that_is_wanted_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    differ()
    stop = StopSign()
    drift.check_completely(stop)
    assert drift.state().checked is None
    drift.want_complete_check()
    monkeypatch.setattr(drift, "_complete", None)
    drift.check_completely(stop)
    assert drift._complete is not None
    drift._complete.join(30)
    at = drift.state()
    assert not at.wanted
    assert at.checked is not None
    assert "1 missing, 1 stale, 1 surplus" in at.report
    assert found() == {"fine": "note", "missing": "note", "stale": "changed"}
