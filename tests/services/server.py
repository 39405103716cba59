"""A real server process for tests: on loopback, with a log, stopped by its process id.

`Missing` is what every starter raises where the machine lacks a tool; its text says how to get it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")


class Missing(Exception):
    """A tool that the machine does not have; the text is a skip's reason ("needs: …")."""


class StartFailed(Exception):
    """The server ended, or did not answer in time; the text holds the end of its log."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One child process that dies with this one. `stop` is safe to call twice."""

    def __init__(
        self,
        *,
        command: Sequence[str],
        log: Path,
        user: str = "-",
        stop_signal: signal.Signals = signal.SIGTERM,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.log = log
        self.stop_signal = stop_signal
        launch = [sys.executable, str(LAUNCHER), user, str(int(stop_signal)), str(os.getpid())]
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                [*launch, *command],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                env=None if environment is None else dict(environment),
                start_new_session=True,  # Ctrl-C is for pytest, which then stops its servers
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until(self, answers: Callable[[], bool], *, seconds: float = 30) -> None:
        """Polls until `answers` is true; else stops the process and raises StartFailed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StartFailed(f"ended with {self.process.returncode}:\n{self.last_words()}")
            if answers():
                return
            time.sleep(0.02)
        self.stop()
        raise StartFailed(f"no answer in {seconds:g} s:\n{self.last_words()}")

    def stop(self, *, seconds: float = 20) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """As `kill -9` does: no farewell."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


def accepts_connections(port: int) -> bool:
    """Whether something listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
