"""What becomes of a schema version: published, deprecated, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.inputs import SCHEMA_VERSION
from catalog.api.endpoint import Endpoint
from catalog.api.fields import Text
from catalog.api.openapi import describe
from catalog.api.schemas.bodies import version_body
from catalog.api.schemas.examples import DEPRECATION, DESPITE, PUBLISHING
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.schemas.shapes import SchemaVersionShape
from catalog.api.schemas.views import despite_field
from catalog.api.strict import Strict
from catalog.models import SchemaVersion
from catalog.schemas.lifecycle import deprecate_schema, retire_schema
from catalog.schemas.publish import publish_schema


class PublishInput(Strict):
    despite = despite_field()


class StandingInput(Strict):
    reason = Text(most=2000, some=True, help_text="Told to whoever uses the version.")
    successor = Text(
        most=32,
        pattern=SCHEMA_VERSION,
        required=False,
        default="",
        help_text="The published version to use instead.",
    )


class _VersionView(Endpoint):
    scope: ClassVar[str] = "steward"

    def moved(
        self, move: Callable[..., SchemaVersion], shape: type[Strict], *names: str
    ) -> Response:
        """The version (namespace, name, number) after `move`, which is given what was sent."""
        namespace, name, version = names
        given = self.given(shape)
        row = move(actor=self.caller, name=f"{namespace}/{name}", version=version, **given)
        return self.tagged(version_body(row), row.etag)


class PublishSchemaView(_VersionView):
    @describe(
        "publish_schema_version",
        body=PublishInput,
        answers={200: SchemaVersionShape},
        examples={"as the verdict allows": PUBLISHING, "despite the verdict": DESPITE},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Freeze a draft: from now on records can be pinned to it.

        Its number must suit what it changes: a breaking change needs a new major version. Where
        logic cannot decide, the records do; with many of them a check is begun, and the answer is
        409 until it is done.
        """
        return self.moved(publish_schema, PublishInput, namespace, name, version)


class DeprecateSchemaView(_VersionView):
    @describe(
        "deprecate_schema_version",
        body=StandingInput,
        answers={200: SchemaVersionShape},
        examples={"with a successor": DEPRECATION},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Say that there is something better. Records may still be pinned to it."""
        return self.moved(deprecate_schema, StandingInput, namespace, name, version)


class RetireSchemaView(_VersionView):
    @describe(
        "retire_schema_version",
        body=StandingInput,
        answers={200: SchemaVersionShape},
        examples={"with a successor": DEPRECATION},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Let no more records be pinned to it. Those that are stay valid."""
        return self.moved(retire_schema, StandingInput, namespace, name, version)
