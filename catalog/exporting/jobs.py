"""Exports in the background: asked for, looked at, taken, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets.editing import as_uuid
from catalog.errors import Conflict, Fault, Invalid, NotFound, TooMuch
from catalog.exporting.contents import may_have
from catalog.exporting.direct import Wanted
from catalog.exporting.formats import FORMATS
from catalog.models import ExportJob, User

UNFINISHED = (ExportJob.State.WAITING, ExportJob.State.RUNNING)
_LONGEST_QUERY = 20_000


def create_export(
    *, actor: Caller, query: str, format_name: str, columns: Sequence[str] = ()
) -> ExportJob:
    """A job that the indexer's process works on. Raises `ParameterErrors`, `BadQuery`,
    `EngineDown`, Invalid, TooMuch."""
    faults = []
    if format_name not in FORMATS:
        faults.append(Fault("/format", f"A format is one of {', '.join(FORMATS)}."))
    if len(query) > _LONGEST_QUERY:
        faults.append(Fault("/query", f"A query has at most {_LONGEST_QUERY:,} characters."))
    if faults:
        raise Invalid("The export was not begun.", problems=faults)
    query = query.removeprefix("?")
    total = Wanted.of(QueryDict(query), format_name, columns).total(actor)
    if total > settings.EXPORT_ROWS:
        raise TooMuch(
            f"{total:,} results are more than one export may have ({settings.EXPORT_ROWS:,}). "
            "Narrow the search, for example by year, and export in parts."
        )
    with transaction.atomic():
        # The same person's requests take turns, else each would count before the others store.
        User.objects.select_for_update().get(pk=actor.known.pk)
        unfinished = exports_of(actor).filter(state__in=UNFINISHED).count()
        if unfinished >= settings.EXPORT_JOBS:
            raise TooMuch(
                f"You have {unfinished} exports that are not finished. Wait for one, or delete it."
            )
        job = ExportJob.objects.create(
            owner=actor.known,
            scopes=" ".join(sorted(actor.scopes)),
            query=query,
            format=format_name,
            columns=list(columns),
            total=total,
        )
        record(
            actor=actor,
            action="export.create",
            object_type="export",
            object_id=job.pk,
            query=query[:2000],
            format=format_name,
            results=total,
        )
    return job


def exports_of(caller: Caller) -> QuerySet[ExportJob]:
    return ExportJob.objects.filter(owner=caller.user)


def read_export(*, caller: Caller, export_id: object) -> ExportJob:
    """One's own. Raises NotFound."""
    job = exports_of(caller).filter(pk=as_uuid(export_id)).first() if caller.user else None
    if job is None:
        raise NotFound
    return job


def take_export(*, caller: Caller, export_id: object) -> tuple[ExportJob, Path]:
    """The finished file, with an entry in the audit trail, while the caller may see all that is
    in it. Raises NotFound, Conflict, `EngineDown`."""
    job = read_export(caller=caller, export_id=export_id)
    path = file_of(job)
    if job.state != ExportJob.State.DONE or not path.is_file():
        raise Conflict(f"This export is {job.state}; there is no file to download.")
    if not may_have(contents_of(job), caller, files=FORMATS[job.format].of_files):
        raise Conflict(
            "Something in this export was withdrawn, or is not open to you any more. "
            "Export the same search again."
        )
    with transaction.atomic():
        record(actor=caller, action="export.download", object_type="export", object_id=job.pk)
    return job, path


@transaction.atomic
def delete_export(*, actor: Caller, export_id: object) -> None:
    """Also stops one that is running. Raises NotFound."""
    job = read_export(caller=actor, export_id=export_id)
    pk = job.pk
    paths = (part_of(job), file_of(job), contents_of(job))
    job.delete()
    record(actor=actor, action="export.delete", object_type="export", object_id=pk)
    transaction.on_commit(lambda: remove(*paths))


def part_of(job: ExportJob) -> Path:
    """The lines so far."""
    return _folder() / f"{job.pk}.part"


def file_of(job: ExportJob) -> Path:
    return _folder() / f"{job.pk}.{FORMATS[job.format].extension}"


def contents_of(job: ExportJob) -> Path:
    """Which results these are: see `catalog.exporting.contents`."""
    return _folder() / f"{job.pk}.ids"


def remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
