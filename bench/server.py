"""A catalogue of its own for a benchmark: a home in a temporary folder, served on a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

REPOSITORY = Path(__file__).resolve().parent.parent


class Server:
    """`url` without a slash at its end; `session` sends a steward's token and keeps alive."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: object) -> requests.Response:
        answer = self.session.post(self.url + path, json=body, timeout=600)
        answer.raise_for_status()
        return answer

    def found(self) -> int:
        """How many datasets search finds."""
        answer = self.session.get(f"{self.url}/api/v1/search?limit=1&total=exact", timeout=60)
        return int(answer.json()["total"]["value"]) if answer.ok else 0

    def wait_until_found(self, count: int, *, seconds: float = 1800) -> float:
        """Seconds until search finds `count` datasets."""
        began = time.monotonic()
        while self.found() < count:
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"{count} datasets are not found after {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - began


@contextlib.contextmanager
def a_home(kept: Path | None) -> Iterator[None]:
    """A catalogue in a folder of its own, or in one that is `kept`; this process and its children
    share its settings. What is in it already stays."""
    with contextlib.ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="holotype-bench-")
        home = str(kept.resolve()) if kept else stack.enter_context(temporary)
        os.environ.update(HOLOTYPE_HOME=home, PORT=str(free_port()), LOG_LEVEL="WARNING")
        _manage("migrate", "--verbosity=0")
        yield


@contextlib.contextmanager
def served() -> Iterator[Server]:
    """The catalogue of `a_home`, in which the user `bench` is known, behind its own address."""
    port = int(os.environ["PORT"])
    scopes = ("--scope=read", "--scope=write", "--scope=steward")
    token = _manage("create_token", "bench", *scopes).strip()
    with running(
        [sys.executable, str(REPOSITORY / "manage.py"), "serve"],
        f"http://127.0.0.1:{port}/health/ready",
    ):
        yield Server(f"http://127.0.0.1:{port}", token)


def _manage(*arguments: str) -> str:
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def running(command: list[str], ready: str, **environment: str) -> Iterator[None]:
    """A server, from when it answers at `ready` until the end of the block."""
    process = subprocess.Popen(
        command,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        _wait_for(ready, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with contextlib.suppress(requests.RequestException):
            if requests.get(url, timeout=5).ok:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
