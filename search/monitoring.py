"""How the index is doing, as the database and this process know it: for health, metrics, pages."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils import timezone

from search import previous, rebuilding
from search.models import DeadLetter, DriftState, PreviousIndex, RebuildState
from search.outbox import pending

# Counting stops here: a backlog of millions must not make the question slow.
MOST_COUNTED = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Indexing:
    """`lag`: how many seconds ago the oldest change happened that the index has not taken in.
    `backlog` and `dead_letters` are counted up to 10,000."""

    backlog: int
    lag: float
    dead_letters: int
    rebuild: RebuildState | None
    drift: DriftState | None


def indexing() -> Indexing:
    """A few small queries, whatever the size of the catalogue."""
    first = pending().order_by("id").values_list("created", flat=True).first()
    lag = (timezone.now() - first).total_seconds() if first else 0.0
    return Indexing(
        backlog=pending()[:MOST_COUNTED].count(),
        lag=max(lag, 0.0),
        dead_letters=DeadLetter.objects.all()[:MOST_COUNTED].count(),
        rebuild=rebuilding.current(),
        drift=DriftState.objects.first(),
    )


def way_back() -> dt.datetime | None:
    """Until when the replaced index is kept; None where there is none."""
    kept = PreviousIndex.objects.first()
    return kept.since + previous.retention() if kept else None
