"""All files that a search for files finds, as a manifest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from catalog.access.caller import Caller, renewed
from catalog.audit.record import record
from catalog.datasets.filesearch import FileQuestion, files_found
from catalog.errors import TooMuch
from catalog.exporting.formats import FILE_COLUMNS, MANIFESTS
from catalog.exporting.rows import file_row
from catalog.models import File

_PAGE = 2_000


def manifest_of(*, caller: Caller, question: FileQuestion, format_name: str) -> Iterator[bytes]:
    """In pieces, with an entry in the audit trail; each page is read under the rights that the
    caller has then. Raises TooMuch, before the first piece."""
    most = settings.EXPORT_ROWS
    count = files_found(caller, question).order_by()[: most + 1].count()
    if count > most:
        raise TooMuch(
            f"More than {most:,} files are found, and one manifest has no more. Narrow it."
        )
    with transaction.atomic():
        record(
            actor=caller,
            action="export.manifest",
            object_type="files",
            object_id="",
            format=format_name,
            files=count,
            **{name: value for name, value in dataclasses.asdict(question).items() if value},
        )
    return _pieces(caller, question, format_name)


def _pieces(caller: Caller, question: FileQuestion, format_name: str) -> Iterator[bytes]:
    kind = MANIFESTS[format_name]
    yield kind.begin(FILE_COLUMNS).encode()
    after: File | None = None
    while page := list(_after(files_found(caller, question), after)):
        rows = [file_row(file, file.version.dataset) for file in page]
        yield kind.lines(FILE_COLUMNS, rows).encode()
        after, caller = page[-1], renewed(caller)


def _after(rows: QuerySet[File], after: File | None) -> QuerySet[File]:
    if after is not None:
        rows = rows.filter(pk__gt=after.pk)
    return rows.order_by("pk")[:_PAGE]
