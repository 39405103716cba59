"""From a page of hits to rows, with the rights that their reader has at this moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.exporting.columns import Column
from catalog.models import Dataset, File
from search.document import Document
from search.request import Hit
from search.sources import source_of

Row = Mapping[str, Any]


def result_rows(
    hits: Sequence[Hit], columns: Sequence[Column], labels: frozenset[str]
) -> Iterator[Row]:
    """By the columns' names; cells are texts, numbers, moments, lists of these, or None.

    Values of properties come from the database, not from the index: as exact as they were given,
    and only of what the labels open there.
    """
    chosen = [column for column in columns if column.definition]
    documents = _documents(hits, labels) if chosen else {}
    for hit in hits:
        if not chosen:
            yield _core(hit.id, hit.type, hit.source)
        elif document := documents.get(hit.id):
            row = _core(document.id, document.type, document.source)
            yield {**row, **{column.name: _values(document, column) for column in chosen}}


def file_rows(hits: Sequence[Hit], caller: Caller) -> Iterator[Row]:
    """The files of the datasets among `hits`, of those whose files the caller may see."""
    ids = [hit.id for hit in hits if hit.type == "dataset"]
    datasets = (
        Dataset.objects.filter(readable_datasets(caller, "dataset.read_files"), pk__in=ids)
        .exclude(stage=Dataset.Stage.WITHDRAWN)
        .exclude(current=None)
        .order_by("pk")
    )
    for dataset in datasets:
        files = File.objects.filter(version=dataset.current_id).order_by("path")
        for file in files.iterator(chunk_size=2000):
            yield file_row(file, dataset)


def file_row(file: File, dataset: Dataset) -> Row:
    return {
        "dataset": dataset.pid,
        "dataset_id": str(dataset.pk),
        "path": file.path,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "uri": file.uri,
    }


def _documents(hits: Iterable[Hit], labels: frozenset[str]) -> dict[str, Document]:
    ids: dict[str, list[str]] = {}
    for hit in hits:
        ids.setdefault(hit.type, []).append(hit.id)
    return {
        document.id: document
        for kind, keys in ids.items()
        for document in source_of(kind).load(keys)
        if labels & document.labels
    }


def _core(id_: str, kind: str, source: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **source,
        "id": id_,
        "type": kind,
        "url": f"{settings.SITE_URL}{source['url']}",
        "created": _moment(source.get("created")),
        "modified": _moment(source.get("modified")),
    }


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _values(document: Document, column: Column) -> list[Any]:
    """All values of a property, each once, in the order in which they were given."""
    fields = {"keyword": "keywords", "number": "numbers", "date": "dates", "text": "texts"}
    name = column.definition.name if column.definition else column.name
    found: dict[Any, None] = {}
    for instance in document.instances:
        found.update(dict.fromkeys(getattr(instance, fields[column.kind]).get(name, ())))
    return list(found)
