"""A progress bar on a terminal; one line a stage where the output is kept in a file."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 30
_EVERY = 0.1  # seconds between redraws


class Progress:
    """Call it with a stage, how many are done and of how many (0: not known)."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        finished = 0 < total <= done
        if self._live:
            now = time.monotonic()
            if finished or now - self._drawn >= _EVERY:
                self._drawn = now
                self._write(f"\r\x1b[K{_bar(stage, done, total)}" + ("\n" if finished else ""))
        elif finished:
            self._write(f"{stage}: {done:,}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _bar(stage: str, done: int, total: int) -> str:
    if not total:
        return f"{stage:<14} {done:,}"
    filled = _WIDTH * done // total
    return f"{stage:<14} [{'█' * filled}{'·' * (_WIDTH - filled)}] {done:,} of {total:,}"
