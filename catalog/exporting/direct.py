"""Small exports, streamed at once."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import QueryDict

from catalog.access.caller import Caller, renewed
from catalog.audit.record import record
from catalog.errors import TooMuch
from catalog.exporting.columns import Column, columns_of
from catalog.exporting.formats import FILE_COLUMNS, FORMATS, Format
from catalog.exporting.parquet import write_parquet
from catalog.exporting.rows import file_rows, result_rows
from search.parameters import request_from
from search.request import Hit, SearchRequest
from search.service import search
from search.walking import page_after

_PAGE, _PAGE_OF_FILES = 500, 50


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: understood, but nothing read yet."""

    request: SearchRequest
    format: Format
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, query: QueryDict, format_name: str, columns: Sequence[str]) -> Wanted:
        """Raises `ParameterErrors`, Invalid."""
        chosen = FORMATS[format_name]
        shown = FILE_COLUMNS if chosen.of_files else columns_of(columns)
        return cls(request_from(query), chosen, shown)

    @property
    def page_size(self) -> int:
        return _PAGE_OF_FILES if self.format.of_files else _PAGE

    def total(self, caller: Caller) -> int:
        asked = dataclasses.replace(
            self.request,
            limit=0,
            cursor="",
            facets=(),
            highlight=False,
            exact_total=True,
            rank="lexical",  # as the pages are read
        )
        return search(labels=caller.labels, request=asked).total

    def page(self, caller: Caller, after: str) -> tuple[Hit, ...]:
        return page_after(
            labels=caller.labels, request=self.request, after=after, limit=self.page_size
        )

    def text(self, caller: Caller, hits: Sequence[Hit]) -> tuple[str, list[str]]:
        """The lines of a page, and for each row the id of what it is about."""
        if self.format.of_files:
            rows, id_ = list(file_rows(hits, caller)), "dataset_id"
        else:
            rows, id_ = list(result_rows(hits, self.columns, caller.labels)), "id"
        return self.format.lines(self.columns, rows), [row[id_] for row in rows]


def export_directly(
    *, caller: Caller, query: QueryDict, format_name: str, columns: Sequence[str]
) -> Iterator[bytes]:
    """The export in pieces, with an entry in the audit trail. Each page is read under the rights
    that the caller has then.

    Raises `ParameterErrors`, `BadQuery`, `EngineDown`, Invalid, TooMuch: before the first
    piece.
    """
    wanted = Wanted.of(query, format_name, columns)
    total = wanted.total(caller)
    if total > settings.EXPORT_DIRECT_ROWS:
        raise TooMuch(
            f"{total:,} results are more than one request exports "
            f"({settings.EXPORT_DIRECT_ROWS:,}). POST the same to /api/v1/exports: the file is "
            "then made in the background."
        )
    first = wanted.page(caller, "")
    with transaction.atomic():
        record(
            actor=caller,
            action="export.stream",
            object_type="search",
            object_id="",
            query=query.urlencode()[:2000],
            format=format_name,
            results=total,
        )
    texts = _texts(wanted, caller, first)
    return _parquet(wanted, texts) if wanted.format.is_parquet else map(str.encode, texts)


def _texts(wanted: Wanted, caller: Caller, hits: Sequence[Hit]) -> Iterator[str]:
    yield wanted.format.begin(wanted.columns)
    while True:
        yield wanted.text(caller, hits)[0]
        if len(hits) < wanted.page_size:
            return
        caller = renewed(caller)
        hits = wanted.page(caller, hits[-1].id)


def _parquet(wanted: Wanted, texts: Iterator[str]) -> Iterator[bytes]:
    """Its table of contents stands at the end, so it is made whole first."""
    with tempfile.TemporaryDirectory() as folder:
        lines, target = Path(folder, "lines"), Path(folder, "table")
        with lines.open("w", encoding="utf-8") as spool:
            spool.writelines(texts)
        write_parquet(lines, target, wanted.columns, lambda: None)
        with target.open("rb") as made:
            while piece := made.read(1 << 16):
                yield piece
