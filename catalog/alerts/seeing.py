"""Which matches somebody may be shown: under the rights that they have now.

Apps above the catalogue add the kinds of things that are theirs (collections), in their
AppConfig's `ready`, as they add parts of pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.models import Computation, Dataset, Match, Subscription
from catalog.provenance.visibility import readable_computations

Seen = Callable[[Caller], QuerySet[Any]]


def _datasets(caller: Caller) -> QuerySet[Any]:
    rows = Dataset.objects.filter(readable_datasets(caller))
    return rows.exclude(stage=Dataset.Stage.WITHDRAWN)


def _computations(caller: Caller) -> QuerySet[Any]:
    return Computation.objects.filter(readable_computations(caller))


_kinds: dict[str, Seen] = {"dataset": _datasets, "computation": _computations}


def add_kind(kind: str, seen: Seen) -> None:
    """`seen(caller)` are the rows of that kind that the caller may see."""
    _kinds[kind] = seen


def notices_of(caller: Caller) -> QuerySet[Match]:
    """What the caller is told of and may (still) see; one query, whatever it is of. What goes out
    by mail or webhook is among them once it went out, or could not."""
    visible = Q(pk__in=[])
    for kind, seen in _kinds.items():
        visible |= Q(kind=kind, key__in=seen(caller).values("pk"))
    here = Q(subscription__channel=Subscription.Channel.NOTICE) | Q(told__isnull=False)
    return Match.objects.filter(here, visible, subscription__user=caller.user, held=False)


def unread_of(caller: Caller, most: int = 100) -> int:
    """How many notices wait to be read, counted up to `most`; an alert that was stopped is one."""
    if caller.user is None:
        return 0
    unread = notices_of(caller).filter(read=None).values_list("pk", flat=True)[:most]
    return len(unread) + len(stopped_of(caller).values_list("pk", flat=True)[:most])


def stopped_of(caller: Caller) -> QuerySet[Subscription]:
    """The caller's alerts that send nothing any more, until they are saved again."""
    mine = Subscription.objects.filter(user=caller.user).exclude(stopped="")
    return mine.select_related("search").defer("known")
