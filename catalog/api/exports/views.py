"""GET /search/export for small exports; /exports for jobs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.errors import BadParameters
from catalog.api.exports.bodies import (
    COLUMNS,
    EXAMPLE,
    FORMAT,
    ExportInput,
    ExportShape,
    export_body,
)
from catalog.api.negotiation import AlwaysLines
from catalog.api.openapi import describe
from catalog.api.problem_schema import ProblemSerializer
from catalog.api.queries import word
from catalog.exporting.direct import export_directly
from catalog.exporting.formats import FORMATS
from catalog.exporting.jobs import (
    create_export,
    delete_export,
    exports_of,
    read_export,
    take_export,
)
from catalog.models import ExportJob
from search.api.errors import translated
from search.api.schema import CONDITIONS

_FILE = OpenApiResponse(OpenApiTypes.BINARY, "The file, to be saved.")
_FILES = {(200, each.media_type.partition(";")[0]): _FILE for each in FORMATS.values()}


class DirectExportView(Endpoint):
    """Anyone may export what they find."""

    content_negotiation_class = AlwaysLines

    def query_names(self) -> Iterable[str]:
        """The search reads them, and refuses what it does not know."""
        return self.request.query_params.keys()

    @describe(
        "export_search",
        answers={**_FILES, (422, "application/problem+json"): ProblemSerializer},
        parameters=[FORMAT, COLUMNS, *CONDITIONS],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export everything that a search finds, as one stream; more than a few thousand results
        need a job. In the order of registration, whatever `sort` says."""
        name = word(request, "format", tuple(FORMATS))
        if name is None:
            raise BadParameters([("format", f"is missing; give one of {', '.join(FORMATS)}.")])
        query: QueryDict = request._request.GET.copy()
        query.pop("format")
        listed = ",".join(str(each) for each in query.pop("columns", []))
        columns = [each.strip() for each in listed.split(",") if each.strip()]
        with translated():
            pieces = export_directly(
                caller=self.caller, query=query, format_name=name, columns=columns
            )
        kind = FORMATS[name]
        response = StreamingHttpResponse(pieces, content_type=kind.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="search.{kind.extension}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


class ExportsView(ListEndpoint):
    """Your exports."""

    scope = "read"
    signed_in_only = True
    queryset = ExportJob.objects.none()

    @describe("list_exports", answers={200: ExportShape(many=True)})
    def get(self, request: Request) -> Response:
        """List your exports, newest first."""
        rows = self.page(exports_of(self.caller))
        return self.get_paginated_response([export_body(row) for row in rows])

    @describe(
        "create_export",
        body=ExportInput,
        answers={202: ExportShape},
        examples={"a table of mice": EXAMPLE},
    )
    def post(self, request: Request) -> Response:
        """Begin an export in the background. Look at it until its state is `done`."""
        values: dict[str, Any] = self.given(ExportInput)
        with translated():
            job = create_export(
                actor=self.caller,
                query=values["query"],
                format_name=values["format"],
                columns=values["columns"],
            )
        place = reverse("api-export", args=[job.pk])
        return Response(export_body(job), status=202, headers={"Location": place})


class ExportView(Endpoint):
    scope = "read"
    signed_in_only = True

    @describe("read_export", answers={200: ExportShape})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """How far an export of yours is."""
        return Response(export_body(read_export(caller=self.caller, export_id=id)))

    @describe("delete_export", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """Remove an export of yours and its file; one that is running stops."""
        delete_export(actor=self.caller, export_id=id)
        return Response(status=204)


class ContentView(Endpoint):
    signed_in_only = True
    content_negotiation_class = AlwaysLines
    parameters: ClassVar = frozenset()

    @describe(
        "read_export_content",
        answers={
            **_FILES,
            (409, "application/problem+json"): ProblemSerializer,
        },
    )
    def get(self, request: Request, id: uuid.UUID) -> FileResponse:
        """The finished file of an export of yours."""
        job, path = take_export(caller=self.caller, export_id=id)
        kind = FORMATS[job.format]
        response = FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=f"search-{job.created:%Y-%m-%d}.{kind.extension}",
            content_type=kind.media_type,
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response
