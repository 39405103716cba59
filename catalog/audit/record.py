"""Appending to the audit trail, and checking that nobody changed it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.models import AuditEntry, AuditHead
from search.sql import insert_values

GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True)
_HASHED = ("at", "actor_id", "action", "object_type", "object_id", "details", "previous")


def record(
    *, actor: Caller, action: str, object_type: str, object_id: object, **details: Any
) -> None:
    """Append one entry; call it last in the transaction of what it tells of."""
    record_all(actor=actor, action=action, object_type=object_type, objects=[(object_id, details)])


def record_all(
    *,
    actor: Caller,
    action: str,
    object_type: str,
    objects: Iterable[tuple[object, dict[str, Any]]],
) -> None:
    """Append an entry for each of `objects`, which are an id and details; last in the
    transaction of what they tell of.

    The head row is locked until commit, so that the chain has one order; late in the
    transaction that lock is short.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs to its transaction")
    head = one_writer_at_a_time()
    actor_id, now = actor.user.pk if actor.user else None, timezone.now()
    entries: list[dict[str, Any]] = []
    for object_id, details in objects:
        entry: dict[str, Any] = {
            "at": now,
            "actor_id": actor_id,
            "action": action,
            "object_type": object_type,
            "object_id": str(object_id),
            "details": details,
            "previous": head.hash,
        }
        entry["hash"] = head.hash = _hash_of(**entry)
        entries.append(entry)
    insert_values(AuditEntry, entries)
    head.save(update_fields=["hash"])


def one_writer_at_a_time() -> AuditHead:
    """Lock the end of the chain until commit.

    Every write ends here anyway; one whose check must see all other writes (two edges that are
    fine alone can close a cycle together) begins here.
    """
    head = AuditHead.objects.select_for_update().filter(id=1).first()
    if head is None:
        AuditHead.objects.get_or_create(id=1)
        head = AuditHead.objects.select_for_update().get(id=1)
    return head


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the hash before it, as canonical JSON."""
    return _hash_of(**{name: getattr(entry, name) for name in _HASHED})


def _hash_of(
    *,
    at: dt.datetime,
    actor_id: int | None,
    action: str,
    object_type: str,
    object_id: str,
    details: dict[str, Any],
    previous: str,
) -> str:
    content = {
        "at": at.isoformat(),
        "actor": actor_id,
        "action": action,
        "object": [object_type, object_id],
        "details": details,
        "previous": previous,
    }
    return hashlib.sha256(_ENCODER.encode(content).encode()).hexdigest()


def broken_links(batch: int = 5000) -> list[int]:
    """Ids of entries whose hash or predecessor does not fit; empty where the chain is whole.

    A cut-off end shows as the id 0: the head row remembers the last hash.
    """
    previous, broken = GENESIS, []
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=batch):
        if entry.previous != previous or entry.hash != hash_of(entry):
            broken.append(entry.id)
        previous = entry.hash
    head = AuditHead.objects.filter(id=1).values_list("hash", flat=True).first() or GENESIS
    return broken if previous == head else [*broken, 0]
