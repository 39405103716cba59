"""Finding a collection, as far as the caller may see it."""

from __future__ import annotations

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.datasets.editing import as_uuid
from catalog.errors import NotAllowed, NotFound
from collections_app.models import Collection


def collection_for(
    caller: Caller, collection_id: object, action: str = "collection.read"
) -> Collection:
    """With its grants loaded. Raises NotFound, NotAllowed."""
    collection = (
        Collection.objects.prefetch_related("grants")
        .select_related("created_by")
        .filter(pk=as_uuid(collection_id))
        .first()
    )
    if collection is None or not may(
        caller, "collection.read", collection.access, collection.grants.all()
    ):
        raise NotFound
    if not may(caller, action, collection.access, collection.grants.all()):
        raise NotAllowed(f"You may see this collection, but not {action.split('.')[1]} it.")
    return collection
