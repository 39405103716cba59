"""A throwaway Redis on a free loopback port, in memory alone: the broker of tests."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.services.server import Missing, Server, StartFailed, free_port

NEEDS = "needs: Redis (Debian: apt-get install redis-server)"
DATABASES = 64


@dataclass(frozen=True)
class Redis:
    """A running server. `url` has no database number: add `/0` to `/63`."""

    server: Server
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.server.stop()


def start_redis(*, folder: Path, port: int | None = None) -> Redis:
    """Starts Redis with its log in `folder`; `port` where one that stopped must come back.

    Raises Missing where Redis is not installed, StartFailed where it will not start.
    """
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        raise Missing(NEEDS)
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(3):
        chosen = port or free_port()
        options = {
            "--port": str(chosen),
            "--bind": "127.0.0.1",
            "--dir": str(folder),
            "--save": "",
            "--appendonly": "no",
            "--databases": str(DATABASES),
        }
        command = [binary, *(part for pair in options.items() for part in pair)]
        server = Server(command=command, log=folder / "redis.log")
        try:
            server.wait_until(lambda chosen=chosen: answers(chosen))  # type: ignore[misc]
        except StartFailed:
            if attempt == 2 or port is not None:
                raise
            continue
        return Redis(server=server, port=chosen)
    raise AssertionError("unreachable")


def answers(port: int) -> bool:
    client = redis.Redis(host="127.0.0.1", port=port, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
