"""Slices of work on runs, for whichever process has time: the indexer, or a command."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from catalog.access.caller import Caller, caller_of
from catalog.migrating.claiming import claim, release
from catalog.migrating.lookup import may_migrate
from catalog.migrating.plan import Plan
from catalog.migrating.running import pinned_records
from catalog.migrating.steps import migrate_record, rehearse_batch, undo_record
from catalog.models import MetadataRecord, MigrationOutcome, MigrationRun

SLICE = 1.0  # seconds
_BATCH = 50
Waiting = Callable[[float], bool]


def work_once(wait: Waiting, *, run_id: uuid.UUID | None = None) -> bool:
    """A slice of about a second on one run (of `run_id` where it is given); whether there was one.

    `wait(seconds)` sleeps and answers whether to stop. Runs that others are at are left to them;
    one whose process was killed is free again.
    """
    run = claim(run_id)
    if run is None:
        return False
    actor = caller_of(run.started_by)
    if not may_migrate(actor, run.migration.schema):
        reason = f"{run.started_by.display_name} may not migrate this schema any more."
        release(run, state=MigrationRun.State.PAUSED, reason=reason)
        return True
    slice_ = _Slice(run, actor, wait)
    finished = slice_.work()
    release(run, state=MigrationRun.State.FINISHED if finished else None)
    return True


class _Slice:
    def __init__(self, run: MigrationRun, actor: Caller, wait: Waiting) -> None:
        self._run, self._wait = run, wait
        self._plan = Plan.of(run, actor)
        self._started = time.monotonic()
        self._done = 0
        self._stopped = False

    def work(self) -> bool:
        """Whether the run is finished."""
        undo = self._run.kind == MigrationRun.Kind.UNDO
        step = self._undo if undo else self._migrate
        while not self._over():
            if self._spent():
                return True
            if not step():
                if undo or self._run.cursor is None:
                    return True
                # Those that were pinned to the source while it ran may lie behind the cursor.
                self._move_cursor(None)
        return False

    def _over(self) -> bool:
        return self._stopped or time.monotonic() - self._started >= SLICE

    def _spent(self) -> bool:
        """Whether a sample is complete."""
        sample = self._run.scope.get("sample")
        return sample is not None and self._run.outcomes.count() >= sample

    def _migrate(self) -> bool:
        """A batch of records; False where there is none."""
        records = list(self._left_to_do()[: self._batch()])
        if self._run.kind == MigrationRun.Kind.REHEARSAL:
            if records:
                rehearse_batch(self._plan, records)
                self._pace(len(records))
                self._move_cursor(records[-1].pk)
            return bool(records)
        rehearsed = self._rehearsed(records)
        for record in records:
            migrate_record(
                self._plan, record, self._plan.migrated(record), rehearsed.get(record.pk)
            )
            self._pace(1)
            if self._over():
                self._move_cursor(record.pk)
                return True
        if records:
            self._move_cursor(records[-1].pk)
        return bool(records)

    def _left_to_do(self) -> QuerySet[MetadataRecord]:
        done = MigrationOutcome.objects.filter(run=self._run, record=OuterRef("pk"))
        rows = pinned_records(self._run).filter(~Exists(done))
        if self._run.cursor is not None:
            rows = rows.filter(pk__gt=self._run.cursor)
        return rows.select_related("version__dataset").order_by("pk")

    def _rehearsed(self, records: Sequence[MetadataRecord]) -> dict[uuid.UUID, str]:
        seen = MigrationOutcome.objects.filter(
            run=self._run.basis_id, record__in=[record.pk for record in records]
        )
        return dict(seen.values_list("record", "before_digest"))

    def _undo(self) -> bool:
        """A batch of outcomes of the run that is undone; False where there is none."""
        rows = MigrationOutcome.objects.filter(
            run=self._run.basis_id, state=MigrationOutcome.State.MIGRATED
        )
        if self._run.cursor is not None:
            rows = rows.filter(pk__gt=self._run.cursor)
        found = list(rows.order_by("pk")[: self._batch()])
        for outcome in found:
            undo_record(self._plan, outcome)
            self._pace(1)
            if self._over():
                self._move_cursor(outcome.pk)
                return True
        if found:
            self._move_cursor(found[-1].pk)
        return bool(found)

    def _batch(self) -> int:
        size = min(_BATCH, self._run.rate or _BATCH)
        sample = self._run.scope.get("sample")
        return size if sample is None else min(size, sample - self._run.outcomes.count())

    def _pace(self, count: int) -> None:
        """Never more than `rate` records a second."""
        self._done += count
        if self._run.rate:
            ahead = self._done / self._run.rate - (time.monotonic() - self._started)
            if ahead > 0:
                self._stopped = self._wait(ahead)
        else:
            self._stopped = self._wait(0)

    def _move_cursor(self, key: uuid.UUID | None) -> None:
        self._run.cursor = key
        MigrationRun.objects.filter(pk=self._run.pk).update(cursor=key)
