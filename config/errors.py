"""What Django answers where no view did: problem details to programs, pages to people."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import csrf, defaults

from config.problems import answer

_PROGRAMS = ("/api/", "/schemas/", "/health")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_program(request):
        if isinstance(exception, RequestDataTooBig):
            return render(request, "413.html", status=413)
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return answer(request, 413, "The request body is too large.")
    return answer(request, 400, "The request cannot be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_program(request):
        return defaults.permission_denied(request, exception)
    return answer(request, 403, str(exception) or "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without, or with another session's, CSRF token."""
    if not _is_program(request):
        return csrf.csrf_failure(request, reason)
    return forbidden(request, PermissionDenied(reason))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_program(request):
        return defaults.page_not_found(request, exception)
    return answer(request, 404, "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    if not _is_program(request):
        return defaults.server_error(request)
    detail = "Something went wrong here, not with your request. The log knows its X-Request-ID."
    return answer(request, 500, detail)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith(_PROGRAMS)
