"""POST /datasets/bulk: newline-delimited JSON in, newline-delimited JSON out, both as streams."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.module_loading import import_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiRequest, OpenApiResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from catalog.access.caller import Caller
from catalog.api.datasets.examples import BULK
from catalog.api.datasets.lines import batches
from catalog.api.datasets.registering import Registrar
from catalog.api.datasets.spool import Spool
from catalog.api.endpoint import Endpoint
from catalog.api.errors import TooLarge
from catalog.api.negotiation import AlwaysLines
from catalog.api.openapi import describe
from catalog.api.parsers import NDJSONParser

MEDIA_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain")


class NDJSONRenderer(JSONRenderer):
    """For choosing only: the stream makes its lines itself."""

    media_type = "application/x-ndjson"
    format = "ndjson"


# Under the media type that every client can make; the lines are the same.
_EXAMPLE = OpenApiRequest(
    OpenApiTypes.STR, examples=[OpenApiExample("two datasets", BULK, request_only=True)]
)


class BulkView(Endpoint):
    """Many datasets in one request, of any length."""

    parser_classes = [NDJSONParser]
    renderer_classes = [NDJSONRenderer]
    content_negotiation_class = AlwaysLines

    @describe(
        "register_datasets_in_bulk",
        body={"application/x-ndjson": OpenApiTypes.STR, "text/plain": _EXAMPLE},
        answers={200: OpenApiResponse(OpenApiTypes.STR, "One line of JSON for each line.")},
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """Register datasets, one JSON object a line, each as for `POST /datasets`.

        Each line is answered by one line: `{"line": n, "status": "created" | "unchanged", "id",
        "pid"}` once it is stored for good, or `{"line": n, "status": "error", "problem": {…}}`:
        a bad line costs only itself. Give each line a `key`, and the whole can be sent again.
        """
        plain = request._request
        if plain.content_type not in MEDIA_TYPES and _has_body(plain):
            raise UnsupportedMediaType(plain.content_type or "none")
        if int(plain.META.get("CONTENT_LENGTH") or 0) > settings.BULK_MAX_BYTES:
            raise TooLarge(settings.BULK_MAX_BYTES)
        answers = _answers(plain, self.caller, _problem_maker(request))
        response = StreamingHttpResponse(answers, content_type=MEDIA_TYPES[0])
        response.headers["Cache-Control"] = "no-store"
        # Proxies that gather answers would hold back what a client waits for.
        response.headers["X-Accel-Buffering"] = "no"
        return response


def _has_body(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers


def _answers(request: HttpRequest, caller: Caller, problem_of: Any) -> Iterator[bytes]:
    spool = Spool(_reader(request), most=settings.BULK_MAX_BYTES)
    registrar = Registrar(caller, problem_of)
    try:
        for batch in batches(spool):
            lines = [json.dumps(each, ensure_ascii=False) for each in registrar.answers(batch)]
            yield ("\n".join(lines) + "\n").encode()
    finally:
        if not spool.at_end:
            _hang_up(request)
        spool.close()


def _reader(request: HttpRequest) -> Callable[[int], bytes]:
    """The body, also one without a Content-Length, where the server marks its end.

    Line by line: a read of many bytes would wait for all of them. (Gunicorn still gathers 1 KiB at
    a time, so the answers of a trickle lag behind by that much.)
    """
    environ = request.META
    if not environ.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated"):
        read: Callable[[int], bytes] = environ["wsgi.input"].readline
        return read
    return request.readline


def _hang_up(request: HttpRequest) -> None:
    """Nobody will read the rest of the body: wakes the thread that waits for it."""
    connection = request.META.get("gunicorn.socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(0)


def _problem_maker(request: Request) -> Callable[[Exception], dict[str, Any]]:
    handler = import_string(settings.REST_FRAMEWORK["EXCEPTION_HANDLER"])

    def problem_of(error: Exception) -> dict[str, Any]:
        body: dict[str, Any] = handler(error, {"request": request}).data
        return body

    return problem_of
