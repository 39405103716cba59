"""What a dataset holds: versions, metadata records, files, lineage."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.bodies import (
    etag_of,
    file_body,
    record_summary,
    similar_body,
    version_body,
    version_summary,
)
from catalog.api.datasets.examples import FILES, RECORD
from catalog.api.datasets.inputs import (
    SCHEMA_VERSION,
    FileInput,
    body_pointers,
    files_of,
)
from catalog.api.datasets.parameters import DEPTH, DIRECTION, SCHEMA_PATH, SIMILAR, VERSION
from catalog.api.datasets.shapes import (
    FileShape,
    LineageShape,
    ManifestShape,
    RecordListShape,
    RecordShape,
    SimilarShape,
    VersionShape,
    VersionSummaryShape,
)
from catalog.api.datasets.views import DatasetEndpoint
from catalog.api.endpoint import ListEndpoint
from catalog.api.fields import Object, Text
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.api.pagination import PathPagination, VersionPagination
from catalog.api.queries import whole, word
from catalog.api.strict import Strict, many
from catalog.datasets.checks import MAX_FILES_INLINE
from catalog.datasets.edit import delete_record, put_record
from catalog.datasets.files import put_files
from catalog.datasets.inputs import Record
from catalog.datasets.lifecycle import begin_version
from catalog.datasets.queries import (
    files_seen,
    read_dataset,
    read_record,
    read_version,
    records_of,
    versions_seen,
)
from catalog.datasets.similar import similar_datasets
from catalog.models import DatasetVersion, File, MetadataRecord
from catalog.provenance.lineage import MAX_DEPTH, lineage_of_dataset
from search.api.errors import translated

DIRECTIONS = ("upstream", "downstream", "both")


class RecordBody(Strict):
    version = Text(
        pattern=SCHEMA_VERSION,
        required=False,
        default="",
        help_text="Left out: the newest published version.",
    )
    content = Object()


class FilesBody(Strict):
    files = many(FileInput, MAX_FILES_INLINE)


class VersionsView(DatasetEndpoint, ListEndpoint):
    conditional: ClassVar = frozenset({"POST"})
    queryset = DatasetVersion.objects.none()
    pagination_class = VersionPagination

    @describe("list_dataset_versions", answers={200: VersionSummaryShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the versions of a dataset, newest first; drafts for those with a role on it."""
        dataset = read_dataset(caller=self.caller, dataset_id=id)
        rows = self.page(versions_seen(self.caller, dataset))
        return self.get_paginated_response([version_summary(row) for row in rows])

    @describe("begin_dataset_version", answers={201: VersionShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Begin a new version: a draft that is a copy of the newest published one."""
        draft = begin_version(actor=self.caller, dataset_id=id, if_match=self.if_match)
        version = read_version(caller=self.caller, dataset_id=id, number=draft.number, noted=False)
        place = reverse("api-dataset-version", args=[id, draft.number])
        etag = etag_of(version.dataset, with_files=True)
        return self.tagged(version_body(version, self.caller), etag, 201, {"Location": place})


class VersionView(DatasetEndpoint):
    @describe("read_dataset_version", answers={200: VersionShape})
    def get(self, request: Request, id: uuid.UUID, number: int) -> Response:
        """Read one version of a dataset."""
        version = read_version(caller=self.caller, dataset_id=id, number=number)
        return Response(version_body(version, self.caller))


class RecordsView(DatasetEndpoint):
    parameters: ClassVar = frozenset({"version"})

    @describe("list_dataset_records", answers={200: RecordListShape}, parameters=[VERSION])
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the metadata records of a dataset, one per schema, without their content."""
        version = read_version(caller=self.caller, dataset_id=id, number=_number(request))
        rows = records_of(version)
        return Response({"results": [record_summary(row, version.dataset) for row in rows]})


class RecordView(DatasetEndpoint):
    conditional: ClassVar = frozenset({"PUT", "DELETE"})
    parameters: ClassVar = frozenset({"version"})

    @describe(
        "read_dataset_record",
        answers={200: RecordShape, 304: None},
        parameters=[VERSION, *SCHEMA_PATH, IF_NONE_MATCH],
    )
    def get(self, request: Request, id: uuid.UUID, namespace: str, name: str) -> Response:
        """Read a metadata record with its content, as it was given."""
        version = read_version(caller=self.caller, dataset_id=id, number=_number(request))
        row = read_record(version=version, schema=f"{namespace}/{name}")
        return self._answer(row, version)

    @describe(
        "put_dataset_record",
        body=RecordBody,
        answers={200: RecordShape, 201: RecordShape},
        examples={"a subject": RECORD},
        parameters=SCHEMA_PATH,
    )
    def put(self, request: Request, id: uuid.UUID, namespace: str, name: str) -> Response:
        """Set the record of one schema, validated. If-Match takes the ETag of the dataset, or of
        the record that is replaced."""
        data = Record(schema=f"{namespace}/{name}", **self.given(RecordBody))
        row = put_record(actor=self.caller, dataset_id=id, data=data, if_match=self.if_match)
        return self._answer(row, row.version, 201 if row.revision == 1 else 200)

    @describe("delete_dataset_record", answers={204: None}, parameters=SCHEMA_PATH)
    def delete(self, request: Request, id: uuid.UUID, namespace: str, name: str) -> Response:
        """Take the record of one schema away."""
        schema = f"{namespace}/{name}"
        delete_record(actor=self.caller, dataset_id=id, schema=schema, if_match=self.if_match)
        return Response(status=204)

    def _answer(self, row: MetadataRecord, version: DatasetVersion, status: int = 200) -> Response:
        body = {**record_summary(row, version.dataset), "content": row.content}
        return self.tagged(body, row.etag, status)


class FilesView(DatasetEndpoint, ListEndpoint):
    conditional: ClassVar = frozenset({"POST"})
    parameters: ClassVar = frozenset({"version"})
    queryset = File.objects.none()
    pagination_class = PathPagination

    @describe("list_dataset_files", answers={200: FileShape(many=True)}, parameters=[VERSION])
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the files of a dataset by path; for those who may see its files."""
        version = read_version(
            caller=self.caller, dataset_id=id, number=_number(request), noted=False
        )
        rows = self.page(files_seen(caller=self.caller, version=version))
        return self.get_paginated_response([file_body(row) for row in rows])

    @describe(
        "put_dataset_files",
        body=FilesBody,
        answers={200: ManifestShape},
        examples={"one file": FILES},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Add files; a path that is there already takes the new values."""
        files = files_of(self.given(FilesBody)["files"])
        with body_pointers():
            version = put_files(
                actor=self.caller, dataset_id=id, files=files, if_match=self.if_match
            )
        etag = version.dataset.etag
        body = {"file_count": version.file_count, "total_size": version.total_size, "etag": etag}
        return self.tagged(body, etag)


class LineageView(DatasetEndpoint):
    parameters: ClassVar = frozenset({"direction", "depth"})

    @describe("read_dataset_lineage", answers={200: LineageShape}, parameters=[DIRECTION, DEPTH])
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """What a dataset was made from, and what was made from it."""
        direction = word(request, "direction", DIRECTIONS) or "both"
        depth = whole(request, "depth", least=1, most=MAX_DEPTH) or 3
        dataset = read_dataset(caller=self.caller, dataset_id=id)
        return Response(
            lineage_of_dataset(
                caller=self.caller,
                dataset=dataset,
                direction=direction,  # type: ignore[arg-type]
                depth=depth,
            )
        )


class SimilarView(DatasetEndpoint):
    parameters: ClassVar = frozenset({"limit"})

    @describe("list_similar_datasets", answers={200: SimilarShape}, parameters=[SIMILAR])
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Datasets like this one that you may see, the most alike first: by what their titles and
        descriptions mean, or by the words of this one's title and keywords (`ranking` says which).
        """
        limit = whole(request, "limit", least=1, most=50) or 10
        with translated():
            found = similar_datasets(caller=self.caller, dataset_id=id, limit=limit)
        return Response(similar_body(found))


def _number(request: Request) -> int | None:
    return whole(request, "version", least=1, most=2**31 - 1)
