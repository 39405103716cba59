"""Drainers and the swap of a rebuilt index keep out of each other's way here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ADVISORY_KEY = 0x484F_4C4F  # any number that nothing else in this database locks on


@contextmanager
def draining() -> Iterator[None]:
    """Around a drain, from reading marks to removing them; many at once.

    PostgreSQL: one transaction, in which the marks' row locks live, and a shared advisory lock.
    SQLite: nothing, as a transaction would keep everyone from writing while documents are built.
    A drain there ends with a write, and `swapping` is what that write waits for.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        _advisory("pg_advisory_xact_lock_shared")
        yield


@contextmanager
def swapping() -> Iterator[None]:
    """One transaction in which no mark becomes applied or goes away, except by its owner.

    PostgreSQL: no drain is under way. SQLite: nobody else writes (transactions are IMMEDIATE); a
    drain that is under way has its marks still in the table, and holds an older version.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _advisory("pg_advisory_xact_lock")
        yield


def _advisory(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_ADVISORY_KEY])
