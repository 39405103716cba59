"""Rehearse, apply, undo: what each does to records, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.access.caller import Caller, caller_of
from catalog.audit.record import broken_links
from catalog.datasets.inputs import Record
from catalog.datasets.lifecycle import publish_dataset, withdraw_dataset
from catalog.errors import Conflict, Invalid, NotFound
from catalog.migrating import plan, steps, working
from catalog.migrating.lookup import counts_of
from catalog.migrating.running import (
    cancel_run,
    pause_run,
    rehearse_migration,
    resume_run,
    run_migration,
    undo_migration,
)
from catalog.migrating.working import work_once
from catalog.models import AuditEntry, Dataset, MetadataRecord, MigrationRun
from catalog.schemas.migration import migrate
from search.models import OutboxMark
from tests.builders import make_caller, make_steward
from tests.migrating.world import (
    NAME,
    apply,
    bytes_of,
    go_on,
    of_first,
    publish_both,
    put,
    ready,
    record_of,
    rehearse,
    weigh,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Caller:
    publish_both()
    return make_steward()


def counts(run: MigrationRun) -> tuple[int, int, int]:
    """(migrated, failed, left)."""
    found = counts_of(run)
    return found["migrated"], found["failed"], found["left"]


def owner_of(dataset: Dataset) -> Caller:
    return caller_of(dataset.created_by)


def test_a_rehearsal_changes_nothing_and_tells_everything(steward: Caller) -> None:
    good, bad = weigh("20 g"), weigh("heavy")
    before, entries = bytes_of(), AuditEntry.objects.filter(object_type="dataset").count()
    OutboxMark.objects.all().delete()
    run = rehearse(steward, ready(steward))
    assert (run.state, run.total, counts(run)) == ("finished", 2, (1, 1, 0))
    failed = run.outcomes.get(state="failed")
    assert (failed.dataset, failed.reason) == (bad, "Operation 1 cannot be done")
    [problem] = failed.problems
    assert problem["pointer"] == "/weight"
    assert "heavy" in problem["detail"]
    assert run.outcomes.get(state="migrated").dataset == good
    assert bytes_of() == before
    assert AuditEntry.objects.filter(object_type="dataset").count() == entries
    assert not OutboxMark.objects.exists()


def test_a_run_changes_each_record_with_its_entry_and_its_mark(steward: Caller) -> None:
    good, bad = weigh("20 g"), weigh("heavy")
    etag = good.etag
    rehearsal = rehearse(steward, ready(steward))
    OutboxMark.objects.all().delete()
    run = apply(steward, rehearsal)
    assert (run.state, counts(run)) == ("finished", (1, 1, 0))
    changed = record_of(good)
    assert changed.content == {"species": "Mus musculus", "weight_g": 20}
    assert (changed.named_version, changed.valid, changed.revision) == ("2.0.0", True, 2)
    good.refresh_from_db()
    assert good.etag != etag
    kept = record_of(bad)
    assert (kept.named_version, kept.revision) == ("1.0.0", 1)
    assert set(OutboxMark.objects.values_list("key", flat=True)) == {str(good.pk)}
    entry = AuditEntry.objects.get(action="dataset.migrate_record")
    assert (entry.object_id, entry.actor) == (str(good.pk), steward.user)
    assert entry.details["run"] == str(run.pk)
    assert broken_links() == []


def test_a_record_that_makes_the_code_fail_does_not_stop_the_others(
    steward: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, good = weigh("6 g"), weigh("20 g")

    def failing(content: Any, *given: Any, **named: Any) -> Any:
        if content["weight"] == "6 g":
            raise RecursionError("maximum recursion depth exceeded")
        return migrate(content, *given, **named)

    monkeypatch.setattr(plan, "migrate", failing)
    run = apply(steward, rehearse(steward, ready(steward)))
    assert (run.state, counts(run)) == ("finished", (1, 1, 0))
    failed = run.outcomes.get(state="failed")
    assert (failed.dataset, failed.reason) == (poison, "1 problem")
    assert "RecursionError" in failed.problems[0]["detail"]
    assert record_of(poison).named_version == "1.0.0"
    assert record_of(good).named_version == "2.0.0"


def test_undo_brings_back_the_same_bytes(steward: Caller) -> None:
    for weight in ("20 g", "1.50 g", "0.001 kg"):
        weigh(weight)
    put(weigh("8"), of_first(weight="7", note='ünïcode \u2028 "quoted" 1e3'))
    before = bytes_of()
    run = apply(steward, rehearse(steward, ready(steward)))
    assert counts(run) == (4, 0, 0)
    assert bytes_of() != before
    undone = go_on(undo_migration(actor=steward, run_id=run.pk))
    assert (undone.state, counts(undone)) == ("finished", (4, 0, 0))
    assert bytes_of() == before
    rows = MetadataRecord.objects.all()
    assert {(row.named_version, row.valid, row.revision) for row in rows} == {
        ("1.0.0", True, 3),
        ("1.0.0", True, 4),
    }
    with pytest.raises(Conflict, match="undone already"):
        undo_migration(actor=steward, run_id=run.pk)


def test_an_edit_between_rehearsal_and_run_is_migrated_as_it_is_now(steward: Caller) -> None:
    fits, breaks = weigh("20 g"), weigh("21 g")
    rehearsal = rehearse(steward, ready(steward))
    for dataset, weight in ((fits, "30 g"), (breaks, "unknown")):
        put(dataset, of_first(weight=weight))
    run = apply(steward, rehearsal)
    assert counts_of(run) == {"migrated": 1, "failed": 1, "left": 0, "edited": 2}
    assert record_of(fits).content["weight_g"] == 30
    assert record_of(breaks).content["weight"] == "unknown"


def test_an_edit_under_the_hands_of_a_run_is_not_lost(
    steward: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = weigh("20 g")
    rehearsal = rehearse(steward, ready(steward))
    step = steps.migrate_record

    def edited_first(*args: Any) -> None:
        put(dataset, of_first(weight="99 g"))
        step(*args)

    monkeypatch.setattr(working, "migrate_record", edited_first)
    run = apply(steward, rehearsal)
    assert counts(run) == (1, 0, 0)
    assert record_of(dataset).content["weight_g"] == 99


def test_an_edit_after_the_run_is_not_undone(steward: Caller) -> None:
    dataset, other = weigh("20 g"), weigh("21 g")
    run = apply(steward, rehearse(steward, ready(steward)))
    put(dataset, Record(NAME, {"species": "Rat"}))
    undone = go_on(undo_migration(actor=steward, run_id=run.pk))
    assert counts(undone) == (1, 0, 1)
    assert record_of(dataset).content == {"species": "Rat"}
    assert record_of(other).named_version == "1.0.0"


def test_published_and_withdrawn_ones_are_left_as_they_are(steward: Caller) -> None:
    published, withdrawn = weigh("20 g"), weigh("21 g")
    publish_dataset(actor=owner_of(published), dataset_id=published.pk, if_match="*")
    withdraw_dataset(
        actor=owner_of(withdrawn), dataset_id=withdrawn.pk, reason="wrong", if_match="*"
    )
    before = bytes_of()
    run = apply(steward, rehearse(steward, ready(steward)))
    assert counts(run) == (0, 0, 2)
    assert bytes_of() == before


def test_an_undo_leaves_what_was_withdrawn_since(steward: Caller) -> None:
    withdrawn, other = weigh("20 g"), weigh("21 g")
    run = apply(steward, rehearse(steward, ready(steward)))
    withdraw_dataset(
        actor=owner_of(withdrawn), dataset_id=withdrawn.pk, reason="wrong", if_match="*"
    )
    undone = go_on(undo_migration(actor=steward, run_id=run.pk))
    assert counts(undone) == (1, 0, 1)
    assert record_of(withdrawn).content["weight_g"] == 20
    assert record_of(other).content["weight"] == "21 g"


def test_a_published_one_gets_a_draft_where_that_is_asked_for(steward: Caller) -> None:
    dataset = weigh("20 g")
    publish_dataset(actor=owner_of(dataset), dataset_id=dataset.pk, if_match="*")
    old = record_of(dataset)
    rehearsal = rehearse(steward, ready(steward), published="new_version")
    assert counts(rehearsal) == (1, 0, 0)
    run = apply(steward, rehearsal)
    assert counts(run) == (1, 0, 0)
    dataset.refresh_from_db()
    assert [v.state for v in dataset.versions.order_by("number")] == ["published", "draft"]
    assert record_of(dataset).content["weight_g"] == 20
    before = bytes_of()[str(old.pk)] if str(old.pk) in bytes_of() else bytes_of()[old.pk.hex]
    assert '"weight":"20 g"' in before
    # Again: its newest version is a draft of the target now.
    again = rehearse(steward, run.migration, published="new_version")
    assert counts(again) == (0, 0, 1)


def test_only_what_was_rehearsed_on_all_is_applied(steward: Caller) -> None:
    for weight in "123":
        weigh(weight)
    migration = ready(steward)
    sample = rehearse(steward, migration, sample=2)
    assert (sample.total, counts(sample)) == (2, (2, 0, 0))
    with pytest.raises(Conflict, match="all records"):
        run_migration(actor=steward, rehearsal_id=sample.pk)
    whole = rehearse(steward, migration)
    edited = ready(steward, {"op": "drop", "path": "note", "reason": "Unused."})
    assert edited.pk == migration.pk
    with pytest.raises(Conflict, match="changed since"):
        run_migration(actor=steward, rehearsal_id=whole.pk)


def test_one_run_at_a_time_and_no_edit_meanwhile(steward: Caller) -> None:
    weigh("1")
    migration = ready(steward)
    run = rehearse_migration(actor=steward, migration_id=migration.pk)
    with pytest.raises(Conflict, match="at work"):
        rehearse_migration(actor=steward, migration_id=migration.pk)
    with pytest.raises(Conflict, match="is running"):
        ready(steward)
    cancel_run(actor=steward, run_id=run.pk)
    with pytest.raises(Conflict, match="cancelled already"):
        pause_run(actor=steward, run_id=run.pk)
    rehearse_migration(actor=steward, migration_id=migration.pk)


def test_a_paused_run_rests_until_it_is_resumed(steward: Caller) -> None:
    for weight in "12345":
        weigh(weight)
    run = run_migration(actor=steward, rehearsal_id=rehearse(steward, ready(steward)).pk, rate=2)
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        pause_run(actor=steward, run_id=run.pk)
        return True

    assert work_once(wait, run_id=run.pk)
    assert 0 < waited[0] <= 0.5, "two a second: the first waits half of one"
    run.refresh_from_db()
    assert (run.state, counts(run)) == ("paused", (1, 0, 0))
    assert not work_once(lambda seconds: False, run_id=run.pk)
    resume_run(actor=steward, run_id=run.pk)
    assert counts(go_on(run)) == (5, 0, 0)
    assert AuditEntry.objects.filter(action="dataset.migrate_record").count() == 5


def test_records_that_come_while_it_runs_are_taken_too(steward: Caller) -> None:
    weigh("1")
    rehearsal = rehearse(steward, ready(steward))
    repinned = weigh("2")
    put(repinned, Record(NAME, {"species": "Rat"}))
    weigh("3")
    run = run_migration(actor=steward, rehearsal_id=rehearsal.pk)
    turns = iter(range(100))

    def wait(seconds: float) -> bool:
        # When the last is done, one that lies behind the cursor is pinned to the source again.
        if next(turns) == 1:
            put(repinned, of_first(weight="7"))
            weigh("4")
        return False

    while work_once(wait, run_id=run.pk):
        pass
    run.refresh_from_db()
    assert (run.state, counts(run)) == ("finished", (4, 0, 0))
    assert record_of(repinned).content["weight_g"] == 7


def test_who_may_not_migrate_any_more_has_no_run(steward: Caller) -> None:
    weigh("1")
    run = run_migration(actor=steward, rehearsal_id=rehearse(steward, ready(steward)).pk)
    steward.known.is_steward = False
    steward.known.save()
    before = bytes_of()
    go_on(run)
    assert run.state == "paused"
    assert "may not migrate" in run.reason
    assert bytes_of() == before


def test_a_rehearsal_of_some_datasets(steward: Caller) -> None:
    mine, _ = weigh("1"), weigh("2")
    hidden = weigh("3", access="private")
    migration = ready(steward)
    run = rehearse(steward, migration, datasets=(str(mine.pk),))
    assert [o.dataset for o in run.outcomes.all()] == [mine]
    for unknown in (str(hidden.pk), str(migration.pk), "x"):
        with pytest.raises(Invalid):
            rehearse_migration(actor=steward, migration_id=migration.pk, datasets=(unknown,))


def test_runs_need_the_right_to_migrate(steward: Caller) -> None:
    migration = ready(steward)
    rehearsal = rehearse(steward, migration)
    stranger = make_caller()
    with pytest.raises(NotFound):
        rehearse_migration(actor=stranger, migration_id=migration.pk)
    with pytest.raises(NotFound):
        run_migration(actor=stranger, rehearsal_id=rehearsal.pk)
    with pytest.raises(NotFound):
        cancel_run(actor=stranger, run_id=rehearsal.pk)
