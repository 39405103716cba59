"""The indexer: a loop that drains, and rebuilds an index that cannot be used."""

from __future__ import annotations

import time

import structlog
from django.db import close_old_connections, connection

from search import rebuilding
from search.drain import drain
from search.engine import reset_engine
from search.engines.base import EngineDown
from search.lifeline import StopSign
from search.models import RebuildState
from search.reindex import ensure_index

log = structlog.get_logger("holotype.indexer")
_LONGEST_WAIT = 30.0
_TIDY_EVERY = 10.0
_SAY_EVERY = 10.0


class Stopped(Exception):
    """Raised inside a rebuild when the process is told to stop: it is abandoned."""


class Indexer:
    """`interval`: seconds between looks at an empty outbox."""

    def __init__(self, *, interval: float, stop: StopSign) -> None:
        self._interval = interval
        self._stop = stop
        self._trouble = 0
        self._tidied = self._said = -_TIDY_EVERY

    def run(self) -> None:
        """Until `stop`. An error of a pass is logged and tried again, after 0.5, 1, 2 … 30 s."""
        log.info("indexer started", interval=self._interval)
        while not self._stop.is_set():
            try:
                wait = 0 if self._pass() else self._interval
                self._trouble = 0
            except Stopped:
                break
            except Exception as error:
                wait = self._recover(error)
            self._stop.wait(wait)
        reset_engine()
        connection.close()
        log.info("indexer stopped")

    def _pass(self) -> bool:
        """One look; True where there may be more to do at once."""
        close_old_connections()
        self._tidy()
        ensure_index(progress=self._progress)
        drained = drain()
        if drained.marks:
            log.debug("drained", marks=drained.marks, put_off=drained.put_off, dead=drained.dead)
        return drained.marks > 0

    def _tidy(self) -> None:
        """Notice a rebuild that crashed, in whatever process."""
        if time.monotonic() - self._tidied < _TIDY_EVERY:
            return
        self._tidied = time.monotonic()
        if RebuildState.objects.exists() and rebuilding.clear_stale():
            log.warning("cleared what a crashed rebuild left")

    def _progress(self, kind: str, done: int) -> None:
        if self._stop.is_set():
            raise Stopped
        if time.monotonic() - self._said >= _SAY_EVERY:
            self._said = time.monotonic()
            log.info("rebuilding", kind=kind, done=done)

    def _recover(self, error: Exception) -> float:
        """How long to wait after this error."""
        wait = min(0.5 * 2.0**self._trouble, _LONGEST_WAIT)
        self._trouble = min(self._trouble + 1, 10)
        known = isinstance(error, EngineDown)
        log.error(
            "indexing failed; trying again", seconds=wait, error=str(error), exc_info=not known
        )
        if not connection.in_atomic_block:
            connection.close()
        return wait
