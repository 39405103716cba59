"""What Celery workers do, where a broker is set."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task

from search.drain import drain
from search.engines.base import EngineDown
from search.reindex import ensure_index

log = structlog.get_logger("holotype.outbox")
_TRIES = 6


@shared_task(bind=True, max_retries=_TRIES)  # type: ignore[untyped-decorator]
def drain_outbox(self: Any) -> None:
    """Drain until nothing is due.

    While the engine is down: again after 1, 2, 4 … 32 s. Then this task gives up, as every
    change sends another one and they would pile up; the indexer, which polls beside the workers,
    drains once the engine is back.
    """
    put_off = 0
    try:
        ensure_index()
        while (drained := drain()).marks:
            put_off += drained.put_off
    except EngineDown as down:
        if self.request.retries >= _TRIES:
            log.error("engine still down; left to the indexer", error=str(down))
            return
        raise self.retry(exc=down, countdown=2**self.request.retries) from down
    if put_off:
        self.apply_async(countdown=2)
