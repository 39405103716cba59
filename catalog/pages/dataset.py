"""The page of a dataset."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.datasets.citation import citation_of
from catalog.datasets.similar import similar_datasets
from catalog.errors import NotAllowed, NotFound
from catalog.models import Dataset, DatasetVersion, File, MetadataRecord
from catalog.pages.asking import caller_for, page
from catalog.pages.lineage import dataset_lineage
from catalog.pages.lookup import (
    dataset_for,
    dataset_to,
    owners_of,
    rights_on,
    version_for,
    versions_seen,
)
from catalog.pages.paging import by_field
from catalog.pages.parts import parts_of
from catalog.pages.sentences import history_of
from catalog.pages.tree import Meanings
from catalog.provenance.resolve import resolve
from catalog.schemas.paths import fields
from catalog.schemas.registry import document_of
from search.engines.base import EngineDown
from search.request import Hit

FIRST_FILES = 20
SIMILAR = 5
# The first of these sections are open; a record beyond the limit is opened by its reader.
OPEN_RECORDS = 4
MAX_FIELDS = 2000


@page
def dataset_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """What the dataset is, as far as the caller may see it. `?version=2` shows that version."""
    caller = caller_for(request)
    dataset = dataset_for(caller, dataset_id)
    version = version_for(caller, dataset, request.GET.get("version", ""))
    rights = rights_on(caller, dataset, version)
    context = {
        "dataset": dataset,
        "version": version,
        "is_current": version.pk == dataset.current_id,
        "versions": versions_seen(caller, dataset).only("number", "state", "published_at", "pid")[
            :50
        ],
        "rights": rights,
        "owners": owners_of(dataset),
        "records": _records(version),
        "files": list(_files(version)[:FIRST_FILES]) if rights.read_files else [],
        "lineage": dataset_lineage(caller, dataset, request.GET),
        "history": history_of(dataset)[0][:8] if rights.edit else [],
        "citation": citation_of(dataset, version),
        "parts": parts_of("dataset", caller, dataset),
        "similar": _similar(caller, dataset),
        # What the browser kept of a form is not needed any more: it was saved.
        "forget": request.session.pop("saved", "") if "saved" in request.session else "",
    }
    return render(request, "catalog/dataset.html", context)


def _records(version: DatasetVersion) -> list[tuple[MetadataRecord, bool, Meanings]]:
    """Records, whether they stand open, and what their schema says of their fields."""
    rows = (
        version.records.order_by("schema_name")
        .select_related("schema_version__successor")
        .defer("schema_version__content", "schema_version__successor__content")[:200]
    )
    return [(row, index < OPEN_RECORDS, _meanings(row)) for index, row in enumerate(rows)]


def _meanings(record: MetadataRecord) -> Meanings:
    """Labels and units of a record's paths; published schemas are cached."""
    if record.schema_version_id is None:
        return {}
    content, digest = document_of(record.schema_version_id)
    found = fields(content, limit=MAX_FIELDS, digest=digest)
    return {field.path: (field.title, field.unit) for field in found.fields}


def _similar(caller: Caller, dataset: Dataset) -> Sequence[Hit]:
    """None where the engine is away: the page is more than them."""
    with contextlib.suppress(EngineDown):
        return similar_datasets(caller=caller, dataset_id=dataset.pk, limit=SIMILAR).hits
    return ()


def _files(version: DatasetVersion) -> QuerySet[File]:
    return version.files.order_by("path")


@page
def files_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The manifest, 50 files at a time, by path."""
    caller = caller_for(request)
    dataset = dataset_for(caller, dataset_id)
    version = version_for(caller, dataset, request.GET.get("version", ""))
    if not rights_on(caller, dataset, version).read_files:
        asked = ", ".join(owners_of(dataset))
        raise NotAllowed(f"The files of this dataset need a grant. Ask its owner: {asked}.")
    files = by_field(version.files.all(), "path", request.GET.get("after", "")[:1024])
    context = {"dataset": dataset, "version": version, "files": files}
    return render(request, "catalog/files.html", context)


@page
def history_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Who changed what, for those who may edit."""
    dataset = dataset_to(caller_for(request), dataset_id, "dataset.edit")
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    events, after = history_of(dataset, before)
    context = {"dataset": dataset, "version": dataset.current, "history": events, "after": after}
    return render(request, "catalog/history.html", context)


@page
def record_json(request: HttpRequest, dataset_id: str, schema: str) -> HttpResponse:
    """One metadata record as it was given."""
    caller = caller_for(request)
    dataset = dataset_for(caller, dataset_id)
    version = version_for(caller, dataset, request.GET.get("version", ""))
    row = version.records.filter(schema_name=schema).first()
    if row is None:
        raise NotFound
    return JsonResponse(
        row.content, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )


@page
def pid_page(request: HttpRequest, pid: str) -> HttpResponse:
    """`/ark:/…` leads to the page of what bears that PID, also of one that was withdrawn."""
    caller = caller_for(request)
    target = _named(caller, pid.rstrip("/"))
    if target is None:
        raise NotFound
    return HttpResponsePermanentRedirect(target)


def _named(caller: Caller, pid: str) -> str | None:
    version = resolve(actor=caller, reference=pid)
    if version is not None:
        exact = f"?version={version.number}" if version.pid == pid else ""
        return f"/datasets/{version.dataset_id}{exact}"
    gone = Dataset.objects.filter(pid=pid).first()
    if gone is not None:
        dataset_for(caller, gone.pk)  # raises NotFound for what they may not see, else Gone
    return None
