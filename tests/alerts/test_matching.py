"""Each match is told once, under the rights of the moment, whatever happens in between."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from catalog.access.caller import Caller
from catalog.alerts import baseline, matching, queue
from catalog.alerts.seeing import unread_of
from catalog.alerts.subscribing import mark_read, subscribe, unsubscribe
from catalog.datasets.edit import edit_dataset
from catalog.datasets.inputs import Creator, DatasetInput
from catalog.datasets.share import grant_role, revoke_role, set_access
from catalog.models import AlertMark, Dataset, Match
from catalog.saved.services import (
    create_saved_search,
    edit_saved_search,
    grant_saved_search_role,
    revoke_saved_search_role,
)
from collections_app.models import CollectionGrant
from collections_app.services import add_members, create_collection
from search.drain import drain
from search.engine import engine
from search.engines.embedded.fleeting import FleetingIndex
from search.lifeline import StopSign
from search.models import OutboxMark
from search.outbox import mark
from search.reindex import reindex
from search.request import AuthorisedQuery
from tests.alerts.working import alert, anew, told, work
from tests.builders import a_file, make_caller, make_dataset

pytestmark = pytest.mark.django_db


def retitle(owner: Caller, dataset: Dataset, title: str) -> None:
    data = DatasetInput(title=title, creators=(Creator(name="Ada Example"),))
    edit_dataset(actor=owner, dataset_id=dataset.pk, data=data, if_match="*")


def test_what_was_there_before_is_not_told_and_what_comes_is() -> None:
    reader = make_caller()
    make_dataset(title="Old mice")
    work()
    alert(reader)
    make_dataset(title="New mice")
    make_dataset(title="New rats")
    work()
    assert told(reader) == ["New mice"]
    assert unread_of(reader) == 1


def test_what_was_registered_between_the_alert_and_its_first_look_is_told() -> None:
    reader = make_caller()
    search = create_saved_search(actor=reader, name="m", query="q=mice")
    subscribe(actor=reader, search_id=search.pk)
    make_dataset(title="Quick mice")
    drain()
    AlertMark.objects.all().delete()  # as if it had been asked before the alert was committed
    work()
    assert told(reader) == ["Quick mice"]


def test_nothing_is_queued_where_nobody_waits() -> None:
    make_dataset()
    drain()
    assert not AlertMark.objects.exists()


def test_an_edit_that_begins_to_match_is_told_and_one_that_matched_is_not() -> None:
    owner, reader = make_caller(), make_caller()
    old = make_dataset(owner, title="Old mice")
    other = make_dataset(owner, title="Rats")
    work()
    alert(reader)
    retitle(owner, old, "Old mice, again")
    retitle(owner, other, "No rats but mice")
    work()
    assert told(reader) == ["No rats but mice"]


def test_what_was_told_is_not_told_again_by_edits_or_a_reindex() -> None:
    owner, reader = make_caller(), make_caller()
    alert(reader)
    dataset = make_dataset(owner, title="Mice")
    work()
    mark_read(actor=reader)
    retitle(owner, dataset, "Rats")
    work()
    assert told(reader) == []
    retitle(owner, dataset, "Mice once more")
    work()
    reindex()
    work()
    assert told(reader) == ["Mice once more"]
    assert Match.objects.count() == 1
    assert unread_of(reader) == 0


def test_a_grant_tells_what_it_opens_and_losing_it_takes_it_back() -> None:
    owner, reader = make_caller(), make_caller()
    hidden = make_dataset(owner, title="Secret mice", access="private")
    alert(reader)
    retitle(owner, hidden, "Secret mice 2")
    work()
    assert told(reader) == []
    label = f"user:{reader.known.pk}"
    grant_role(actor=owner, dataset_id=hidden.pk, principal=label, role="viewer")
    work()
    assert told(reader) == ["Secret mice 2"]
    revoke_role(actor=owner, dataset_id=hidden.pk, principal=label)
    assert unread_of(reader) == 0, "the count follows the rights before anything is indexed"
    work()
    assert Match.objects.get().held
    set_access(actor=owner, dataset_id=hidden.pk, access="public", if_match="*")
    work()
    assert told(reader) == ["Secret mice 2"]
    assert Match.objects.count() == 1


def test_joining_a_group_tells_what_it_opens() -> None:
    owner, reader = make_caller(), make_caller()
    group = Group.objects.create(name="lab")
    hidden = make_dataset(owner, title="Lab mice", access="private")
    grant_role(actor=owner, dataset_id=hidden.pk, principal=f"group:{group.pk}", role="viewer")
    work()
    alert(reader)
    reader.known.groups.add(group)
    work()
    assert told(reader) == ["Lab mice"]
    reader.known.groups.clear()
    assert unread_of(anew(reader)) == 0


def test_files_match_only_for_those_who_see_files() -> None:
    owner, reader = make_caller(), make_caller()
    alert(reader, "q=embargoed")
    alert(owner, "q=embargoed")
    make_dataset(owner, title="Traces", access="discoverable", files=(a_file("embargoed/x.nwb"),))
    work()
    assert told(owner) == ["Traces"]
    assert told(reader) == []
    assert not Match.objects.filter(subscription__user=reader.known).exists()


def test_an_alert_on_a_shared_search_ends_with_the_sharing() -> None:
    owner, reader = make_caller(), make_caller()
    search = create_saved_search(actor=owner, name="Mice", query="q=mice")
    label = f"user:{reader.known.pk}"
    grant_saved_search_role(actor=owner, search_id=search.pk, principal=label, role="viewer")
    alert(reader, search=search)
    make_dataset(title="First mice")
    work()
    revoke_saved_search_role(actor=owner, search_id=search.pk, principal=label)
    make_dataset(title="Second mice")
    work()
    assert told(reader) == ["First mice"]


def test_another_question_tells_from_then_on() -> None:
    reader = make_caller()
    row = alert(reader)
    make_dataset(title="Old rats")
    work()
    edit_saved_search(actor=reader, search_id=row.search_id, query="q=rats", if_match="*")
    work()
    make_dataset(title="New rats")
    work()
    assert told(reader) == ["New rats"]


def test_an_alert_that_found_too_much_tells_only_what_is_registered_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(baseline, "MOST_KNOWN", 2)
    owner, reader = make_caller(), make_caller()
    olds = [make_dataset(owner, title=f"Mice {number}") for number in range(4)]
    work()
    row = alert(reader)
    assert row.broad
    for old in olds:
        retitle(owner, old, "Mice edited")
    make_dataset(owner, title="Mice registered")
    work()
    assert told(reader) == ["Mice registered"]


def test_a_crash_after_asking_tells_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_caller()
    alert(reader)
    make_dataset(title="Mice")
    drain()

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(queue, "remove", killed)
        with pytest.raises(SystemExit), transaction.atomic():
            matching.match(StopSign())
    assert not Match.objects.exists()
    AlertMark.objects.update(claimed=None)  # its claim has run out
    work()
    work()
    assert told(reader) == ["Mice"]


def test_a_claimed_mark_is_left_to_its_claimer() -> None:
    alert(make_caller())
    make_dataset(title="Mice")
    drain()
    assert len(queue.claim(10)) == 1
    assert queue.claim(10) == []


def test_told_to_stop_it_gives_its_marks_back() -> None:
    alert(make_caller())
    make_dataset(title="Mice")
    drain()
    stop = StopSign()
    stop.set()
    assert matching.match(stop) is False
    assert AlertMark.objects.get().claimed is None


def test_marks_that_only_a_reindex_took_in_are_asked_too() -> None:
    reader = make_caller()
    alert(reader)
    make_dataset(title="Mice")
    with engine().rebuild() as new:
        new.publish()
    assert OutboxMark.objects.exists()
    reindex()
    assert not OutboxMark.objects.exists()
    work()
    assert told(reader) == ["Mice"]


def test_a_document_that_is_gone_or_broken_stops_nothing() -> None:
    reader = make_caller()
    alert(reader)
    make_dataset(title="Mice")
    with transaction.atomic():
        mark("dataset", ["00000000-0000-7000-8000-000000000000"])
    work()
    assert told(reader) == ["Mice"]
    assert not AlertMark.objects.exists()


def test_ended_it_tells_nothing_and_forgets() -> None:
    reader = make_caller()
    row = alert(reader)
    make_dataset(title="Mice")
    work()
    unsubscribe(actor=reader, search_id=row.search_id)
    assert not Match.objects.exists()
    assert unread_of(reader) == 0


def test_people_with_equal_rights_and_questions_are_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readers = [make_caller() for _ in range(5)]
    for reader in readers:
        alert(reader)
    asked: list[AuthorisedQuery] = []
    found = FleetingIndex.found

    def counted(index: FleetingIndex, query: AuthorisedQuery) -> frozenset[str]:
        asked.append(query)
        return found(index, query)

    monkeypatch.setattr(FleetingIndex, "found", counted)
    make_dataset(title="Mice")
    work()
    assert [told(reader) for reader in readers] == [["Mice"]] * 5
    assert len(asked) == 1


def test_many_matches_are_written_down_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_MOST_ROWS", 2)
    readers = [make_caller() for _ in range(2)]
    for reader in readers:
        alert(reader)
    for number in range(5):
        make_dataset(title=f"Mice {number}")
    work()
    assert [sorted(told(reader)) for reader in readers] == [[f"Mice {n}" for n in range(5)]] * 2
    assert not AlertMark.objects.exists()


def test_an_alert_may_ask_for_members_of_a_collection_that_the_reader_sees() -> None:
    owner, reader = make_caller(), make_caller()
    dataset = make_dataset(owner, title="Old mice")
    boxes = [create_collection(actor=owner, title="Box", access=a) for a in ("public", "private")]
    for box in boxes:
        alert(reader, f"q=in:{box.pk}")
    for box in boxes:
        add_members(actor=owner, collection_id=box.pk, datasets=(dataset.pk,))
    work()
    assert told(reader) == ["Old mice"]
    grant = {"principal": f"user:{reader.known.pk}", "role": "viewer"}
    CollectionGrant.objects.create(collection=boxes[1], **grant)
    retitle(owner, dataset, "New mice")
    work()
    assert told(reader) == ["New mice", "New mice"]
