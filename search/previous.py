"""What the index that was replaced misses since, so that there is a way back to it.

Until the swap it took in every drained mark. From then on every drain notes the keys of the marks
that it removes, in the transaction that removes them. So what differs from the database in the
replaced index is among the noted keys and the marks that still stand. See `docs/adr/0014`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from search import locks
from search.configuration import configured
from search.engine import engine
from search.engines.base import EngineDown
from search.models import MissedChange, OutboxMark, PreviousIndex, RebuildState

_PORTION = 5_000
# Readers look for the new index before every search, and finish what they began on the old one.
_LEAST = dt.timedelta(minutes=10)


def retention() -> dt.timedelta:
    """How long a replaced index is kept."""
    return max(dt.timedelta(hours=float(configured("ROLLBACK_HOURS", 24))), _LEAST)


def note(marks: Iterable[OutboxMark]) -> None:
    """In the transaction that removes the marks."""
    kept = PreviousIndex.objects.values_list("id", flat=True).first()
    if kept is None:
        return
    missed = {(mark.kind, mark.key) for mark in marks}
    MissedChange.objects.bulk_create(
        [MissedChange(previous=kept, kind=kind, key=key) for kind, key in sorted(missed)],
        ignore_conflicts=True,
    )


def remember(generation: str) -> None:
    """In the transaction of the swap: `generation` ("" for none) was replaced and lacks nothing."""
    forget()
    if generation:
        PreviousIndex.objects.create(generation=generation)


def forget() -> None:
    """There is no way back any more."""
    PreviousIndex.objects.all().delete()


def missed(kind: str, batch: int) -> Iterator[list[str]]:
    """Keys of a kind that the replaced index may lack, in batches."""
    rows = _of_the_present().filter(kind=kind).order_by("id")
    last = 0
    while page := list(rows.filter(id__gt=last).values_list("id", "key")[:batch]):
        last = page[-1][0]
        yield [key for _, key in page]


def count_missed() -> int:
    return _of_the_present().count()


def expire() -> None:
    """Give up a replaced index whose time is over, and what is left of former ones."""
    with locks.swapping():
        over = PreviousIndex.objects.filter(since__lt=timezone.now() - retention()).first()
        if over is not None and not RebuildState.objects.exists():
            over.delete()
        else:
            over = None
    if over is not None:
        with contextlib.suppress(EngineDown):  # else the next swap removes it
            engine().discard(over.generation)
    present = PreviousIndex.objects.values_list("id", flat=True)
    garbage = MissedChange.objects.exclude(previous__in=present).values_list("id", flat=True)
    MissedChange.objects.filter(id__in=list(garbage[:_PORTION])).delete()


def _of_the_present() -> QuerySet[MissedChange]:
    kept = PreviousIndex.objects.values_list("id", flat=True).first()
    return MissedChange.objects.filter(previous=kept or 0)
