"""Gunicorn's threaded worker, for callers who keep their connection and ask again and again.

All workers wait at one socket, and the first to wake takes what comes. That is mostly one that
was awake already, so it takes connection after connection; those that are kept alive stay with it,
and the other processors have nothing to do. So here connections are spread evenly.

Between two requests of a connection, gunicorn hands it from the thread back to the worker's loop
and on to a thread again, which costs about a tenth of a search. Who asks again at once is answered
by the same thread, as long as nobody else waits for one.
"""

from __future__ import annotations

import mmap
import select
import socket
import time
from collections.abc import Iterable
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

_PLACES = 64  # workers beyond them take what comes, like everybody else's
_NOBODY = 2**32 - 1
_PATIENCE = 0.05  # seconds that a connection waits for a sibling, which may hang
_MOMENT = 0.0005
# A thread waits so often and so many milliseconds for the next request of a connection, as long as
# no other request waits for a thread.
_LOOKS, _LOOK = 5, 2


class Board:
    """How many connections each worker has, in memory that forked processes share."""

    def __init__(self) -> None:
        self._counts = memoryview(mmap.mmap(-1, 4 * _PLACES)).cast("I")
        for place in range(_PLACES):
            self.clear(place)

    def post(self, place: int, count: int) -> None:
        self._counts[place] = count

    def clear(self, place: int) -> None:
        """Nobody is here who could take a connection."""
        self._counts[place] = _NOBODY

    def is_fewest(self, place: int) -> bool:
        return self._counts[place] <= min(self._counts)

    @staticmethod
    def free_place(taken: Iterable[int]) -> int:
        """The last one, shared, where all are taken."""
        return min({*range(_PLACES)}.difference(taken), default=_PLACES - 1)


_board = Board()


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """Leaves a new connection to a sibling that has fewer, as long as `_PATIENCE` lasts."""

    place = _PLACES - 1
    _leaving = False
    _since: float | None = None  # when one was left that may still be waiting

    def accept(self, listener: socket.socket) -> None:
        if not _board.is_fewest(self.place) and self._is_patient():
            self._leaving = True
            time.sleep(_MOMENT)
            return
        super().accept(listener)
        self._tell()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """`accept` is called in every round as long as a connection waits, so a round without
        it shows that a sibling took what was left."""
        self._leaving = False
        super().wait_for_and_dispatch_events(timeout if self._since is None else 0)
        if not self._leaving:
            self._since = None
        self._tell()

    def handle(self, conn: Any) -> Any:
        """In a thread: the request that is there, and those that follow it at once."""
        result = super().handle(conn)
        while result is True and self._asks_again(conn):
            result = super().handle(conn)
        return result

    def _asks_again(self, conn: Any) -> bool:
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        for _ in range(0 if conn.is_http2 else _LOOKS):
            if not self.alive or not self.tpool._work_queue.empty():
                return False
            if poll.poll(_LOOK):
                return True
        return False

    def _is_patient(self) -> bool:
        now = time.monotonic()
        if self._since is None:
            self._since = now
        return now - self._since < _PATIENCE

    def _tell(self) -> None:
        if self._accepting:
            _board.post(self.place, self.nr_conns)
        else:
            _board.clear(self.place)


def take_place(server: Any, worker: EvenWorker) -> None:
    """Before a worker is forked."""
    worker.place = Board.free_place(each.place for each in server.WORKERS.values())


def give_up_place(server: Any, worker: EvenWorker) -> None:
    """After a worker ended."""
    _board.clear(worker.place)
