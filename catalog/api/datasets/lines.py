"""From bytes to numbered lines, in batches that are ready together."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

from catalog.api.datasets.spool import CHUNK, BodyTooLarge, Spool, Stalled

MAX_LINE = 16 * 1024 * 1024
BATCH = 500
_BATCH_BYTES = MAX_LINE
_GATHER_SECONDS = 0.05


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """`text` None: the line was longer than MAX_LINE, and is not kept."""

    number: int
    text: bytes | None


@dataclasses.dataclass(frozen=True, slots=True)
class Broken:
    """The body ends here, before its end; `number` is the line that would have come."""

    number: int
    reason: Exception


def batches(spool: Spool) -> Iterator[list[Line | Broken]]:
    """Batches of up to BATCH lines; a smaller one where no more came for a moment, or where they
    are large: what is held at once is at most twice the longest line."""
    batch: list[Line | Broken] = []
    deadline, size = 0.0, 0
    lines = _lines(spool)
    while True:
        line = lines.take(None if not batch else max(deadline - time.monotonic(), 0))
        if isinstance(line, Line | Broken):
            deadline = deadline if batch else time.monotonic() + _GATHER_SECONDS
            batch.append(line)
            size += len(line.text or b"") if isinstance(line, Line) else 0
        is_full = len(batch) >= BATCH or size >= _BATCH_BYTES
        if batch and (line is None or lines.ended or is_full):
            yield batch
            batch, size = [], 0
        if lines.ended:
            return


class _Lines:
    """Cuts what the spool gives into lines; blank ones are counted and left out."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._pending = bytearray()
        self._searched = self._number = 0
        self._skipping = False
        self.ended = False

    def take(self, wait: float | None) -> Line | Broken | None:
        """The next line; None where `wait` seconds passed, or the body has ended."""
        while not self.ended:
            if (line := self._cut()) is not None:
                if line.text is None or line.text.strip():
                    return line
                continue
            try:
                data = self._spool.take(CHUNK, wait=wait)
            except (BodyTooLarge, Stalled) as fault:
                self.ended = True
                return Broken(self._number + 1, fault)
            if data is None:
                return None
            if not data:
                return self._last()
            self._pending += data
        return None

    def _cut(self) -> Line | None:
        place = self._pending.find(b"\n", self._searched)
        if place < 0:
            self._searched = len(self._pending)
            if self._searched > MAX_LINE:
                self._pending.clear()
                self._searched, self._skipping = 0, True
            return None
        text = bytes(self._pending[:place])
        del self._pending[: place + 1]
        self._searched = 0
        return self._numbered(text)

    def _last(self) -> Line | None:
        self.ended = True
        if not self._pending and not self._skipping:
            return None
        line = self._numbered(bytes(self._pending))
        return line if line.text is None or line.text.strip() else None

    def _numbered(self, text: bytes) -> Line:
        self._number += 1
        too_long, self._skipping = self._skipping or len(text) > MAX_LINE, False
        return Line(self._number, None if too_long else text)


def _lines(spool: Spool) -> _Lines:
    return _Lines(spool)
