"""Pages that cost the same however deep they lie: a cursor over a unique, indexed column."""

from __future__ import annotations

import base64
import re
import uuid
from typing import TYPE_CHECKING, Any

from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from catalog.api.errors import BadParameters

if TYPE_CHECKING:
    from rest_framework.request import Request

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
PARAMETERS = frozenset({"limit", "cursor"})


class KeysetPagination(BasePagination):
    """Newest first, by the UUIDv7 key. `next` is the address of the next page, or null."""

    column = "pk"
    descending = True
    _next: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = _limit(request.query_params.get("limit"))
        order = f"-{self.column}" if self.descending else self.column
        if (cursor := request.query_params.get("cursor")) is not None:
            side = "lt" if self.descending else "gt"
            queryset = queryset.filter(**{f"{self.column}__{side}": self._value(cursor)})
        rows = list(queryset.order_by(order)[: limit + 1])
        if len(rows) > limit:
            rows = rows[:limit]
            self._next = next_address(request, self._cursor(rows[-1]))
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "Address of the next page.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _described(
                "limit",
                "Results on a page.",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            ),
            _described("cursor", "As in `next` of the page before.", self.cursor_schema),
        ]

    cursor_schema: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"}

    def _cursor(self, row: Any) -> str:
        return base64.urlsafe_b64encode(row.pk.bytes).decode().rstrip("=")

    def _value(self, cursor: str) -> Any:
        if not re.fullmatch("[A-Za-z0-9_-]{21}[AQgw]", cursor):
            raise _bad_cursor()
        return uuid.UUID(bytes=base64.urlsafe_b64decode(f"{cursor}=="))


class PathPagination(KeysetPagination):
    """Files by path."""

    column = "path"
    descending = False
    # Any text is a place between two paths.
    cursor_schema = {"type": "string", "pattern": "^[^\u0000]*$"}

    def _cursor(self, row: Any) -> str:
        return str(row.path)

    def _value(self, cursor: str) -> Any:
        if "\x00" in cursor:
            raise _bad_cursor()
        return cursor


class VersionPagination(KeysetPagination):
    """Dataset versions by number, newest first."""

    column = "number"
    cursor_schema = {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}

    def _cursor(self, row: Any) -> str:
        return str(row.number)

    def _value(self, cursor: str) -> Any:
        if not re.fullmatch("[1-9][0-9]{0,8}", cursor):
            raise _bad_cursor()
        return int(cursor)


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    plain = text.isascii() and text.isdecimal() and len(text) < 10
    if not plain or not 1 <= int(text) <= MAX_LIMIT:
        sentence = f"must be a whole number from 1 to {MAX_LIMIT}; you gave {text[:40]!r}."
        raise BadParameters([("limit", sentence)])
    return int(text)


def _bad_cursor() -> BadParameters:
    return BadParameters([("cursor", "is none of ours: take it from `next` as it is.")])


def next_address(request: Request, cursor: str) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")


def _described(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": schema,
    }
