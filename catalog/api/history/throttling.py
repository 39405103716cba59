"""The throttle of the API, for views outside it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from catalog.api.throttles import CallerThrottle

View = Callable[[HttpRequest], HttpResponseBase]


def throttled(view: View) -> View:
    """429 with Retry-After where the caller asks more often than the settings allow."""

    @functools.wraps(view)
    def counted(request: HttpRequest) -> HttpResponseBase:
        throttle = CallerThrottle()
        if throttle.allow_request(cast(Any, request), None):
            return view(request)
        response = HttpResponse("Too many requests.\n", status=429, content_type="text/plain")
        response.headers["Retry-After"] = str(math.ceil(throttle.wait()))
        return response

    return counted
