"""Keyset pages: the next page starts after the last row of this one, however many there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from catalog.datasets.editing import as_uuid

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclasses.dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`after` is the cursor of the next page, "" where this is the last."""

    rows: Sequence[Row]
    after: str
    first: bool


def newest_first(rows: QuerySet[Row], cursor: str, size: int = PAGE) -> Page[Row]:
    """By primary key (UUIDv7: by time of making). Raises NotFound for a cursor that is none."""
    if cursor:
        rows = rows.filter(pk__lt=as_uuid(cursor))
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, str(shown[-1].pk) if more else "", not cursor)


def by_field(rows: QuerySet[Row], field: str, cursor: str, size: int = PAGE) -> Page[Row]:
    """In the order of a unique field."""
    if cursor:
        rows = rows.filter(**{f"{field}__gt": cursor})
    found = list(rows.order_by(field)[: size + 1])
    shown = found[:size]
    after = str(getattr(shown[-1], field)) if len(found) > size else ""
    return Page(shown, after, not cursor)
