"""Making collections, filling them and sharing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from catalog.access.caller import Caller
from catalog.access.policy import may, readable_datasets
from catalog.audit.record import one_writer_at_a_time, record
from catalog.datasets import pids
from catalog.datasets.checks import text_faults
from catalog.datasets.editing import as_uuid, check_precondition
from catalog.datasets.share import grant_faults
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import Dataset, Role
from catalog.models.keys import with_keys
from catalog.saved.question import canonical
from collections_app.dynamic import query_faults
from collections_app.models import Collection, CollectionGrant, Membership
from collections_app.queries import readable_collections
from search.outbox import mark

MAX_MEMBERS_A_REQUEST = 10_000

# Everything that stands, at however many removes, inside one of the given collections.
_INSIDE = """
WITH RECURSIVE inside(id) AS (
    SELECT c.id FROM collections_app_collection c WHERE c.id = %s
    UNION
    SELECT m.child_id FROM inside JOIN collections_app_membership m ON m.collection_id = inside.id
    WHERE m.child_id IS NOT NULL
)
SELECT 1 FROM inside WHERE id = %s LIMIT 1
"""


def create_collection(
    *,
    actor: Caller,
    title: str,
    description: str = "",
    access: str = "private",
    key: str = "",
    query: str | None = None,
) -> Collection:
    """A new collection owned by the actor; with `key`, the one made before.

    Empty, or with `query` dynamic: its members are what the query finds.

    Raises NotAllowed, Invalid.
    """
    if not may(actor, "collection.create", "private"):
        raise NotAllowed("Sign in, or use a token with the write scope, to make collections.")
    _refuse([*_faults(title, description, access, key), *query_faults(query)])
    with transaction.atomic():
        if key:
            known = with_keys(Collection.objects.all(), actor.known, [key]).first()
            if known is not None:
                return known
        collection = Collection.objects.create(
            pid=pids.mint(),
            key=key,
            title=title.strip(),
            description=description,
            access=access,
            query=None if query is None else canonical(query),
            created_by=actor.known,
        )
        CollectionGrant.objects.create(
            collection=collection, principal=f"user:{actor.known.pk}", role=Role.OWNER
        )
        _done(actor, collection, "collection.create", title=collection.title)
        return collection


@transaction.atomic
def edit_collection(
    *,
    actor: Caller,
    collection_id: object,
    title: str | None = None,
    description: str | None = None,
    access: str | None = None,
    query: str | None = None,
    if_match: str | None,
) -> Collection:
    """Set title, description, access level (which only an owner may change) and the query of a
    dynamic one; None: as it is.

    Raises NotFound, NotAllowed, Invalid, Conflict, PreconditionFailed, PreconditionRequired.
    """
    collection = _locked(actor, collection_id, "collection.edit")
    check_precondition(collection, if_match)
    title = collection.title if title is None else title
    description = collection.description if description is None else description
    access = collection.access if access is None else access
    changed = query is not None and query != collection.query
    _refuse([*_faults(title, description, access, ""), *query_faults(query if changed else None)])
    if changed and not collection.is_dynamic:
        raise Conflict("This collection's members are added by hand. Make a dynamic one instead.")
    if access != collection.access:
        _locked(actor, collection_id, "collection.share")
    narrowed = access != collection.access and access != "public"
    collection.title, collection.description = title.strip(), description
    collection.access = access
    if changed:
        collection.query = canonical(query or "")
    collection.revision += 1
    collection.save()
    _done(actor, collection, "collection.edit", restricting=narrowed, access=access)
    return collection


@transaction.atomic
def add_members(
    *,
    actor: Caller,
    collection_id: object,
    datasets: tuple[object, ...] = (),
    children: tuple[object, ...] = (),
) -> int:
    """Put datasets and collections that the actor may see into a collection; how many are new.

    All or nothing. Raises NotFound, NotAllowed, Invalid with each unknown member, Conflict where
    a collection would come to stand inside itself.
    """
    collection = _locked(actor, collection_id, "collection.edit")
    if collection.is_dynamic:
        raise Conflict("This collection's members are what its query finds. Change the query.")
    if len(datasets) + len(children) > MAX_MEMBERS_A_REQUEST:
        raise Invalid(f"At most {MAX_MEMBERS_A_REQUEST:,} members a request.")
    seen = Dataset.objects.filter(readable_datasets(actor)).exclude(stage=Dataset.Stage.WITHDRAWN)
    rows = [
        *_members(collection, actor, "dataset", datasets, seen),
        *_members(
            collection,
            actor,
            "child",
            children,
            Collection.objects.filter(readable_collections(actor)),
        ),
    ]
    _refuse_cycles(collection, [row.child_id for row in rows if row.child_id])
    before = collection.members.count()
    Membership.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    added = collection.members.count() - before
    if added:
        collection.revision += 1
        collection.save()
        _mark_members(rows)
        _done(actor, collection, "collection.add", added=added)
    return added


@transaction.atomic
def remove_member(*, actor: Caller, collection_id: object, member_id: object) -> None:
    """Take a dataset or collection out. Raises NotFound where it is not in."""
    collection = _locked(actor, collection_id, "collection.edit")
    key = as_uuid(member_id)
    members = collection.members.filter(dataset_id=key) | collection.members.filter(child_id=key)
    gone = list(members)
    if not gone:
        raise NotFound("That is not a member of this collection.")
    members.delete()
    _mark_members(gone)
    collection.revision += 1
    collection.save()
    _done(actor, collection, "collection.remove", member=str(key))


@transaction.atomic
def grant_collection_role(
    *, actor: Caller, collection_id: object, principal: str, role: str
) -> CollectionGrant:
    """Give a role on the collection itself; its members keep their own rights."""
    collection = _locked(actor, collection_id, "collection.share")
    _refuse(grant_faults(principal, role))
    if role != Role.OWNER:
        _keep_an_owner(collection, principal)
    grant, _ = CollectionGrant.objects.update_or_create(
        collection=collection, principal=principal, defaults={"role": role}
    )
    _done(actor, collection, "collection.grant", restricting=True, principal=principal, role=role)
    return grant


@transaction.atomic
def revoke_collection_role(*, actor: Caller, collection_id: object, principal: str) -> None:
    """Raises NotFound where the principal has no role, Conflict for the last owner."""
    collection = _locked(actor, collection_id, "collection.share")
    _keep_an_owner(collection, principal)
    gone, _ = collection.grants.filter(principal=principal).delete()
    if not gone:
        raise NotFound(f"{principal} has no role on this collection.")
    _done(actor, collection, "collection.revoke", restricting=True, principal=principal)


def _locked(actor: Caller, collection_id: object, action: str) -> Collection:
    collection = (
        Collection.objects.select_for_update(no_key=True).filter(pk=as_uuid(collection_id)).first()
    )
    if collection is None:
        raise NotFound
    grants = list(collection.grants.all())
    if not may(actor, "collection.read", collection.access, grants):
        raise NotFound
    if not may(actor, action, collection.access, grants):
        raise NotAllowed(f"You may see this collection, but not {action.split('.')[1]} it.")
    return collection


def _members(
    collection: Collection, actor: Caller, kind: str, keys: tuple[object, ...], seen: Any
) -> list[Membership]:
    wanted = {as_uuid(key): index for index, key in enumerate(keys)}
    found = set(seen.filter(pk__in=list(wanted)).values_list("pk", flat=True))
    field = "datasets" if kind == "dataset" else "collections"
    _refuse(
        [
            Fault(f"/{field}/{index}", f"There is no {kind} {key} that you may see.")
            for key, index in wanted.items()
            if key not in found
        ]
    )
    return [
        Membership(collection=collection, added_by=actor.known, **{f"{kind}_id": key})
        for key in wanted
    ]


def _mark_members(rows: Iterable[Membership]) -> None:
    """A document holds the collections that its thing stands in directly."""
    members = list(rows)
    mark("dataset", [str(row.dataset_id) for row in members if row.dataset_id])
    mark("collection", [str(row.child_id) for row in members if row.child_id])


def _refuse_cycles(collection: Collection, children: list[Any]) -> None:
    if not children:
        return
    one_writer_at_a_time()
    native = connection.features.has_native_uuid_field
    with connection.cursor() as cursor:
        for child in children:
            keys = [child, collection.pk] if native else [child.hex, collection.pk.hex]
            cursor.execute(_INSIDE, keys)
            if cursor.fetchone():
                raise Conflict("A collection cannot stand inside itself.")


def _faults(title: str, description: str, access: str, key: str) -> list[Fault]:
    faults = [
        *text_faults("/title", title, 300),
        *text_faults("/description", description, 100_000),
        *text_faults("/key", key, 200),
    ]
    if not title.strip():
        faults.append(Fault("/title", "A collection needs a title."))
    if access not in Collection.Access.values:
        known = ", ".join(Collection.Access.values)
        faults.append(Fault("/access", f"Access must be one of {known}."))
    return faults


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid("The collection was not changed.", problems=faults)


def _keep_an_owner(collection: Collection, principal: str) -> None:
    owners = set(collection.grants.filter(role=Role.OWNER).values_list("principal", flat=True))
    if owners == {principal}:
        raise Conflict("This is the last owner. Make somebody else an owner first.")


def _done(
    actor: Caller, collection: Collection, action: str, *, restricting: bool = False, **more: Any
) -> None:
    mark("collection", [str(collection.pk)], restricting=restricting)
    record(actor=actor, action=action, object_type="collection", object_id=collection.pk, **more)
