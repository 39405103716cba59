"""Pages that show what a server does with requests."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def echo(request: HttpRequest) -> StreamingHttpResponse:
    """Answers every line of the body when it has arrived, before the next one is there."""

    def lines() -> Iterator[bytes]:
        # Django itself takes a body without a length, as a chunked one is, for an empty one.
        for line in request.META["wsgi.input"]:
            yield line.upper()

    return StreamingHttpResponse(lines(), content_type="application/x-ndjson")


def told(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"scheme": request.scheme, "process": os.getpid(), "parent": os.getppid()})


def note(request: HttpRequest) -> HttpResponse:
    from tests.search.notes import write

    write(request.GET["key"], request.GET["title"])
    return HttpResponse(status=201)


urlpatterns = [
    path("health/live", told),
    path("api/v1/datasets/bulk", echo),
    path("told", told),
    path("note", note),
    path("api/v1/", include("search.api.urls")),
]
