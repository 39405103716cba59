"""`in:` in queries, resolved under the labels of the caller."""

from __future__ import annotations

from django.db.models import Q

from catalog.access.caller import caller_with
from catalog.datasets.editing import as_uuid
from catalog.errors import NotFound
from collections_app.models import Membership
from collections_app.queries import collections_seen, readable_collections
from search.criteria import Criterion, OneOf
from search.engines.base import BadQuery

MAX_COLLECTIONS = 10_000


def inside(labels: frozenset[str], name: str) -> Criterion | None:
    """What stands in the collection of this id or PID, or in collections in it, as far down as
    the caller sees them; None where they see no such collection. Raises `BadQuery` where it holds
    more than 10,000 collections.

    Members that the caller may not see are not found: the query has their labels, not those of
    the collection.
    """
    caller = caller_with(labels)
    start = collections_seen(caller).filter(_called(name)).values_list("pk", flat=True).first()
    if start is None:
        return None
    found, fresh = {start}, {start}
    while fresh:
        children = Membership.objects.filter(
            readable_collections(caller, path="child__"),
            collection__in=fresh,
            child__isnull=False,
        )
        fresh = set(children.values_list("child_id", flat=True)) - found
        found |= fresh
        if len(found) > MAX_COLLECTIONS:
            raise BadQuery(f"“{name}” holds more than {MAX_COLLECTIONS:,} collections; name one.")
    return OneOf("groups", tuple(sorted(map(str, found))))


def _called(name: str) -> Q:
    try:
        return Q(pid=name) | Q(pk=as_uuid(name))
    except NotFound:
        return Q(pid=name)


def groups_of(kind: str, keys: list[str]) -> dict[str, tuple[str, ...]]:
    """Key of a dataset or of a collection (`kind` "child") → keys of the collections that it
    stands in directly; one query."""
    rows = Membership.objects.filter(**{f"{kind}__in": keys}).order_by("pk")
    found: dict[str, tuple[str, ...]] = {}
    for member, collection in rows.values_list(f"{kind}_id", "collection_id"):
        found[str(member)] = (*found.get(str(member), ()), str(collection))
    return found
