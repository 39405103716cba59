"""Comparing versions of a schema, and asking the records."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.inputs import SCHEMA_VERSION
from catalog.api.datasets.parameters import SCHEMA_PATH
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.errors import BadParameters
from catalog.api.fields import Text
from catalog.api.openapi import describe
from catalog.api.schemas.bodies import check_body, finding_body
from catalog.api.schemas.examples import COMPARED
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.schemas.shapes import CheckShape, ComparisonShape, FindingShape
from catalog.api.strict import Strict
from catalog.models import SchemaCheck, SchemaCheckFinding
from catalog.schemas.checking import checks_of, findings_seen, read_check, start_check
from catalog.schemas.comparing import compare_versions

_VERSION = {"type": "string", "pattern": SCHEMA_VERSION}


class CheckInput(Strict):
    old = Text(most=32, pattern=SCHEMA_VERSION, help_text="The version that this one is to follow.")


class CompareView(Endpoint):
    """Costs seconds of a processor for large schemas: for people who are signed in."""

    signed_in_only = True
    parameters: ClassVar = frozenset({"old", "new"})

    @describe(
        "compare_schema_versions",
        answers={200: ComparisonShape},
        parameters=[
            *SCHEMA_PATH,
            OpenApiParameter("old", _VERSION, required=True),
            OpenApiParameter("new", _VERSION, required=True),
        ],
    )
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """Compare two versions: is every record that is valid under `old` valid under `new`?"""
        old, new = (self._version(request, which) for which in ("old", "new"))
        found = compare_versions(caller=self.caller, name=f"{namespace}/{name}", old=old, new=new)
        return Response({"old": old, "new": new, **found.as_dict()})

    def _version(self, request: Request, which: str) -> str:
        version = request.query_params.get(which, "")
        if not version:
            raise BadParameters([(which, "is missing: a version such as 1.0.3.")])
        return version


class ChecksView(ListEndpoint):
    """Checks of the records of a schema against one of its versions."""

    scope = "steward"
    signed_in_only = True
    queryset = SchemaCheck.objects.none()

    @describe("list_schema_checks", answers={200: CheckShape(many=True)}, parameters=VERSION_PATH)
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """List the checks against a version, newest first; for editors of the schema."""
        schema = f"{namespace}/{name}"
        rows = self.page(checks_of(actor=self.caller, name=schema, version=version))
        return self.get_paginated_response([check_body(row) for row in rows])

    @describe(
        "check_records",
        body=CheckInput,
        answers={202: CheckShape},
        examples={"after 1.0.0": COMPARED},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Have every record of the schema validated against this version, in the background."""
        check = start_check(
            actor=self.caller,
            name=f"{namespace}/{name}",
            new=version,
            old=self.given(CheckInput)["old"],
        )
        return Response(check_body(check), status=202)


class CheckView(Endpoint):
    signed_in_only = True

    @describe("read_schema_check", answers={200: CheckShape}, parameters=VERSION_PATH)
    def get(
        self, request: Request, namespace: str, name: str, version: str, id: uuid.UUID
    ) -> Response:
        """Read how far a check is, and what it found."""
        schema = f"{namespace}/{name}"
        check = read_check(actor=self.caller, name=schema, version=version, check_id=id)
        return Response(check_body(check))


class FindingsView(ListEndpoint):
    """The records that a version refuses."""

    signed_in_only = True
    queryset = SchemaCheckFinding.objects.none()

    @describe(
        "list_schema_check_findings",
        answers={200: FindingShape(many=True)},
        parameters=VERSION_PATH,
    )
    def get(
        self, request: Request, namespace: str, name: str, version: str, id: uuid.UUID
    ) -> Response:
        """List the offending records that you may read; the check counts all of them."""
        schema = f"{namespace}/{name}"
        check = read_check(actor=self.caller, name=schema, version=version, check_id=id)
        rows: list[Any] = self.page(findings_seen(self.caller, check))
        return self.get_paginated_response([finding_body(row) for row in rows])
