"""What the indexer's process does beside indexing, in a thread of its own.

`settings.HOLOTYPE_SEARCH["CHORES"]` lists dotted paths of functions `work(stop: StopSign) -> bool`.
Each does a bounded slice of work (about a second at most), keeps where it is in the database, and
answers whether there may be more to do at once. Several indexers may run, so a chore claims what it
works on; and any of them may be killed, so a claim must end by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import structlog
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

from search.configuration import configured
from search.lifeline import StopSign

log = structlog.get_logger("holotype.chores")
Chore = Callable[[StopSign], bool]
_LONGEST_WAIT = 60.0


class Chores:
    """Goes round the chores until `stop`; an idle one is asked again after `interval` seconds,
    also where others are busy: asking costs queries.

    One that fails is asked again after 1, 2, 4 … 60 s, and keeps no other from its turn.
    """

    def __init__(self, *, interval: float, stop: StopSign) -> None:
        self._interval = interval
        self._stop = stop
        self._due: dict[str, float] = {}
        self._trouble: dict[str, int] = {}

    def start(self) -> threading.Thread | None:
        """A thread that ends after `stop`; None where there are no chores."""
        paths = configured("CHORES", [])
        if not paths:
            return None
        thread = threading.Thread(target=self.run, args=[paths], name="chores")
        thread.start()
        return thread

    def run(self, paths: Sequence[str]) -> None:
        try:
            while not self._stop.is_set():
                for path in paths:
                    self._turn(path)
                self._stop.wait(max(min(map(self._wait, paths)), 0))
        finally:
            connection.close()

    def _wait(self, path: str) -> float:
        """Seconds until it is the chore's turn."""
        return self._due.get(path, 0) - time.monotonic()

    def _turn(self, path: str) -> None:
        if self._stop.is_set() or self._wait(path) > 0:
            return
        close_old_connections()
        try:
            chore: Chore = import_string(path)
            busy = chore(self._stop)
        except Exception:
            self._put_off(path)
            return
        self._trouble.pop(path, None)
        self._due[path] = time.monotonic() + (0 if busy else self._interval)

    def _put_off(self, path: str) -> None:
        times = self._trouble[path] = self._trouble.get(path, 0) + 1
        wait = min(2.0 ** (times - 1), _LONGEST_WAIT)
        self._due[path] = time.monotonic() + wait
        log.exception("chore failed; trying again", chore=path, seconds=wait)
        if not connection.in_atomic_block:
            connection.close()
