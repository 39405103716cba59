"""Schemas and their versions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.inputs import SCHEMA_NAME, SCHEMA_VERSION
from catalog.api.datasets.parameters import SCHEMA_PATH
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Flag, Object, Text
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.api.parsers import SchemaParser
from catalog.api.schemas.bodies import (
    diagnosis_body,
    schema_body,
    version_body,
    version_summary,
)
from catalog.api.schemas.examples import CONTENT, EDIT, PUBLISHED, SCHEMA
from catalog.api.schemas.filters import SchemaFilter
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.schemas.shapes import (
    DiagnosisShape,
    SchemaShape,
    SchemaVersionShape,
    SchemaVersionSummaryShape,
)
from catalog.api.strict import Strict
from catalog.models import Schema, SchemaVersion
from catalog.schemas.drafts import discard_draft, edit_draft
from catalog.schemas.queries import (
    read_schema,
    read_schema_version,
    schema_versions_seen,
    schemas_seen,
)
from catalog.schemas.register import register_schema


def despite_field() -> Text:
    """A field that two bodies share."""
    return Text(
        most=500,
        required=False,
        default="",
        sentence="A reason has at most 500 characters.",
        help_text="Why it is published under a number that the verdict may not allow.",
    )


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
    despite = despite_field()


class ContentInput(Strict):
    content = Object(help_text="The JSON Schema.")


class DraftInput(ContentInput):
    repair = Flag(required=False, default=False)


class DraftPatch(Strict):
    content = Object(required=False)
    version = Text(
        most=32, pattern=SCHEMA_VERSION, required=False, help_text="The draft's new number."
    )
    repair = Flag(required=False, default=False)


class SchemasView(ListEndpoint):
    """The schemas that records are validated against."""

    scope = "steward"
    parser_classes = [SchemaParser]
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


class DiagnosisView(Endpoint):
    """What is wrong with a document, before anything is registered."""

    scope: ClassVar[str] = "read"
    parser_classes = [SchemaParser]

    @describe(
        "diagnose_schema",
        body=ContentInput,
        answers={200: DiagnosisShape},
        examples={"a schema with a flaw": CONTENT},
    )
    def post(self, request: Request) -> Response:
        """Say what keeps a document from being a usable schema, and what a repair would change.

        Nothing is stored.
        """
        return Response(diagnosis_body(self.given(ContentInput)["content"]))


class SchemaVersionView(Endpoint):
    scope: ClassVar[str] = "steward"
    conditional: ClassVar = frozenset({"PUT", "PATCH", "DELETE"})
    parser_classes = [SchemaParser]

    @describe(
        "read_schema_version",
        answers={200: SchemaVersionShape, 304: None},
        parameters=[*VERSION_PATH, IF_NONE_MATCH],
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Read a version of a schema with its content."""
        row = read_schema_version(caller=self.caller, name=f"{namespace}/{name}", version=version)
        return self.tagged(version_body(row), row.etag)

    @describe(
        "put_schema_draft",
        body=DraftInput,
        answers={200: SchemaVersionShape},
        examples={"other content": CONTENT},
        parameters=VERSION_PATH,
    )
    def put(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Give a draft other content. What was approved before is not any more."""
        return self._edited(namespace, name, version, self.given(DraftInput))

    @describe(
        "edit_schema_draft",
        body=DraftPatch,
        answers={200: SchemaVersionShape},
        examples={"another number": EDIT},
        parameters=VERSION_PATH,
    )
    def patch(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Change the number or the content of a draft; what is left out stays."""
        return self._edited(namespace, name, version, self.given(DraftPatch))

    @describe("discard_schema_draft", answers={204: None}, parameters=VERSION_PATH)
    def delete(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Take a draft away, with what was said about it."""
        schema = f"{namespace}/{name}"
        discard_draft(actor=self.caller, name=schema, version=version, if_match=self.if_match)
        return Response(status=204)

    def _edited(self, namespace: str, name: str, version: str, values: Any) -> Response:
        row = edit_draft(
            actor=self.caller,
            name=f"{namespace}/{name}",
            version=version,
            if_match=self.if_match,
            content=values.get("content"),
            number=values.get("version", ""),
            repaired=values["repair"],
        )
        return self.tagged(version_body(row), row.etag)
