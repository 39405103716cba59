"""How a long-running process is told to stop: by a signal, or by the death of its parent."""

from __future__ import annotations

import os
import select
import signal
import threading
from types import FrameType


def stop_at_end_of(descriptor: int) -> None:
    """Sends this process SIGTERM when the other end of the pipe is closed.

    A parent keeps the writing end and never writes. The kernel closes it when the parent dies,
    also from `kill -9`, so a child ends with its parent however that ends.
    """

    def watch() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


class StopSign:
    """Set by SIGTERM and SIGINT, and waited for. Not a `threading.Event`: a signal handler that
    sets one can meet its own thread inside the lock of `wait`, and hang."""

    def __init__(self) -> None:
        self.times = 0
        self._reader, self._writer = os.pipe()

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._arrived)

    def set(self) -> None:
        self.times += 1
        os.write(self._writer, b".")

    def is_set(self) -> bool:
        return self.times > 0

    def wait(self, seconds: float) -> bool:
        """Whether it was set; at once if it is."""
        return bool(self.times) or bool(select.select([self._reader], [], [], seconds)[0])

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        self.set()
