"""Marks: what changed and is to be indexed, written in the transaction of the change."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from search.models import OutboxMark
from search.sources import UnknownKind, kinds
from search.sql import insert_values, rows

log = structlog.get_logger("holotype.outbox")
_BATCH = 1000
_FEW = 10  # keys: what one person changes at once
_MANY = 100  # marks
_QUIET = 15.0
_quiet_until = 0.0
# The condition of the index `search_mark_restricting`: no other mark is looked at.
_RESTRICTIONS = (
    "SELECT DISTINCT key FROM search_outboxmark WHERE NOT applied AND restricting LIMIT %s"
)


def mark(kind: str, keys: Iterable[str], *, restricting: bool = False) -> int:
    """Note that documents changed, were made or were deleted; answers how many keys.

    `restricting`: somebody may lose the right to find them. Until they are drained, searches
    leave them out, so that what was hidden is hidden from the moment of the commit.

    Raises `TransactionManagementError` outside of a transaction: a mark that is not committed
    together with its change could be lost without it, or drained before it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "search.outbox.mark() belongs into the transaction.atomic() of the change it is about"
        )
    if kind not in kinds():
        raise UnknownKind(f"no source for kind {kind!r}; there are: {', '.join(kinds())}")
    count = 0
    remaining = iter(keys)
    while batch := list(itertools.islice(remaining, _BATCH)):
        prompt = not count and len(batch) <= _FEW
        shared = {"kind": kind, "restricting": restricting, "prompt": prompt}
        insert_values(OutboxMark, [{"key": key, **shared} for key in batch])
        count += len(batch)
    if count:
        _wake_after_commit()
    return count


def pending() -> QuerySet[OutboxMark]:
    """Marks that the answering index has not caught up with."""
    return OutboxMark.objects.filter(applied=False)


def is_behind() -> bool:
    """Whether so much waits for the index that what can wait should."""
    return len(pending().order_by("id").values_list("id")[:_MANY]) == _MANY


def taken(marks: QuerySet[OutboxMark]) -> QuerySet[OutboxMark]:
    """Those that no other transaction works on, held until the end of this one (PostgreSQL; on
    SQLite whoever writes is alone)."""
    if connection.vendor == "postgresql":
        return marks.select_for_update(skip_locked=True)
    return marks


def pending_restrictions(limit: int) -> frozenset[str]:
    """Keys, at most `limit`, of which somebody may have lost sight and the index not know it."""
    return frozenset(key for (key,) in rows(_RESTRICTIONS, [limit]))


def _wake_after_commit() -> None:
    if settings.CELERY_BROKER_URL and not _will_wake():
        transaction.on_commit(_wake)


def _will_wake() -> bool:
    """Whether this transaction wakes a worker already. A callback of a savepoint goes away with
    it, so one only counts where everything it hangs on is what we hang on too."""
    ours = set(connection.savepoint_ids)
    registered: list[tuple[set[str], Callable[[], object], bool]]
    registered = connection.run_on_commit  # type: ignore[assignment]  # the stubs know two of three
    return any(hook is _wake and savepoints <= ours for savepoints, hook, _ in registered)


def _wake() -> None:
    """A broker that is away costs nothing but time: marks stay, and the indexer polls too.

    It may take seconds to find that out, which a request must not pay again and again.
    """
    global _quiet_until
    from search.tasks import drain_outbox

    if time.monotonic() < _quiet_until:
        return
    try:
        drain_outbox.apply_async(retry=False)
    except Exception as error:
        _quiet_until = time.monotonic() + _QUIET
        log.warning("broker not reached; marks stay until the next drain", error=str(error))
