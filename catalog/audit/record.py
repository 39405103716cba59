"""Appending to the audit trail, and checking that nobody changed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.models import AuditEntry, AuditHead
from search.sql import insert

GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True)


def record(
    *, actor: Caller, action: str, object_type: str, object_id: object, **details: Any
) -> AuditEntry:
    """Append one entry; call it last in the transaction of what it tells of."""
    [entry] = record_all(
        actor=actor, action=action, object_type=object_type, objects=[(object_id, details)]
    )
    return entry


def record_all(
    *,
    actor: Caller,
    action: str,
    object_type: str,
    objects: Iterable[tuple[object, dict[str, Any]]],
) -> list[AuditEntry]:
    """Append an entry for each of `objects`, which are an id and details; last in the
    transaction of what they tell of.

    The head row is locked until commit, so that the chain has one order; late in the
    transaction that lock is short.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs to its transaction")
    head = one_writer_at_a_time()
    entries: list[AuditEntry] = []
    for object_id, details in objects:
        entry = AuditEntry(
            at=timezone.now(),
            actor=actor.user,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            details=details,
            previous=head.hash,
        )
        entry.hash = head.hash = hash_of(entry)
        entries.append(entry)
    insert(entries)
    head.save(update_fields=["hash"])
    return entries


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
    content = {
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id],
        "details": entry.details,
        "previous": entry.previous,
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
