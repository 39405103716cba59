"""Which saved searches a caller may see."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import may, readable
from catalog.datasets.editing import as_uuid
from catalog.errors import NotAllowed, NotFound
from catalog.models import SavedSearch, SavedSearchGrant, Subscription


def readable_saved_searches(caller: Caller) -> Q:
    return readable(
        "saved_search.read",
        caller,
        SavedSearchGrant.objects.all(),
        draft=Q(pk__in=[]),
        owner="search",
    )


def saved_searches_seen(caller: Caller) -> QuerySet[SavedSearch]:
    """With the caller's own alert on each as `mine`, a list of one or none."""
    alerts = Subscription.objects.filter(user=caller.user).defer("known")
    return (
        SavedSearch.objects.filter(readable_saved_searches(caller))
        .select_related("created_by")
        .prefetch_related(Prefetch("subscriptions", queryset=alerts, to_attr="mine"))
    )


def read_saved_search(*, caller: Caller, search_id: object) -> SavedSearch:
    """Raises NotFound."""
    search = saved_searches_seen(caller).filter(pk=as_uuid(search_id)).first()
    if search is None:
        raise NotFound
    return search


def may_on(caller: Caller, search: SavedSearch, action: str) -> bool:
    return may(caller, f"saved_search.{action}", search.access, search.grants.all())


def saved_search_grants_seen(*, caller: Caller, search_id: object) -> QuerySet[SavedSearchGrant]:
    """Who has which role: for those who may change it. Raises NotFound, NotAllowed."""
    search = read_saved_search(caller=caller, search_id=search_id)
    if not may_on(caller, search, "share"):
        raise NotAllowed("Only the owners of this saved search see who has a role on it.")
    return SavedSearchGrant.objects.filter(search=search)
