"""Who asks for a page, and what a page answers when a service says no."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.access.caller import Caller, caller_of
from catalog.errors import Gone, NotAllowed, NotFound, ServiceError

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]
_TEMPLATES = {403: "403.html", 404: "404.html"}


def caller_for(request: HttpRequest) -> Caller:
    """The caller, read once a request."""
    known = getattr(request, "holotype_caller", None)
    if known is None:
        known = caller_of(request.user)
        request.holotype_caller = known  # type: ignore[attr-defined]
    return cast(Caller, known)


def page(view: View[Given]) -> View[Given]:
    """A view whose service errors become pages."""

    @functools.wraps(view)
    def shown(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ServiceError as error:
            return error_page(request, error)

    return shown


def signed_in(view: View[Given]) -> View[Given]:
    """A page for people who are signed in; others sign in first and come back."""

    @functools.wraps(view)
    def shown(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if caller_for(request).user is None:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    return page(shown)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """And come back to the same page, its query too: that says which draft it was."""
    back = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('admin:login')}?{back}")


def error_page(request: HttpRequest, error: ServiceError) -> HttpResponse:
    """404, 403, 410 or 400 and their kin, with what to do next."""
    if isinstance(error, Gone):
        return render(
            request, "catalog/tombstone.html", {"stone": error.extensions["tombstone"]}, status=410
        )
    anonymous = caller_for(request).user is None
    context: dict[str, Any] = {"sign_in": anonymous, "status": error.status_code}
    if isinstance(error, NotAllowed):
        context["detail"] = error.detail
    elif not isinstance(error, NotFound):
        context |= {"title_of_error": error.title, "detail": _told(error)}
    template = _TEMPLATES.get(error.status_code, "400.html")
    return render(request, template, context, status=error.status_code)


def _told(error: ServiceError) -> str:
    return " ".join([error.detail, *(str(problem["detail"]) for problem in error.problems[:5])])
