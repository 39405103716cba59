"""Which of a view's formats an answer has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_ANY = "*/*"


class Negotiation(DefaultContentNegotiation):
    """By `Accept` (RFC 9110, 12.5.1). Whoever takes anything, as programs do unless told, gets the
    first format, which the framework finds out by comparing them all."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        if format_suffix is None and request._request.META.get("HTTP_ACCEPT", _ANY) == _ANY:
            first = next(iter(renderers))
            return first, str(first.media_type)
        chosen: tuple[BaseRenderer, str] = super().select_renderer(
            request, renderers, format_suffix
        )
        return chosen


class AlwaysLines(BaseContentNegotiation):
    """There is one form that the answers can have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
