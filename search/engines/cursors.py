"""Cursors: where the next page starts, bound to the question that it belongs to."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json

from search.engines.base import BadQuery
from search.request import Condition, SearchRequest, Sort

_VERSION = 1


def encode_cursor(request: SearchRequest, *, offset: int) -> str:
    """An opaque string that continues `request` after its first `offset` hits."""
    plain = json.dumps([_VERSION, _digest(request), offset], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode_cursor(request: SearchRequest) -> int:
    """The offset that `request.cursor` stands for; 0 without one.

    Raises `BadQuery` for a cursor that this library did not make or that another query made.
    """
    if not request.cursor:
        return 0
    version, digest, offset = _parts(request.cursor)
    if version != _VERSION or not isinstance(offset, int) or offset < 0:
        raise _unreadable()
    if digest != _digest(request):
        raise BadQuery(
            "cursor belongs to another query. Use the cursor of this query's last page, "
            "or leave it out to start at the first page.",
            parameter="cursor",
        )
    return offset


def _parts(cursor: str) -> tuple[object, object, object]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        plain = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        version, digest, offset = plain
    except (UnicodeError, binascii.Error, ValueError, TypeError, RecursionError):
        raise _unreadable() from None
    return version, digest, offset


def _unreadable() -> BadQuery:
    return BadQuery(
        "cursor cannot be read. Use the one that the last page of results came with, unchanged, "
        "or leave it out to start at the first page.",
        parameter="cursor",
    )


def _digest(request: SearchRequest) -> str:
    """Of what decides the order and the choice of hits; page size and facets may change."""
    question = [
        request.text,
        sorted(request.types),
        sorted(repr(_condition(condition)) for condition in request.conditions),
        _sort(request.sort),
        request.rank,
    ]
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:16]


def _condition(condition: Condition) -> tuple[object, ...]:
    properties = [(each.name, each.type) for each in condition.properties]
    return condition.operator, properties, condition.values


def _sort(sort: Sort) -> list[object]:
    field = sort.field
    if isinstance(field, str):
        return [field, sort.descending]
    return [*dataclasses.astuple(field)[:2], sort.descending]
