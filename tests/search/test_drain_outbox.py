"""Draining: what is written is found, in the newest state, whatever goes wrong meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from search import drain as draining
from search.clock import tick
from search.document import Change
from search.drain import drain
from search.engine import engine
from search.engines.base import EngineDown
from search.models import DeadLetter, OutboxMark
from search.outbox import mark
from search.request import SearchRequest
from search.service import CatchingUp, search
from tests.search.notes import EVERYBODY, WatchedEngine, found, remove, write

pytestmark = [pytest.mark.usefixtures("notes"), pytest.mark.django_db(transaction=True)]


def again() -> None:
    """As if the wait for the next attempt were over."""
    OutboxMark.objects.update(retry_at=timezone.now())


def once(step: object) -> None:
    """Do `step` in front of the next write to the index."""

    def before(changes: Sequence[Change]) -> None:
        WatchedEngine.before.remove(before)
        step()  # type: ignore[operator]

    WatchedEngine.before.append(before)


def test_what_is_written_changed_and_removed_shows_after_a_drain() -> None:
    write("a", "first")
    write("b", "second")
    assert drain() == draining.Drained(marks=2, written=2, prompt=2)
    assert found() == {"a": "first", "b": "second"}
    write("a", "changed")
    remove("b")
    assert drain() == draining.Drained(marks=2, written=1, removed=1, prompt=2)
    assert found() == {"a": "changed"}
    assert drain() == draining.Drained()
    assert not OutboxMark.objects.exists()


def test_many_marks_of_one_key_are_one_document() -> None:
    for number in range(5):
        write("a", f"state {number}")
    assert drain() == draining.Drained(marks=5, written=1, prompt=5)
    assert found() == {"a": "state 4"}


def test_a_batch_is_the_oldest_marks() -> None:
    for number in range(5):
        write(f"k{number}", "note")
    assert drain(limit=2).marks == 2
    assert found().keys() == {"k0", "k1"}


def test_a_mark_made_while_draining_is_kept() -> None:
    write("a", "old")
    once(lambda: write("a", "new"))
    drain()
    assert OutboxMark.objects.count() == 1
    drain()
    assert found() == {"a": "new"}


def test_a_late_drainer_never_overwrites_what_is_newer() -> None:
    write("a", "old")

    def overtake() -> None:
        write("a", "new")
        drain()
        assert found() == {"a": "new"}

    once(overtake)
    drain()
    assert found() == {"a": "new"}
    assert not OutboxMark.objects.exists()


def test_a_late_drainer_never_brings_back_what_was_removed() -> None:
    write("a", "old")

    def overtake() -> None:
        remove("a")
        drain()
        assert found() == {}

    once(overtake)
    drain()
    assert found() == {}


def test_versions_only_grow() -> None:
    versions = [tick() for _ in range(50)]
    with transaction.atomic():
        versions += [tick() for _ in range(3)]
    assert versions == sorted(set(versions))


def test_an_engine_that_is_down_costs_no_mark() -> None:
    write("a", "note")

    def fail() -> None:
        raise EngineDown("out")

    once(fail)
    with pytest.raises(EngineDown):
        drain()
    waiting = OutboxMark.objects.get()
    assert (waiting.attempts, waiting.retry_at) == (0, None)
    drain()
    assert found() == {"a": "note"}


def test_a_full_disk_is_an_engine_that_is_down() -> None:
    write("a", "note")

    def fail() -> None:
        raise OSError(28, "No space left on device")

    once(fail)
    with pytest.raises(EngineDown, match="No space left"):
        drain()
    assert OutboxMark.objects.get().attempts == 0


def test_a_document_that_cannot_be_built_costs_only_itself_and_ends_as_a_dead_letter() -> None:
    for key, title in [("a", "fine"), ("b", "broken"), ("c", "fine"), ("d", "fine")]:
        write(key, title)
    assert drain() == draining.Drained(marks=4, written=3, put_off=1, prompt=4)
    assert found().keys() == {"a", "c", "d"}
    assert drain() == draining.Drained(), "it waits before it is tried again"
    for _ in range(draining.ATTEMPTS - 1):
        again()
        drain()
    assert not OutboxMark.objects.exists()
    letter = DeadLetter.objects.get()
    assert (letter.kind, letter.key, letter.attempts) == ("note", "b", draining.ATTEMPTS)
    assert letter.reason == "ValueError: this note is broken"


def test_a_document_that_the_engine_refuses_costs_only_itself() -> None:
    for key in "abcd":
        write(key, "note", extra="poison" if key == "b" else "food")

    def refuse(changes: Sequence[Change]) -> None:
        if any(each.document and each.document.source["extra"] == "poison" for each in changes):
            raise TypeError("indigestible")

    WatchedEngine.before.append(refuse)
    assert drain() == draining.Drained(marks=4, written=3, put_off=1, prompt=4)
    assert OutboxMark.objects.get().reason == "TypeError: indigestible"
    assert found().keys() == {"a", "c", "d"}


def test_success_removes_the_dead_letter() -> None:
    write("a", "broken")
    for _ in range(draining.ATTEMPTS):
        drain()
        again()
    assert DeadLetter.objects.count() == 1
    write("a", "mended")
    drain()
    assert found() == {"a": "mended"}
    assert not DeadLetter.objects.exists()


def test_a_narrowed_right_holds_from_the_commit_on_and_after_the_drain() -> None:
    write("a", "secret")
    write("b", "other")
    drain()
    write("a", "secret", labels=["user:1"], restricting=True)
    assert found() == {"b": "other"}, "not even drained yet"
    assert found(labels=EVERYBODY | {"user:1"}) == {"b": "other"}
    drain()
    assert found() == {"b": "other"}
    assert found(labels=EVERYBODY | {"user:1"}) == {"a": "secret", "b": "other"}


def test_a_narrowed_document_that_cannot_be_built_is_found_by_nobody() -> None:
    write("a", "secret")
    drain()
    write("a", "broken", labels=["user:1"], restricting=True)
    for _ in range(draining.ATTEMPTS):
        assert found() == {}
        drain()
        again()
    assert DeadLetter.objects.count() == 1
    assert not OutboxMark.objects.exists()
    assert found() == {}


def test_too_many_narrowed_rights_are_told_and_not_guessed() -> None:
    with transaction.atomic():
        mark("note", (str(number) for number in range(5001)), restricting=True)
    with pytest.raises(CatchingUp):
        search(labels=EVERYBODY, request=SearchRequest(types=("note",)))
    drain(limit=2)
    assert found() == {}


def test_a_mark_of_a_kind_whose_source_is_gone_ends_as_a_dead_letter() -> None:
    OutboxMark.objects.create(kind="sample", key="a")
    for _ in range(draining.ATTEMPTS):
        drain()
        again()
    assert "no source for kind 'sample'" in DeadLetter.objects.get().reason


def test_a_drain_inside_of_a_transaction_sees_its_rows() -> None:
    with transaction.atomic():
        write("a", "note")
        assert drain().written == 1
    assert found() == {"a": "note"}
    assert [entry.id for entry in engine().entries()] == ["a"]
    assert Session.objects.count() == 1


def in_bulk(count: int) -> None:
    """So many notes that came together, in the order of their names."""
    keys = [f"bulk{number:02}" for number in range(count)]
    with transaction.atomic():
        for key in keys:
            data = json.dumps({"title": key})
            Session.objects.create(pk=key, session_data=data, expire_date=timezone.now())
        mark("note", keys)


def test_what_one_person_changes_does_not_wait_behind_a_backlog() -> None:
    in_bulk(40)
    write("own", "note")
    assert drain(limit=8) == draining.Drained(marks=9, written=9, prompt=1, more=True)
    assert found().keys() == {"own", *(f"bulk{number:02}" for number in range(8))}


def test_what_one_person_changes_is_found_before_the_rest_of_a_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_bulk(8)
    write("own", "note")
    written: list[list[str]] = []
    apply = engine().apply

    def watched(changes: Sequence[Change]) -> object:
        written.append(sorted(change.id for change in changes))
        return apply(changes)

    monkeypatch.setattr(engine(), "apply", watched)
    drain(limit=8)
    assert written == [["own"], [f"bulk{number:02}" for number in range(8)]]


def test_many_who_do_not_wait_keep_nobody_waiting_for_ever() -> None:
    in_bulk(12)
    for number in range(30):
        write(f"own{number:02}", "note")
    drain(limit=8)
    drain(limit=8)
    old = {f"bulk{number:02}" for number in range(12)}
    own = {f"own{number:02}" for number in (0, 1, 2, 3, 26, 27, 28, 29)}
    assert found().keys() == old | own
    while drain(limit=8).marks:
        pass
    assert len(found()) == 42


def test_a_mark_that_was_taken_by_age_is_not_taken_twice() -> None:
    for number in range(10):
        write(f"own{number}", "note")
    assert drain(limit=8) == draining.Drained(marks=10, written=10, prompt=10, more=True)
    assert found().keys() == {f"own{number}" for number in range(10)}
    assert drain() == draining.Drained()
