"""Whose turn it is to work on a run: one process at a time, and killed ones are found out."""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid

from django.db.models import Q
from django.utils import timezone

from catalog.models import MigrationRun
from search.rebuilding import is_alive

# Several slices long. A killed process of this machine is noticed at once, others after this.
LEASE = dt.timedelta(seconds=10)
_AT_WORK = (MigrationRun.State.WAITING, MigrationRun.State.RUNNING)


def claim(run_id: uuid.UUID | None) -> MigrationRun | None:
    """The run that waited longest (or that of `run_id`), if nobody is at it."""
    open_ = MigrationRun.objects.filter(state__in=_AT_WORK).order_by("modified")
    if run_id is not None:
        open_ = open_.filter(pk=run_id)
    for key, worker, until in open_.values_list("pk", "worker", "claimed_until")[:20]:
        if not _is_free(worker, until):
            continue
        now = timezone.now()
        # As it was when it was looked at: of two that try, one gets it.
        seen = MigrationRun.objects.filter(
            Q(claimed_until=until), pk=key, worker=worker, state__in=_AT_WORK
        )
        if seen.update(
            worker=_me(), claimed_until=now + LEASE, state=MigrationRun.State.RUNNING, modified=now
        ):
            return MigrationRun.objects.select_related(
                "migration__schema", "migration__source", "migration__target", "started_by"
            ).get(pk=key)
    return None


def release(
    run: MigrationRun, *, state: MigrationRun.State | None = None, reason: str = ""
) -> None:
    """Somebody may have paused or cancelled it meanwhile: that stands."""
    MigrationRun.objects.filter(pk=run.pk, worker=_me()).update(claimed_until=None, worker="")
    if state is not None:
        finished = timezone.now() if state == MigrationRun.State.FINISHED else None
        MigrationRun.objects.filter(pk=run.pk, state=MigrationRun.State.RUNNING).update(
            state=state, reason=reason, finished_at=finished
        )


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_free(worker: str, until: dt.datetime | None) -> bool:
    if until is None or until < timezone.now() or worker == _me():
        return True
    host, _, process = worker.rpartition(":")
    return host == socket.gethostname() and not is_alive(int(process))
