"""Importing records of other systems, one a request."""

from __future__ import annotations

from typing import ClassVar, cast

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.endpoint import Endpoint
from catalog.api.errors import BadParameters
from catalog.api.imports.shapes import ASSET, EXAMPLE, ImportShape
from catalog.api.openapi import describe
from catalog.datasets.inputs import AccessLevel
from catalog.imports.services import import_asset
from catalog.models import Access

_ACCESS = OpenApiParameter(
    "access",
    {"type": "string", "enum": list(Access.values), "default": "public"},
    OpenApiParameter.QUERY,
    description="Access level of a dataset that is made.",
)


class AindImportView(Endpoint):
    """Whole data-asset records."""

    parameters: ClassVar = frozenset({"access"})

    @describe(
        "import_data_asset",
        body={"application/json": ASSET},
        answers={201: ImportShape, 200: ImportShape},
        examples={"a derived asset": EXAMPLE},
        parameters=[_ACCESS],
    )
    def post(self, request: Request) -> Response:
        """Import one data-asset record.

        It becomes a dataset with a metadata record a part, and a computation a data process.
        Parts that do not pass their schema are kept as unvalidated, with the reason. The same
        record again changes nothing, and answers 200.
        """
        raw = request.data
        if isinstance(raw, dict) and not isinstance(raw.get("name", ""), str):
            raise ValidationError({"name": ["This must be text (a JSON string)."]})
        done = import_asset(actor=self.caller, raw=raw, access=self._access(request))
        return Response(done.as_dict(), status=201 if done.outcome == "created" else 200)

    def _access(self, request: Request) -> AccessLevel:
        level = request.query_params.get("access", "public")
        if level not in Access.values:
            known = ", ".join(Access.values)
            raise BadParameters([("access", f"must be one of {known}; you gave {level[:40]!r}.")])
        return cast(AccessLevel, level)
