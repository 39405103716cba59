"""The document that a dataset is found by."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalog.access.labels import dataset_labels
from catalog.models import Dataset, DatasetVersion, File, MetadataRecord
from catalog.provenance.code import code_of
from catalog.schemas.indexing import Indexed, bindings_of, index_records
from catalog.schemas.vocabularies.using import term_lookup
from search.document import Document, Instance
from search.sources import keys_of

# More names than this are not searched one by one.
MAX_FILE_NAMES = 2000


class DatasetSource:
    """Documents of datasets, for the outbox drainer and for a full rebuild alike."""

    def load(self, keys: Sequence[str]) -> Iterator[Document]:
        datasets = list(
            Dataset.objects.filter(pk__in=keys)
            .exclude(stage=Dataset.Stage.WITHDRAWN)
            .exclude(current=None)
            .select_related("current")
            .prefetch_related(
                "grants",
                "identifiers",
                Prefetch(
                    "current__records",
                    queryset=MetadataRecord.objects.order_by("schema_name"),
                ),
            )
        )
        pairs = [(dataset, dataset.current) for dataset in datasets if dataset.current is not None]
        versions = [version for _, version in pairs]
        files = _files(versions)
        code = code_of(datasets)
        bindings = bindings_of(row.schema_name for each in versions for row in each.records.all())
        terms = term_lookup()
        for dataset, version in pairs:
            indexed = index_records(version.records.all(), bindings, terms)
            yield _document(
                dataset, version, indexed, files.get(version.pk, ()), code.get(dataset.pk, ())
            )

    def keys(self, after: str | None, limit: int) -> Sequence[str]:
        return keys_of(Dataset.objects.exclude(stage=Dataset.Stage.WITHDRAWN), after, limit)


def _document(
    dataset: Dataset,
    version: DatasetVersion,
    indexed: Indexed,
    files: Sequence[tuple[str, str]],
    code: tuple[str, ...],
) -> Document:
    names = [identifier.value for identifier in dataset.identifiers.all()]
    # A storage address tells of files, so it is found by those who may see the files.
    places = [name for name in [*names, version.location] if "://" in name]
    return Document(
        id=str(dataset.pk),
        type="dataset",
        labels=dataset_labels(dataset),
        title=version.title,
        created=dataset.created,
        modified=version.modified,
        description=version.description,
        keywords=tuple(version.keywords),
        creators=tuple(creator["name"] for creator in version.creators),
        identifiers=tuple(_identifiers(dataset, version, names)),
        body=indexed.text,
        files=tuple(dict.fromkeys([*places, *(path for path, _ in files)])),
        media_types=tuple(sorted({kind.lower() for _, kind in files if kind})),
        file_labels=dataset_labels(dataset, "dataset.read_files"),
        size=version.total_size,
        instances=(_core(dataset, version, indexed, code), *indexed.instances),
        source=_source(dataset, version),
    )


def _identifiers(dataset: Dataset, version: DatasetVersion, names: Iterable[str]) -> Iterable[str]:
    own = [dataset.pid, str(dataset.pk), version.pid or "", *names]
    orcids = [creator.get("orcid", "") for creator in version.creators]
    related = [entry["identifier"] for entry in version.related]
    every = dict.fromkeys([*own, *orcids, *related])
    return [value for value in every if value and not value.startswith(("s3://", "gs://"))]


def _files(versions: Iterable[DatasetVersion]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """Path and media type of the first files of each manifest, by the version's key: one query
    for all that are read whole, and one for each longer one."""
    found: defaultdict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    counts = {version.pk: version.file_count for version in versions if version.file_count}
    whole = [key for key, count in counts.items() if count <= MAX_FILE_NAMES]
    for key, path, kind in _rows(whole):
        found[key].append((path, kind))
    for long in counts.keys() - set(whole):
        found[long] = [(path, kind) for _, path, kind in _rows([long])[:MAX_FILE_NAMES]]
    return found


def _rows(versions: Sequence[uuid.UUID]) -> QuerySet[File, tuple[uuid.UUID, str, str]]:
    rows = File.objects.filter(version__in=versions).order_by("version_id", "path")
    return rows.values_list("version_id", "path", "media_type")


def _core(
    dataset: Dataset, version: DatasetVersion, indexed: Indexed, code: tuple[str, ...]
) -> Instance:
    keywords: dict[str, tuple[str, ...]] = {
        "access": (dataset.access,),
        "state": (dataset.stage,),
        "license": (version.license,),
        "keyword": tuple(version.keywords),
        "creator": tuple(creator["name"] for creator in version.creators),
        "funder": tuple(funding["funder"] for funding in version.funding),
        "schema": indexed.schemas,
        "used-code": code,
    }
    dates = {"created": (dataset.created,), "modified": (version.modified,)}
    if version.published_at:
        dates["published"] = (version.published_at,)
    return Instance(
        scope="",
        keywords={
            name: tuple(filter(None, values)) for name, values in keywords.items() if any(values)
        },
        numbers={
            "size": (float(version.total_size),),
            "files": (float(version.file_count),),
        },
        dates=dates,
    )


def _source(dataset: Dataset, version: DatasetVersion) -> dict[str, Any]:
    """What a hit shows: metadata only, nothing of files."""
    return {
        "pid": dataset.pid,
        "title": version.title,
        "url": f"/datasets/{dataset.pk}",
        "description": version.description[:300],
        "access": dataset.access,
        "state": dataset.stage,
        "license": version.license,
        "creators": [creator["name"] for creator in version.creators][:5],
        "keywords": list(version.keywords)[:10],
        "created": dataset.created.isoformat(),
        "modified": version.modified.isoformat(),
    }
