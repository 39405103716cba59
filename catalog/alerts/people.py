"""Subscribers with the rights that they have now."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from catalog.access.caller import Caller, caller_of
from catalog.access.policy import allowed
from catalog.models import SavedSearchGrant, Subscription, User

_AT_ONCE = 2000
Grants = Mapping[uuid.UUID, list[SavedSearchGrant]]


@dataclasses.dataclass(frozen=True, slots=True)
class Subscriber:
    """An alert of somebody who may (still) see the saved search that it is on."""

    subscription: Subscription
    caller: Caller

    @property
    def query(self) -> str:
        return self.subscription.search.query

    @property
    def labels(self) -> frozenset[str]:
        return self.caller.labels


def subscribers(rows: QuerySet[Subscription]) -> Iterator[Subscriber]:
    """Those of `rows` whose person is active and may see the saved search. A few queries for each
    two thousand."""
    active = rows.filter(user__is_active=True).select_related("search").defer("known")
    page: list[Subscription] = []
    for row in active.order_by("pk").iterator(chunk_size=_AT_ONCE):
        page.append(row)
        if len(page) == _AT_ONCE:
            yield from _with_rights(page)
            page = []
    yield from _with_rights(page)


def _with_rights(page: list[Subscription]) -> Iterator[Subscriber]:
    users = User.objects.filter(pk__in={row.user_id for row in page})
    callers = {
        user.pk: caller_of(user) for user in users.prefetch_related("groups", "organizations")
    }
    grants = _grants_of(page)
    for row in page:
        caller = callers.get(row.user_id)
        if caller is not None and _sees(caller, row, grants):
            yield Subscriber(row, caller)


def _grants_of(page: list[Subscription]) -> Grants:
    found: dict[uuid.UUID, list[SavedSearchGrant]] = {}
    searches = {row.search_id for row in page}
    for grant in SavedSearchGrant.objects.filter(search__in=searches):
        found.setdefault(grant.search_id, []).append(grant)
    return found


def _sees(caller: Caller, row: Subscription, grants: Grants) -> bool:
    opening = allowed("saved_search.read", row.search.access, grants.get(row.search_id, ()))
    return bool(caller.labels & opening)
