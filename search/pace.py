"""Not faster than so many a second."""

from __future__ import annotations

from time import monotonic


class Pace:
    """`rate` in things a second; 0 is no limit."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._free_at = monotonic()

    def spend(self, count: int) -> None:
        if self._rate > 0:
            self._free_at = max(self._free_at, monotonic()) + count / self._rate

    def owed(self) -> float:
        """Seconds to wait before the next."""
        return max(0.0, self._free_at - monotonic())
