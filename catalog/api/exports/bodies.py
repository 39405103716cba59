"""Export jobs as the API takes and answers them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from catalog.api.fields import Choice, Text
from catalog.api.openapi import Shape
from catalog.api.strict import Strict
from catalog.exporting.columns import MOST_COLUMNS
from catalog.exporting.formats import FORMATS
from catalog.models import ExportJob

EXAMPLE = {"query": "q=mouse&type=dataset", "format": "csv", "columns": ["created"]}
FORMAT = OpenApiParameter(
    "format",
    {"type": "string", "enum": list(FORMATS)},
    OpenApiParameter.QUERY,
    required=True,
    description="Of results (csv, ndjson, parquet) or of the files of the datasets found.",
)
COLUMNS = OpenApiParameter(
    "columns",
    {"type": "string"},
    OpenApiParameter.QUERY,
    description="Properties to add to the core fields, with commas between them.",
)


class ExportInput(Strict):
    query = Text(
        most=20_000,
        required=False,
        default="",
        help_text="The parameters of a search, as they stand in its address after the `?`.",
    )
    format = Choice(tuple(FORMATS))
    columns = serializers.ListField(
        child=Text(most=300), max_length=MOST_COLUMNS, required=False, default=list
    )


class ExportShape(Shape):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ExportJob.State.values)
    query = serializers.CharField(allow_blank=True)
    format = serializers.ChoiceField(choices=list(FORMATS))
    columns = serializers.ListField(child=serializers.CharField())
    total = serializers.IntegerField(help_text="Results that were found when it began.")
    done = serializers.IntegerField(help_text="Results that were read so far.")
    rows = serializers.IntegerField(help_text="Rows that the file has so far.")
    bytes = serializers.IntegerField(help_text="Its size so far.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it failed.")
    created = serializers.DateTimeField()
    finished = serializers.DateTimeField(allow_null=True)
    expires = serializers.DateTimeField(allow_null=True, help_text="When the file is removed.")
    content = serializers.CharField(allow_null=True, help_text="Address of the finished file.")


def export_body(job: ExportJob) -> dict[str, Any]:
    is_done = job.state == ExportJob.State.DONE
    return {
        "id": str(job.pk),
        "state": job.state,
        "query": job.query,
        "format": job.format,
        "columns": job.columns,
        "total": job.total,
        "done": job.done,
        "rows": job.rows,
        "bytes": job.written,
        "reason": job.reason,
        "created": job.created,
        "finished": job.finished,
        "expires": job.expires,
        "content": reverse("api-export-content", args=[job.pk]) if is_done else None,
    }
