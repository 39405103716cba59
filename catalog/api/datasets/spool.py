"""Lines of a request body that may still be arriving, while others are being answered."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable
from typing import IO, Any

CHUNK = 64 * 1024


class BodyTooLarge(Exception):
    """More bytes came than are taken; what came before them was processed."""


class Stalled(Exception):
    """Nothing came for too long, or the body broke off."""


class Spool:
    """A thread drains the body into an unnamed file, so a client that sends everything before it
    reads an answer never waits for us, nor we for it. Memory holds a chunk, not the body.
    """

    def __init__(self, read: Callable[[int], bytes], *, most: int, patience: float = 120) -> None:
        """`read(n)` gives up to n bytes, none at the end. `patience` in seconds."""
        self._read, self._most, self._patience = read, most, patience
        self._file: IO[Any] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._changed = threading.Condition()
        self._written = self._consumed = 0
        self._ended = self._closed = False
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._drain, name="bulk-body", daemon=True)
        self._thread.start()

    def take(self, size: int, *, wait: float | None = None) -> bytes | None:
        """Up to `size` bytes; b"" at the end, None where `wait` seconds passed without any.

        Raises BodyTooLarge, Stalled.
        """
        with self._changed:
            ready = self._changed.wait_for(self._has_news, self._patience if wait is None else wait)
            if self._written > self._consumed:
                self._file.seek(self._consumed)
                data = bytes(self._file.read(min(size, self._written - self._consumed)))
                self._consumed += len(data)
                return data
            if self._fault is not None:
                raise self._fault
            if not ready and wait is None:
                raise Stalled(f"Nothing came for {self._patience:.0f} seconds.")
            return b"" if self._ended else None

    @property
    def at_end(self) -> bool:
        """Whether the whole body was received, so that the connection can be used again."""
        return self._ended and self._fault is None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._file.close()

    def _has_news(self) -> bool:
        return self._written > self._consumed or self._ended or self._fault is not None

    def _drain(self) -> None:
        try:
            with contextlib.suppress(_Closed):
                while data := self._read(CHUNK):
                    self._store(data)
        except BodyTooLarge as fault:
            self._end(fault)
        except Exception as error:  # a connection breaks in as many ways as servers have
            self._end(Stalled(f"The body broke off ({type(error).__name__})."))
        else:
            self._end(None)

    def _store(self, data: bytes) -> None:
        with self._changed:
            if self._closed:
                raise _Closed
            if self._written + len(data) > self._most:
                raise BodyTooLarge
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)
            self._changed.notify_all()

    def _end(self, fault: Exception | None) -> None:
        with self._changed:
            self._fault, self._ended = fault, True
            self._changed.notify_all()


class _Closed(Exception):
    """Nobody reads any more."""
