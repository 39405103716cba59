"""Cursors: where the next page starts, bound to the question that it belongs to.

A cursor names the last hit of a page by what it was sorted by and its id. It keeps nothing on a
server and carries no rights: each page is asked of the index as it is then, under the labels that
its caller has then. See `docs/adr/0012-cursors-name-the-last-hit.md`.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from search.engines.base import BadQuery
from search.request import Condition, SearchRequest, Sort

_VERSION = 2
_ANCHORS = 5
_SIGNED = 16  # characters of the signature


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """The end of a page: its last hit's sort `keys`, the id last; how many hits were `seen` up to
    there; and, where scores decide the order, the ids of the last few of them."""

    keys: tuple[Any, ...]
    seen: int
    ids: tuple[str, ...] = ()


def place_after(
    before: Place | None, page: Sequence[tuple[Sequence[Any], str]], *, is_ranked: bool
) -> Place:
    """The end of `page`, whose hits are given by their sort keys and ids."""
    seen = (before.seen if before else 0) + len(page)
    ids = tuple(id_ for _, id_ in page[-_ANCHORS:]) if is_ranked else ()
    return Place(tuple(page[-1][0]), seen, ids)


def encode_cursor(request: SearchRequest, place: Place) -> str:
    """An opaque string that continues `request` after `place`."""
    told = [_VERSION, _digest(request), place.keys, place.seen, place.ids]
    plain = json.dumps(told, separators=(",", ":"))
    signed = f"{_signature(plain)}{plain}"
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def cursor_after(request: SearchRequest, id_: str) -> str:
    """Continues `request`, sorted by id, after `id_`, whether that is (still) found or not."""
    return encode_cursor(request, Place((id_,), 0))


def decode_cursor(request: SearchRequest) -> Place | None:
    """The place that `request.cursor` stands for; None without one.

    Raises `BadQuery` for a cursor that this catalogue did not make or that another query made.
    """
    if not request.cursor:
        return None
    version, digest, *place = _parts(request.cursor)
    if version != _VERSION:
        raise _unreadable()
    if digest != _digest(request):
        raise BadQuery(
            "cursor belongs to another query. Use the cursor of this query's last page, "
            "or leave it out to start at the first page.",
            parameter="cursor",
        )
    keys, seen, ids = place
    return Place(tuple(keys), seen, tuple(ids))


def _parts(cursor: str) -> list[Any]:
    """What was signed, so all of it is ours: an engine need not look at it twice."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        signed = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (UnicodeError, binascii.Error, ValueError):
        raise _unreadable() from None
    signature, plain = signed[:_SIGNED], signed[_SIGNED:]
    if not constant_time_compare(signature, _signature(plain)):
        raise _unreadable()
    found: list[Any] = json.loads(plain)
    return found


def _signature(plain: str) -> str:
    return salted_hmac("search.cursor", plain, algorithm="sha256").hexdigest()[:_SIGNED]


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
        # As it was written: "now" in it means another moment on every page.
        request.query or repr(request.criteria or ""),
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
    return [field.name, field.type, sort.descending]
