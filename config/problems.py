"""Problem details (RFC 9457) for every error that a program gets."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from catalog.errors import ServiceError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("holotype.problems")


def problem(status: int, detail: str, *, title: str = "", **more: Any) -> dict[str, Any]:
    """The members of RFC 9457 and ours: `problems`, one entry per fault."""
    title = title or HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets Django log and answer what nobody foresaw."""
    translated = _translated(error)
    if translated is None:
        return None
    set_rollback()
    status, body, headers = translated
    request = context.get("request")
    if request is not None:
        body["instance"] = request.path
    # People who look at the API in a browser get the same in a page.
    in_a_page = getattr(getattr(request, "accepted_renderer", None), "format", "") == "api"
    kind = None if in_a_page else MEDIA_TYPE
    return Response(body, status=status, headers=headers, content_type=kind)


def _translated(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]] | None:
    if isinstance(error, ServiceError):
        more: dict[str, Any] = getattr(error, "extensions", {})
        if error.problems:
            more = {**more, "problems": error.problems}
        body = problem(error.status_code, error.detail, title=error.title, **more)
        return error.status_code, body, dict(error.headers)
    if isinstance(error, Http404):
        return 404, problem(404, "There is nothing at this address."), {}
    if isinstance(error, PermissionDenied):
        return 403, problem(403, str(error) or "You may not do this."), {}
    if isinstance(error, RequestDataTooBig):
        return 413, problem(413, "The request body is too large."), {}
    if isinstance(error, exceptions.APIException):
        return _from_rest(error)
    if isinstance(error, OperationalError):
        log.error("the database failed", exc_info=error)
        body = problem(503, "The database is full, away or too busy. Try again later.")
        return 503, body, {"Retry-After": "5"}
    return None


def _from_rest(error: exceptions.APIException) -> tuple[int, dict[str, Any], dict[str, str]]:
    status = error.status_code
    headers: dict[str, str] = dict(getattr(error, "headers", {}))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    title = str(getattr(error, "title", ""))
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(error.detail, ""))
        # A well-formed request whose content is wrong (RFC 9110, 15.5.21).
        body = problem(422, "The request has problems.", title="Not valid", problems=faults)
        return 422, body, headers
    faults = list(getattr(error, "problems", []))
    more = {"problems": faults} if faults else {}
    return status, problem(status, str(error.detail), title=title, **more), headers


def _faults(detail: Any, pointer: str) -> Any:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{_escaped(str(name))}"
            yield from _faults(inner, pointer + step)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _faults(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def answer(request: HttpRequest, status: int, detail: str) -> JsonResponse:
    """A problem outside DRF: unknown addresses and what nobody foresaw."""
    body = problem(status, detail, instance=request.path)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
