"""Documents that changed, waiting for the saved searches to be asked about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import AlertMark, Subscription

# A process that was killed while asking holds its marks no longer than this.
_CLAIM = dt.timedelta(minutes=2)


def note(changed: Collection[tuple[str, str]]) -> None:
    """Called by the search library, in the transaction that removes the outbox marks.

    Without any alert nothing is written. One that is committed a moment later misses nothing: its
    preparation asks the index, which has these documents by then.
    """
    if Subscription.objects.exists():
        AlertMark.objects.bulk_create(AlertMark(kind=kind, key=key) for kind, key in changed)


def claim(limit: int) -> Sequence[AlertMark]:
    """The oldest marks that nobody else is working on, for the caller alone for a while."""
    now = timezone.now()
    with transaction.atomic():
        free = AlertMark.objects.filter(Q(claimed=None) | Q(claimed__lte=now)).order_by("id")
        if connection.vendor == "postgresql":
            free = free.select_for_update(skip_locked=True)
        marks = list(free[:limit])
        AlertMark.objects.filter(id__in=[mark.id for mark in marks]).update(claimed=now + _CLAIM)
    return marks


def release(marks: Sequence[AlertMark]) -> None:
    """Give them back, unasked."""
    AlertMark.objects.filter(id__in=[mark.id for mark in marks]).update(claimed=None)


def remove(marks: Sequence[AlertMark]) -> None:
    AlertMark.objects.filter(id__in=[mark.id for mark in marks]).delete()
