"""The work on export jobs, a slice at a time: a chore of the indexer's process.

Between slices everything is in the job's row: how far it read and how many bytes are written. A
process that is killed in a slice leaves bytes beyond that, which the next one cuts off.
"""

from __future__ import annotations

import datetime as dt
import time

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from catalog.access.caller import Caller, caller_of
from catalog.audit.record import record
from catalog.errors import ServiceError
from catalog.exporting.contents import append_safely, remember
from catalog.exporting.direct import Wanted
from catalog.exporting.jobs import UNFINISHED, contents_of, file_of, part_of, remove
from catalog.exporting.parquet import write_parquet
from catalog.models import ExportJob
from search.engines.base import BadQuery
from search.lifeline import StopSign
from search.parameters import ParameterErrors

log = structlog.get_logger("holotype.exports")
_SLICE = 0.7  # seconds
_CLAIM = dt.timedelta(minutes=10)  # a page of large manifests, or a table made of all lines


class _Ended(Exception):
    """The job is no longer ours, or the process stops."""


class _Failed(Exception):
    """The job cannot be done, in words for its owner."""


def work(stop: StopSign) -> bool:
    """Whether there may be more to do at once."""
    _expire()
    job = _claim()
    if job is None:
        return False
    try:
        _go_on(job, stop)
    except _Ended:
        remove_if_deleted(job)
    except (_Failed, ParameterErrors, BadQuery, ServiceError) as error:
        _fail(job, str(error))
    except BaseException:
        _release(job)
        raise
    return True


def _claim() -> ExportJob | None:
    """The one that waited longest. Of two processes that see it free, one gets it."""
    now = timezone.now()
    free = ExportJob.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now), state__in=UNFINISHED
    )
    job = free.order_by("modified").select_related("owner").first()
    if job is None:
        return None
    claim = {"claimed_until": now + _CLAIM, "state": ExportJob.State.RUNNING, "modified": now}
    taken = free.filter(pk=job.pk, claimed_until=job.claimed_until).update(**claim)
    job.claimed_until = now + _CLAIM
    return job if taken else None


def _go_on(job: ExportJob, stop: StopSign) -> None:
    wanted = Wanted.of(QueryDict(job.query), job.format, job.columns)
    _mend(job)
    ends = time.monotonic() + _SLICE
    while True:
        caller = _owner(job)
        is_last = _write_page(job, wanted, caller)
        if is_last:
            _finish(job, wanted, caller, stop)
            return
        if stop.is_set() or time.monotonic() > ends:
            _release(job)
            return


def _mend(job: ExportJob) -> None:
    """Where the lines so far are not here (a process died between renaming them and saying so, or
    ran on another machine), begin again."""
    part, target = part_of(job), file_of(job)
    if target.exists() and not part.exists():
        remove(target)
    if not part.exists() or part.stat().st_size < job.written:
        job.done = job.rows = job.written = 0
        job.reached = ""


def _owner(job: ExportJob) -> Caller:
    """With the rights of this moment, and no more than the token had that began the export."""
    job.owner.refresh_from_db()
    job.owner.token_scopes = frozenset(job.scopes.split())  # type: ignore[attr-defined]
    caller = caller_of(job.owner)
    if caller.user is None:
        raise _Failed("The account that began this export is closed.")
    return caller


def _write_page(job: ExportJob, wanted: Wanted, caller: Caller) -> bool:
    """Whether it was the last one."""
    hits = wanted.page(caller, job.reached)
    text, ids = wanted.text(caller, hits)
    if not job.written:
        text = wanted.format.begin(wanted.columns) + text
    job.rows += len(ids)
    if job.rows > settings.EXPORT_ROWS:
        raise _Failed(f"It has more than {settings.EXPORT_ROWS:,} rows. Narrow the search.")
    remember(contents_of(job), read=job.done, hits=len(hits), ids=dict.fromkeys(ids))
    job.written = append_safely(part_of(job), job.written, text.encode())
    job.done += len(hits)
    job.reached = hits[-1].id if hits else job.reached
    _keep(job, done=job.done, rows=job.rows, written=job.written, reached=job.reached)
    return len(hits) < wanted.page_size


def _finish(job: ExportJob, wanted: Wanted, caller: Caller, stop: StopSign) -> None:
    part, target = part_of(job), file_of(job)
    if wanted.format.is_parquet:
        table = part.with_suffix(".table")
        write_parquet(part, table, wanted.columns, lambda: _beat(job, stop))
        table.replace(target)
        remove(part)
    else:
        part.replace(target)
    now = timezone.now()
    with transaction.atomic():
        _keep(
            job,
            state=ExportJob.State.DONE,
            written=target.stat().st_size,
            finished=now,
            expires=now + dt.timedelta(hours=settings.EXPORT_KEEP_HOURS),
            claimed_until=None,
        )
        record(
            actor=caller,
            action="export.finish",
            object_type="export",
            object_id=job.pk,
            rows=job.rows,
        )


def _beat(job: ExportJob, stop: StopSign) -> None:
    if stop.is_set():
        _release(job)
        raise _Ended
    _keep(job, modified=timezone.now())


def _keep(job: ExportJob, **values: object) -> None:
    """Raises _Ended where the job was deleted, or another process has it."""
    ours = ExportJob.objects.filter(pk=job.pk, claimed_until=job.claimed_until)
    if not ours.update(**{"modified": timezone.now(), **values}):
        raise _Ended


def _release(job: ExportJob) -> None:
    ours = ExportJob.objects.filter(pk=job.pk, claimed_until=job.claimed_until)
    ours.update(claimed_until=None, modified=timezone.now())


def _fail(job: ExportJob, reason: str) -> None:
    log.warning("export failed", export=str(job.pk), reason=reason)
    failed = {"state": ExportJob.State.FAILED, "reason": reason, "claimed_until": None}
    ExportJob.objects.filter(pk=job.pk).update(**failed, finished=timezone.now())
    remove(part_of(job), contents_of(job))


def remove_if_deleted(job: ExportJob) -> None:
    if not ExportJob.objects.filter(pk=job.pk).exists():
        remove(part_of(job), file_of(job), contents_of(job))


def _expire() -> None:
    """Files that were kept long enough go; their rows stay and say so."""
    over = ExportJob.objects.filter(state=ExportJob.State.DONE, expires__lt=timezone.now())
    for job in over[:100]:
        remove(file_of(job), contents_of(job))
        ExportJob.objects.filter(pk=job.pk).update(state=ExportJob.State.EXPIRED)
