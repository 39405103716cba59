"""Schemas and their versions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.inputs import SCHEMA_NAME, SCHEMA_VERSION
from catalog.api.datasets.parameters import SCHEMA_PATH
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Flag, Object, Text
from catalog.api.openapi import IF_NONE_MATCH, Shape, describe
from catalog.api.schemas.bodies import schema_body, version_body, version_summary
from catalog.api.schemas.examples import PUBLISHED, SCHEMA
from catalog.api.schemas.filters import SchemaFilter
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.strict import Strict
from catalog.models import Schema, SchemaVersion
from catalog.schemas.publish import publish_schema
from catalog.schemas.queries import (
    read_schema,
    read_schema_version,
    schema_versions_seen,
    schemas_seen,
)
from catalog.schemas.register import register_schema

VERSION_STATES = ("draft", "published", "deprecated")


class SchemaInput(Strict):
    name = Text(most=100, pattern=SCHEMA_NAME, help_text="A namespace and a name: aind/subject.")
    version = Text(most=32, pattern=SCHEMA_VERSION, help_text="Semantic: 1.0.3.")
    content = Object(help_text="The JSON Schema (2020-12, 2019-09, 7, 6 or 4).")
    publish = Flag(required=False, default=False, help_text="A published version never changes.")
    repair = Flag(
        required=False,
        default=False,
        help_text="Mend what is invalid and can be; `repairs` then tells what was changed.",
    )


class SchemaShape(Shape):
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    latest = serializers.CharField(help_text="The newest version that you may see.")
    latest_state = serializers.ChoiceField(choices=VERSION_STATES)
    created = serializers.DateTimeField()
    url = serializers.CharField()
    versions_url = serializers.CharField()


class SchemaVersionSummaryShape(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    version = serializers.CharField()
    state = serializers.ChoiceField(choices=VERSION_STATES)
    dialect = serializers.CharField()
    digest = serializers.CharField()
    repairs = serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
    published = serializers.DateTimeField(allow_null=True)
    created = serializers.DateTimeField()
    etag = serializers.CharField()
    url = serializers.CharField()
    document = serializers.CharField(help_text="Where the plain JSON Schema is served.")


class SchemaVersionShape(SchemaVersionSummaryShape):
    content = serializers.DictField(child=serializers.JSONField())


class SchemasView(ListEndpoint):
    """The schemas that records are validated against."""

    scope = "steward"
    queryset = Schema.objects.none()
    filterset_class = SchemaFilter

    @describe("list_schemas", answers={200: SchemaShape(many=True)})
    def get(self, request: Request) -> Response:
        """List schemas, newest first."""
        rows = self.page(schemas_seen(self.caller))
        return self.get_paginated_response([schema_body(row) for row in rows])

    @describe(
        "register_schema",
        body=SchemaInput,
        answers={201: SchemaVersionShape, 200: SchemaVersionShape},
        examples={"a schema": SCHEMA, "published at once": PUBLISHED},
    )
    def post(self, request: Request) -> Response:
        """Register a version of a schema.

        What is wrong with the document is told place by place. The same content under the same
        version again changes nothing, and answers 200.
        """
        values: dict[str, Any] = self.given(SchemaInput)
        repaired = values.pop("repair")
        row, new = register_schema(actor=self.caller, repaired=repaired, **values)
        place = reverse("api-schema-version", args=[*row.schema.name.split("/"), row.version])
        headers = {"Location": place} if new else {}
        return self.tagged(version_body(row), row.etag, 201 if new else 200, headers)


class SchemaView(Endpoint):
    @describe("read_schema", answers={200: SchemaShape}, parameters=SCHEMA_PATH)
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """Read what is known of a schema; its versions hold what it says."""
        return Response(schema_body(read_schema(caller=self.caller, name=f"{namespace}/{name}")))


class SchemaVersionsView(ListEndpoint):
    queryset = SchemaVersion.objects.none()

    @describe(
        "list_schema_versions",
        answers={200: SchemaVersionSummaryShape(many=True)},
        parameters=SCHEMA_PATH,
    )
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """List the versions of a schema, newest first, without their content."""
        rows = schema_versions_seen(caller=self.caller, name=f"{namespace}/{name}")
        return self.get_paginated_response([version_summary(row) for row in self.page(rows)])


class SchemaVersionView(Endpoint):
    @describe(
        "read_schema_version",
        answers={200: SchemaVersionShape, 304: None},
        parameters=[*VERSION_PATH, IF_NONE_MATCH],
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Read a version of a schema with its content."""
        row = read_schema_version(caller=self.caller, name=f"{namespace}/{name}", version=version)
        return self.tagged(version_body(row), row.etag)


class PublishSchemaView(Endpoint):
    scope: ClassVar[str] = "steward"

    @describe("publish_schema_version", answers={200: SchemaVersionShape}, parameters=VERSION_PATH)
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Freeze a draft: from now on records can be pinned to it."""
        row = publish_schema(actor=self.caller, name=f"{namespace}/{name}", version=version)
        return self.tagged(version_body(row), row.etag)
