"""SQL as it is written here, for the few questions that stand in front of every request.

Putting such a queryset into SQL takes Django ten times as long as the database takes to answer.
Nothing is remembered between requests: what somebody may see is read anew each time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection


def rows(statement: str, parameters: Sequence[str | int]) -> list[tuple[Any, ...]]:
    """What the database's driver answers: on SQLite, truth values come as 0 and 1."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def places(values: Collection[object]) -> str:
    """Placeholders for `IN (…)`, of at least one value."""
    return ", ".join(["%s"] * len(values))
