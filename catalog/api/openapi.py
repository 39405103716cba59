"""The description of the API: problems, conditions and security of every operation alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from catalog.api.problem_schema import PROBLEMS, ProblemSerializer

Method = TypeVar("Method", bound=Callable[..., Any])
MEDIA_TYPE = "application/problem+json"
_READS = (400, 401, 403, 404, 406, 410, 429)
_WRITES = (*_READS, 409, 413, 415, 422)
_CONDITIONAL = (412, 428)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="The ETag that you read; 412 where somebody changed the thing since,"
    " 428 where it is missing.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="An ETag that you have; 304 without a body where it is still the one.",
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "catalog.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of yours: POST /api/v1/tokens, or `manage.py create_token`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "catalog.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A signed-in browser; writes need `X-CSRFToken` too.",
        }


class ApiSchema(AutoSchema):
    """Adds what holds for every operation, so that no view has to say it."""

    def get_auth(self) -> list[dict[str, Any]]:
        needed = super().get_auth()
        reading = self.method in ("GET", "HEAD") or getattr(self.view, "only_reads", False)
        if reading and not getattr(self.view, "signed_in_only", False):
            needed.append({})
        return needed

    def get_override_parameters(self) -> list[Any]:
        more = [IF_MATCH] if self._is_conditional() else []
        return [*super().get_override_parameters(), *more]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._statuses():
            if str(status) not in answers:
                described = OpenApiResponse(ProblemSerializer, PROBLEMS[status])
                answers[str(status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    described, str(status), [MEDIA_TYPE], direction
                )
        return dict(sorted(answers.items()))

    def _statuses(self) -> Iterable[int]:
        statuses = _READS if self.method in ("GET", "HEAD") else _WRITES
        return (*statuses, *_CONDITIONAL) if self._is_conditional() else statuses

    def _is_conditional(self) -> bool:
        return self.method in getattr(self.view, "conditional", ())


def describe(
    operation_id: str,
    *,
    answers: Mapping[Any, Any],
    body: Any = None,
    examples: dict[str, Any] | None = None,
    parameters: Iterable[OpenApiParameter] = (),
    **more: Any,
) -> Callable[[Method], Method]:
    """`extend_schema` as this API uses it. `answers` by status, or by status and media type;
    `examples` are named bodies of requests."""
    described: Callable[[Method], Method] = extend_schema(
        operation_id=operation_id,
        request=body,
        responses=dict(answers),
        parameters=list(parameters),
        examples=[
            OpenApiExample(name, value, request_only=True)
            for name, value in (examples or {}).items()
        ],
        **more,
    )
    return described


class Shape(serializers.Serializer[Any]):
    """Describes an answer. Answers are built by plain functions; a test compares the two."""
