"""A dynamic collection as it is today, kept as a static one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.audit.record import record
from catalog.errors import Conflict
from catalog.models import Dataset
from collections_app.dynamic import members_to_freeze, snapshot_title
from collections_app.models import Collection
from collections_app.queries import collections_seen, read_collection
from collections_app.services import add_members, create_collection
from search.request import Hit


def freeze_collection(*, actor: Caller, collection_id: object, title: str = "") -> Collection:
    """A new, private, static collection of the actor's, with a PID of its own: the members that
    the actor finds now. The collection that it is taken from goes on changing.

    Raises NotFound, NotAllowed, Invalid, Conflict, `EngineDown`.
    """
    collection = read_collection(caller=actor, collection_id=collection_id)
    if not collection.is_dynamic:
        raise Conflict("Only a dynamic collection can be frozen; this one changes by hand alone.")
    hits = members_to_freeze(actor, collection)
    with transaction.atomic():
        snapshot = create_collection(
            actor=actor,
            title=title.strip() or snapshot_title(collection, timezone.now()),
            description=collection.description,
        )
        Collection.objects.filter(pk=snapshot.pk).update(snapshot_of=collection)
        snapshot.snapshot_of = collection
        add_members(
            actor=actor,
            collection_id=snapshot.pk,
            datasets=_still(hits, "dataset", _datasets(actor)),
            children=_still(hits, "collection", collections_seen(actor)),
        )
        record(
            actor=actor,
            action="collection.freeze",
            object_type="collection",
            object_id=collection.pk,
            snapshot=str(snapshot.pk),
            members=len(hits),
        )
    snapshot.refresh_from_db()
    return snapshot


def _datasets(actor: Caller) -> QuerySet[Dataset]:
    seen = Dataset.objects.filter(readable_datasets(actor))
    return seen.exclude(stage=Dataset.Stage.WITHDRAWN)


def _still(hits: Iterable[Hit], kind: str, seen: QuerySet[Any]) -> tuple[object, ...]:
    """Without what went out of sight since the index was asked."""
    keys = [hit.id for hit in hits if hit.type == kind]
    there = {str(key) for key in seen.filter(pk__in=keys).values_list("pk", flat=True)}
    return tuple(key for key in keys if key in there)
