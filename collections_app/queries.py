"""Which collections a caller may see, and what they see in them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import allowed, may, readable, readable_datasets
from catalog.datasets.editing import as_uuid
from catalog.errors import NotAllowed, NotFound
from catalog.models import Dataset
from collections_app.models import Collection, CollectionGrant, Membership


def readable_collections(caller: Caller, path: str = "") -> Q:
    """Filter of rows whose collection is at `path` ("" for collections themselves)."""
    return readable(
        "collection.read",
        caller,
        CollectionGrant.objects.all(),
        draft=Q(pk__in=[]),
        owner="collection",
        path=path,
    )


def collection_labels(collection: Collection) -> frozenset[str]:
    """The same as labels of its document. Prefetch `grants`."""
    return allowed("collection.read", collection.access, collection.grants.all())


def members_seen(caller: Caller, collection: Collection) -> QuerySet[Membership]:
    """The members that the caller may see, in the order they were added."""
    datasets = Q(dataset__isnull=False) & readable_datasets(caller, path="dataset__")
    children = Q(child__isnull=False) & readable_collections(caller, path="child__")
    return (
        Membership.objects.filter(collection=collection)
        .filter(datasets | children)
        .exclude(dataset__stage=Dataset.Stage.WITHDRAWN)
        .select_related("dataset__current", "child")
        .order_by("pk")
    )


def collections_seen(caller: Caller) -> QuerySet[Collection]:
    """The collections that the caller may read."""
    return Collection.objects.filter(readable_collections(caller))


def read_collection(*, caller: Caller, collection_id: object) -> Collection:
    """Raises NotFound."""
    collection = collections_seen(caller).filter(pk=as_uuid(collection_id)).first()
    if collection is None:
        raise NotFound
    return collection


def collection_grants_seen(*, caller: Caller, collection_id: object) -> QuerySet[CollectionGrant]:
    """Who has which role: for those who may change it. Raises NotFound, NotAllowed."""
    collection = read_collection(caller=caller, collection_id=collection_id)
    grants = collection.grants.filter(principal__in=sorted(caller.labels))
    if not may(caller, "collection.share", collection.access, grants):
        raise NotAllowed("Only the owners of this collection see who has a role on it.")
    return CollectionGrant.objects.filter(collection=collection)
