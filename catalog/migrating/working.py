"""Slices of work on runs, for whichever process has time: the indexer, or a command."""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
import uuid
from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.access.caller import Caller, caller_of
from catalog.migrating.lookup import may_migrate
from catalog.migrating.plan import Plan
from catalog.migrating.running import pinned_records
from catalog.migrating.steps import migrate_record, rehearse_batch, undo_record
from catalog.models import MetadataRecord, MigrationOutcome, MigrationRun

LEASE = dt.timedelta(seconds=10)
SLICE = 1.0  # seconds
_BATCH = 50
_AT_WORK = (MigrationRun.State.WAITING, MigrationRun.State.RUNNING)
Waiting = Callable[[float], bool]


def work_once(wait: Waiting, *, run_id: uuid.UUID | None = None) -> bool:
    """A slice of about a second on one run (of `run_id` where it is given); whether there was one.

    `wait(seconds)` sleeps and answers whether to stop. Runs that others are at are left to them;
    one whose process was killed is free again after `LEASE`.
    """
    run = _claim(run_id)
    if run is None:
        return False
    actor = caller_of(run.started_by)
    if not may_migrate(actor, run.migration.schema):
        reason = f"{run.started_by.display_name} may not migrate this schema any more."
        _release(run, state=MigrationRun.State.PAUSED, reason=reason)
        return True
    slice_ = _Slice(run, actor, wait)
    finished = slice_.work()
    _release(run, state=MigrationRun.State.FINISHED if finished else None)
    return True


def _claim(run_id: uuid.UUID | None) -> MigrationRun | None:
    worker, now = f"{socket.gethostname()}:{os.getpid()}", timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(worker=worker)
    open_ = MigrationRun.objects.filter(free, state__in=_AT_WORK)
    if run_id is not None:
        open_ = open_.filter(pk=run_id)
    for key in open_.order_by("modified").values_list("pk", flat=True)[:5]:
        # The condition again: of two that try, one gets it.
        mine = MigrationRun.objects.filter(free, pk=key, state__in=_AT_WORK).update(
            worker=worker,
            claimed_until=now + LEASE,
            state=MigrationRun.State.RUNNING,
            modified=now,
        )
        if mine:
            return MigrationRun.objects.select_related(
                "migration__schema", "migration__source", "migration__target", "started_by"
            ).get(pk=key)
    return None


def _release(
    run: MigrationRun, *, state: MigrationRun.State | None = None, reason: str = ""
) -> None:
    """Somebody may have paused or cancelled it meanwhile: that stands."""
    MigrationRun.objects.filter(pk=run.pk).update(claimed_until=None, worker="")
    if state is not None:
        finished = timezone.now() if state == MigrationRun.State.FINISHED else None
        MigrationRun.objects.filter(pk=run.pk, state=MigrationRun.State.RUNNING).update(
            state=state, reason=reason, finished_at=finished
        )


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
