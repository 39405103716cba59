"""A whole catalogue in processes of its own: a home, a database, `manage.py serve`, a token."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.services.server import Server, free_port

REPOSITORY = Path(__file__).resolve().parent.parent


class Catalogue:
    """`start` and `kill` as often as you like; what is in `home` stays."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.port = home, free_port()
        self.environment = {
            **os.environ,
            "HOLOTYPE_HOME": str(home),
            "PORT": str(self.port),
            "DATABASE_URL": "",
            "LOG_LEVEL": "WARNING",
            **environment,
        }
        self.server: Server | None = None
        self.manage("migrate", "--verbosity=0")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        """What a command prints; raises CalledProcessError where it fails."""
        command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
        done = subprocess.run(
            command, check=True, env=self.environment, cwd=self.home, stdout=subprocess.PIPE
        )
        return done.stdout.decode()

    def token(self, user: str = "root") -> str:
        """A token of an administrator, who is made where there is none."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.environment["DJANGO_SUPERUSER_PASSWORD"] = os.urandom(12).hex()
            self.manage(
                "createsuperuser", "--no-input", f"--username={user}", "--email=root@localhost"
            )
        scopes = ("--scope=read", "--scope=write", "--scope=steward")
        return self.manage("create_token", user, *scopes).strip()

    def session(self) -> requests.Session:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {self.token()}"
        return session

    def start(self) -> None:
        self.server = Server(
            command=[sys.executable, str(REPOSITORY / "manage.py"), "serve"],
            log=self.home / "serve.log",
            environment=self.environment,
        )
        self.server.wait_until(self._is_ready, seconds=60)

    def kill(self) -> None:
        """`kill -9` of the server and everything that it started."""
        if self.server is not None:
            for pid in [*descendants(self.server.pid), self.server.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.server.kill()

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()

    def _is_ready(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/health/ready", timeout=5).ok
        return False


def descendants(pid: int) -> list[int]:
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in tasks.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


@contextlib.contextmanager
def catalogue_in(home: Path, **environment: str) -> Iterator[Catalogue]:
    """A served catalogue that is stopped at the end."""
    catalogue = Catalogue(home, **environment)
    catalogue.start()
    try:
        yield catalogue
    finally:
        catalogue.stop()
