"""Versions: numbers that only grow, over all processes and machines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# The time in microseconds, or one more than the last version where the clock on the wall lags.
# Starting from the time keeps versions growing when the database is restored from a backup that
# is older than the index: a bare counter would start below what the index holds, and every
# later change would be taken for an old one.
_TICK = """
    INSERT INTO search_clock (id, version) VALUES (1, %s)
    ON CONFLICT (id) DO UPDATE SET version = CASE
        WHEN search_clock.version >= excluded.version THEN search_clock.version + 1
        ELSE excluded.version END
    RETURNING version
"""


def tick() -> int:
    """A version above every one given out before, committed before this returns.

    On PostgreSQL it is taken through a connection of its own, because a drainer holds a
    transaction open: the row would stay locked, and drainers would wait for one another.
    """
    with _committing() as used, used.cursor() as cursor:
        cursor.execute(_TICK, [time.time_ns() // 1000])
        return int(cursor.fetchone()[0])


@contextmanager
def _committing() -> Iterator[BaseDatabaseWrapper]:
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        yield connection
        return
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()
