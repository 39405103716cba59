"""GET /files and GET /files/manifest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.bodies import file_body
from catalog.api.datasets.shapes import FileShape
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.errors import BadParameters
from catalog.api.files.parameters import NAMES, PARAMETERS, question_of
from catalog.api.negotiation import AlwaysLines
from catalog.api.openapi import describe
from catalog.api.queries import word
from catalog.datasets.filesearch import files_found
from catalog.exporting.formats import MANIFESTS
from catalog.exporting.manifest import manifest_of
from catalog.models import File

_FORMAT = OpenApiParameter(
    "format",
    {"type": "string", "enum": list(MANIFESTS)},
    OpenApiParameter.QUERY,
    required=True,
    description="csv, ndjson, or urls: input of `aria2c -i`.",
)
_FILE = OpenApiResponse(OpenApiTypes.BINARY, "The manifest, to be saved.")
_ANSWERS = {(200, each.media_type.partition(";")[0]): _FILE for each in MANIFESTS.values()}


class FoundFileShape(FileShape):
    id = serializers.UUIDField()
    dataset = serializers.UUIDField(help_text="The dataset whose current version has it.")
    pid = serializers.CharField(help_text="The dataset's.")


class FilesView(ListEndpoint):
    """Anyone may search; files are found by those who may see them."""

    parameters: ClassVar = NAMES
    queryset = File.objects.none()

    @describe("search_files", answers={200: FoundFileShape(many=True)}, parameters=PARAMETERS)
    def get(self, request: Request) -> Response:
        """Find files across datasets by path, media type, size and digest; newest first."""
        question = question_of(request.query_params.dict())
        rows = self.page(files_found(self.caller, question))
        return self.get_paginated_response([_body(row) for row in rows])


class ManifestView(Endpoint):
    content_negotiation_class = AlwaysLines
    parameters: ClassVar = NAMES | {"format"}

    @describe("read_files_manifest", answers=_ANSWERS, parameters=[_FORMAT, *PARAMETERS])
    def get(self, request: Request) -> StreamingHttpResponse:
        """All files that a search for files finds, as one stream to save or to download by."""
        name = word(request, "format", tuple(MANIFESTS))
        if name is None:
            raise BadParameters([("format", f"is missing; give one of {', '.join(MANIFESTS)}.")])
        question = question_of(request.query_params.dict())
        pieces = manifest_of(caller=self.caller, question=question, format_name=name)
        kind = MANIFESTS[name]
        response = StreamingHttpResponse(pieces, content_type=kind.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="files.{kind.extension}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


def _body(file: File) -> dict[str, Any]:
    dataset = file.version.dataset
    return {
        "id": str(file.pk),
        "dataset": str(dataset.pk),
        "pid": dataset.pid,
        **file_body(file),
    }
