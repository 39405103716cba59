"""Looking up what its makers named by keys of their own."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model, QuerySet

from catalog.models.user import User

_Row = TypeVar("_Row", bound=Model)


def with_keys(rows: QuerySet[_Row], owner: User, keys: Collection[str]) -> QuerySet[_Row]:
    """The owner's rows with these keys. SQLite takes the index of keys, which leaves out the
    empty one, only where the query leaves it out in so many words."""
    return rows.filter(created_by=owner, key__in=keys).exclude(key="")
