"""The indexer: a loop that drains, and rebuilds an index that cannot be used."""

from __future__ import annotations

import time

import structlog
from django.db import DatabaseError, close_old_connections, connection

from search import outbox, previous
from search.drain import drain
from search.engine import reset_engine
from search.engines.base import EngineDown
from search.lifeline import StopSign
from search.portions import Portions
from search.reindex import ensure_index, go_on

log = structlog.get_logger("holotype.indexer")
_LONGEST_WAIT = 30.0
_LONGEST_WAIT_FOR_ENGINE = 5.0  # a change should be found soon after it is back
_TIDY_EVERY = 10.0
_LONGEST_REBUILD_WAIT = 300.0
_SAY_EVERY = 10.0
# Seconds between looks at the engine and for rebuilds while nothing changes: asking for both costs
# a hundred times what a look at an empty outbox costs, which comes ten times a second.
_LOOK_EVERY = 1.0
# Seconds from one commit to the next, where changes come in a trickle. What a commit costs, with
# the merges that follow it, hardly depends on how many changes are in it; the first of them does
# not wait.
_COMMIT_EVERY = 0.3


class Stopped(Exception):
    """Raised inside a rebuild when the process is told to stop: the next one goes on with it."""


class Indexer:
    """`interval`: seconds between looks at an empty outbox."""

    def __init__(self, *, interval: float, stop: StopSign) -> None:
        self._interval = interval
        self._stop = stop
        self._portions = Portions()
        self._trouble = 0
        self._tidied = self._said = self._looked = -_TIDY_EVERY
        self._rebuild_at, self._rebuild_wait = 0.0, _TIDY_EVERY

    def run(self) -> None:
        """Until `stop`. An error of a pass is logged and tried again, after 0.5, 1, 2 … 30 s."""
        log.info("indexer started", interval=self._interval)
        while not self._stop.is_set():
            try:
                wait = self._pass()
                self._trouble = 0
            except Stopped:
                break
            except Exception as error:
                wait = self._recover(error)
            self._stop.wait(wait)
        reset_engine()
        connection.close()
        log.info("indexer stopped")

    def _pass(self) -> float:
        """One look; answers the seconds until the next: none where more is due than was taken."""
        close_old_connections()
        if time.monotonic() - self._looked < _LOOK_EVERY and not outbox.pending().exists():
            return self._interval
        ensure_index(progress=self._progress)
        self._tidy()
        self._rebuild()
        began = time.monotonic()
        drained = drain(self._portions.size)
        took = time.monotonic() - began
        self._looked = time.monotonic()
        if not drained.marks:
            return self._interval
        log.debug("drained", marks=drained.marks, put_off=drained.put_off, dead=drained.dead)
        self._portions.learn(drained.marks, took, is_watched=drained.prompt > 0)
        if drained.more:
            return 0.0
        return max(self._interval, _COMMIT_EVERY - took)

    def _tidy(self) -> None:
        if time.monotonic() - self._tidied >= _TIDY_EVERY:
            self._tidied = time.monotonic()
            previous.expire()

    def _rebuild(self) -> None:
        """What an operator wants, or somebody left. What goes wrong with it, again and ever later,
        keeps nothing out of the index that answers."""
        if time.monotonic() < self._rebuild_at:
            return
        try:
            done = go_on(progress=self._progress)
        except Stopped:
            raise
        except Exception as error:
            self._rebuild_at = time.monotonic() + self._rebuild_wait
            log.exception("the rebuild failed; trying again", seconds=self._rebuild_wait)
            self._rebuild_wait = min(self._rebuild_wait * 2, _LONGEST_REBUILD_WAIT)
            if isinstance(error, DatabaseError):
                connection.close()
            return
        self._rebuild_wait = _TIDY_EVERY
        if done is not None:
            log.info("rebuilt", written=done.written, replayed=done.replayed, failed=done.failed)

    def _progress(self, kind: str, done: int) -> None:
        if self._stop.is_set():
            raise Stopped
        if time.monotonic() - self._said >= _SAY_EVERY:
            self._said = time.monotonic()
            log.info("rebuilding", kind=kind, done=done)

    def _recover(self, error: Exception) -> float:
        """How long to wait after this error."""
        known = isinstance(error, EngineDown)
        longest = _LONGEST_WAIT_FOR_ENGINE if known else _LONGEST_WAIT
        wait = min(0.5 * 2.0**self._trouble, longest)
        self._trouble = min(self._trouble + 1, 10)
        log.error(
            "indexing failed; trying again", seconds=wait, error=str(error), exc_info=not known
        )
        if not connection.in_atomic_block:
            connection.close()
        return wait
