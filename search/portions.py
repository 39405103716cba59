"""How much to do at once, so that it takes about as long as it should."""

from __future__ import annotations

_SECONDS, _WATCHED = 0.5, 0.25
_LEAST, _MOST = 150, 1_000
_ALERT = 8  # portions: who waited for one change makes another soon


class Portions:
    """Large ones cost less a piece; while one is worked on, what comes meanwhile waits. So they
    grow and shrink, at most to the double or the half at once, with how long the last one took."""

    def __init__(self) -> None:
        self.size = 250
        self._alert = 0

    def learn(self, count: int, seconds: float, *, is_watched: bool) -> None:
        """`count` things took so long. `is_watched`: somebody waits for one of them, so that the
        next few portions should take half as long as else."""
        self._alert = _ALERT if is_watched else max(self._alert - 1, 0)
        wanted = _WATCHED if self._alert else _SECONDS
        if count < self.size and seconds <= wanted:
            return  # there were no more of them, which says nothing
        size = count * min(max(wanted / max(seconds, 0.001), 0.5), 2.0)
        self.size = round(min(max(size, _LEAST), _MOST))
