"""Servers that all workers of one test run share: each is started when first asked for, once.

The pool lives in pytest's controlling process, which outlives its workers. A thread of it listens
on loopback; a worker sends a name ("postgres", "redis", "elasticsearch") and gets `("url", …)`,
`("missing", …)` or `("failed", …)`. Address and key travel in an environment variable, which
workers inherit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Protocol, cast

from tests.services.elasticsearch import start_elasticsearch
from tests.services.postgres import start_postgres
from tests.services.redis import start_redis
from tests.services.server import Missing, StartFailed

VARIABLE = "HOLOTYPE_TEST_POOL"


class Started(Protocol):
    @property
    def url(self) -> str: ...

    def stop(self) -> None: ...


STARTERS: dict[str, Callable[[Path], Started]] = {
    "elasticsearch": lambda folder: start_elasticsearch(folder=folder),
    "postgres": lambda folder: start_postgres(folder=folder),
    "redis": lambda folder: start_redis(folder=folder),
}


class Pool:
    """Starts servers under `folder` on demand. `stop` ends them all, and the listening thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answers: dict[str, tuple[str, str]] = {}
        self._running: list[Started] = []
        self._lock = threading.Lock()
        self._stopped = False
        key = os.urandom(16)
        self._listener = Listener(("127.0.0.1", 0), authkey=key)
        host, port = cast("tuple[str, int]", self._listener.address)
        self.address = f"{host}:{port}:{key.hex()}"
        # Servers die with the thread that started them (see launch.py): it lives to the end.
        self._thread = threading.Thread(target=self._serve, name="test-servers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._lock:
            for started in reversed(self._running):
                started.stop()
            self._running.clear()
            self._stopped = True
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):
                if self._stopped:
                    return
                continue  # a stranger on our port, without the key
            with connection:
                self._answer(connection)

    def _answer(self, connection: Connection) -> None:
        try:
            connection.send(self._start(str(connection.recv())))
        except (EOFError, OSError):
            return  # the worker is gone

    def _start(self, name: str) -> tuple[str, str]:
        with self._lock:
            if name not in self._answers:
                self._answers[name] = self._start_now(name)
            return self._answers[name]

    def _start_now(self, name: str) -> tuple[str, str]:
        try:
            started = STARTERS[name](self._folder / name)
        except Missing as missing:
            return ("missing", str(missing))
        except (StartFailed, OSError, KeyError) as failure:
            return ("failed", f"{name} did not start: {failure}")
        self._running.append(started)
        return ("url", started.url)


def ask_for(name: str) -> str:
    """The URL of a shared server, which is started if need be. Raises Missing or StartFailed."""
    host, port, key = os.environ[VARIABLE].split(":")
    with Client((host, int(port)), authkey=bytes.fromhex(key)) as connection:
        connection.send(name)
        kind, text = connection.recv()
    if kind == "missing":
        raise Missing(text)
    if kind == "failed":
        raise StartFailed(text)
    return str(text)
