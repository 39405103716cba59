"""How much to do at once, so that it takes about as long as it should."""

from __future__ import annotations

_SECONDS = 0.4
_LEAST, _MOST = 200, 1_000


class Portions:
    """Large ones cost less a piece; while one is worked on, what comes meanwhile waits. So they
    grow and shrink, at most to the double or the half at once, with how long the last one took."""

    def __init__(self) -> None:
        self.size = 400

    def learn(self, seconds: float) -> None:
        """A portion of `size` took so long."""
        factor = _SECONDS / max(seconds, 0.001)
        wanted = self.size * min(max(factor, 0.5), 2.0)
        self.size = round(min(max(wanted, _LEAST), _MOST))
