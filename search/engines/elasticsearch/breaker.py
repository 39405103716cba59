"""A circuit breaker: while the servers are away nobody waits for them.

Closed: everything passes. After a few failures in a row it opens: whoever asks is told at once.
When its time is over one caller may try, the others are still told; where that goes well it closes,
else it opens again for twice as long. One a process, shared by its threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from search.engines.elasticsearch.boundary import Away

_FAILURES = 3
_FIRST_WAIT = 1.0  # seconds
_LONGEST_WAIT = 10.0


class Breaker:
    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._wait = _FIRST_WAIT
        self._opened = 0.0
        self._is_open = self._is_probed = False
        self._why = ""

    @property
    def state(self) -> str:
        """ "closed", "open" or "half-open"."""
        with self._lock:
            if not self._is_open:
                return "closed"
            return "half-open" if self._is_probed or self._is_due() else "open"

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around what asks the servers. Raises `Away` without asking while it is open."""
        is_probe = self._enter()
        try:
            yield
        except Away as away:
            self._failed(str(away), is_probe=is_probe)
            raise
        except BaseException:  # they answered, or the caller gave up
            self._answered(is_probe=is_probe)
            raise
        self._answered(is_probe=is_probe)

    def _enter(self) -> bool:
        """Whether this is the one that tries."""
        with self._lock:
            if not self._is_open:
                return False
            if self._is_probed or not self._is_due():
                raise Away(f"{self._why} (not asked again yet)")
            self._is_probed = True
            return True

    def _is_due(self) -> bool:
        return self._clock() - self._opened >= self._wait

    def _answered(self, *, is_probe: bool) -> None:
        with self._lock:
            if is_probe or not self._is_open:
                self._failures, self._wait = 0, _FIRST_WAIT
                self._is_open = self._is_probed = False

    def _failed(self, why: str, *, is_probe: bool) -> None:
        with self._lock:
            if self._is_open and not is_probe:
                return  # it was asked before it opened
            self._failures += 1
            if is_probe:
                self._wait = min(self._wait * 2, _LONGEST_WAIT)
            if is_probe or self._failures >= _FAILURES:
                self._is_open, self._is_probed = True, False
                self._opened, self._why = self._clock(), why
