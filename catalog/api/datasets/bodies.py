"""Datasets, versions, records and files as the API answers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.access.caller import Caller
from catalog.datasets.queries import records_of, sees_files
from catalog.models import Dataset, DatasetGrant, DatasetVersion, File, MetadataRecord
from catalog.models.grant import Grant
from search.request import SearchResult

SHOWN_IN_LISTS = 300


def etag_of(dataset: Dataset, *, with_files: bool) -> str:
    """The dataset's ETag. What is shown without storage addresses is another representation, so
    it has another tag; who may edit always sees them, and so has the one that If-Match takes."""
    return dataset.etag if with_files else f'"{dataset.pk}.{dataset.revision}.m"'


def listed(dataset: Dataset, caller: Caller) -> dict[str, Any]:
    """One dataset in a list."""
    version = _current(dataset)
    return {**_identity(dataset, caller), **_named(version), **_counts(version)}


def dataset_body(
    dataset: Dataset, caller: Caller, version: DatasetVersion | None = None
) -> dict[str, Any]:
    """All of a dataset but the content of records and the files; with its current version."""
    version = version or _current(dataset)
    with_files = sees_files(caller, dataset, version)
    names = [each.value for each in dataset.identifiers.all()]
    return {
        **_identity(dataset, caller),
        **_named(version, whole=True),
        "funding": version.funding,
        "related_identifiers": version.related,
        "dates": version.dates,
        "location": version.location if with_files else "",
        "identifiers": [name for name in names if with_files or "://" not in name],
        **_counts(version),
        "records": [record_summary(row, dataset) for row in records_of(version)],
        "links": _links(dataset),
    }


def version_body(version: DatasetVersion, caller: Caller) -> dict[str, Any]:
    """One version with its core."""
    dataset = version.dataset
    return {
        **version_summary(version),
        **_named(version, whole=True),
        "funding": version.funding,
        "related_identifiers": version.related,
        "dates": version.dates,
        "location": version.location if sees_files(caller, dataset, version) else "",
        **_counts(version),
        "records": [record_summary(row, dataset) for row in records_of(version)],
    }


def version_summary(version: DatasetVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "pid": version.pid,
        "title": version.title,
        "published": version.published_at,
        "created": version.created,
        "modified": version.modified,
    }


def record_summary(row: MetadataRecord, dataset: Dataset) -> dict[str, Any]:
    """A record without its content."""
    namespace, _, name = row.schema_name.partition("/")
    return {
        "schema": row.schema_name,
        "version": row.named_version,
        "schema_state": row.schema_version.state if row.schema_version else "",
        "valid": row.valid,
        "reason": row.reason,
        "digest": row.digest,
        "modified": row.modified,
        "url": reverse("api-dataset-record", args=[dataset.pk, namespace, name]),
    }


def file_body(file: File) -> dict[str, Any]:
    return {
        "path": file.path,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "uri": file.uri,
    }


def similar_body(found: SearchResult) -> dict[str, Any]:
    """What `similar_datasets` found."""
    shown = ("pid", "title", "url", "description")
    results = [
        {"id": hit.id, "score": hit.score, **{name: hit.source[name] for name in shown}}
        for hit in found.hits
    ]
    return {"results": results, "ranking": found.ranking}


def grant_body(grant: Grant | DatasetGrant) -> dict[str, Any]:
    return {"principal": grant.principal, "role": grant.role}


def _current(dataset: Dataset) -> DatasetVersion:
    if dataset.current is None:
        raise ValueError("a dataset without a version is not shown")
    return dataset.current


def _identity(dataset: Dataset, caller: Caller) -> dict[str, Any]:
    mine = caller.user is not None and caller.user.pk == dataset.created_by_id
    return {
        "id": str(dataset.pk),
        "pid": dataset.pid,
        "url": f"{settings.SITE_URL}/datasets/{dataset.pk}",
        "etag": etag_of(dataset, with_files=sees_files(caller, dataset)),
        "access": dataset.access,
        "stage": dataset.stage,
        "key": dataset.key if mine else "",
        "created_by": f"user:{dataset.created_by_id}",
        "created": dataset.created,
        "modified": dataset.modified,
    }


def _named(version: DatasetVersion, *, whole: bool = False) -> dict[str, Any]:
    text = version.description
    return {
        "version": version.number,
        "state": version.state,
        "title": version.title,
        "description": text if whole else text[:SHOWN_IN_LISTS],
        "license": version.license,
        "keywords": version.keywords,
        "creators": version.creators,
    }


def _counts(version: DatasetVersion) -> dict[str, int]:
    return {"file_count": version.file_count, "total_size": version.total_size}


def _links(dataset: Dataset) -> dict[str, str]:
    names: Iterable[str] = ("versions", "records", "files", "lineage")
    return {name: reverse(f"api-dataset-{name}", args=[dataset.pk]) for name in names}
