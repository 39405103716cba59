"""The web server and the indexer as two children of one process."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from search.lifeline import StopSign

log = structlog.get_logger("holotype.serve")
_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 20.0
_LONGEST_WAIT = 30.0
_STEADY = 60.0


class Supervisor:
    """Starts both, starts the indexer again when it dies, and ends both with itself.

    The children hold a pipe (`search.lifeline`) whose other end only this process has, so they
    end with it however it ends. They stay in its process group: what is sent to the group, as by
    Ctrl-C in a terminal, reaches them too.
    """

    def __init__(
        self, listener: socket.socket, *, max_requests: int, say: Callable[[str], None]
    ) -> None:
        self._listener = listener
        self._max_requests = max_requests
        self._say = say
        self._end_for_children, self._end_of_ours = os.pipe()
        self._address = listener.getsockname()
        self._wait, self._again_at, self._started = 0.5, 0.0, 0.0

    def run(self, stop: StopSign) -> bool:
        """Until `stop`; False where the web server ended by itself before."""
        web = self._start_web()
        self._listener.close()  # the web server has it now: when it is gone, nobody listens
        indexer = self._start_indexer()
        announced = False
        try:
            while not stop.wait(0.2):
                if web.poll() is not None:
                    # A Ctrl-C reaches the child first, sometimes.
                    return stop.wait(1.0)
                indexer = self._keep(indexer)
                if not announced and self._answers():
                    announced = True
                    self._say(f"Holotype is at {self._shown()} (Ctrl-C stops it)")
            return True
        finally:
            _end((web, indexer), stop)

    def _start_web(self) -> subprocess.Popen[bytes]:
        descriptor = self._listener.fileno()
        options = [f"--listener={descriptor}", f"--max-requests={self._max_requests}"]
        return self._start("serve", "--no-indexer", *options, pass_fds=(descriptor,))

    def _start_indexer(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        return self._start("run_indexer")

    def _start(self, *command: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
        return subprocess.Popen(
            [sys.executable, "-m", "django", *command, f"--lifeline={self._end_for_children}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=(*pass_fds, self._end_for_children),
        )

    def _keep(self, indexer: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """The indexer, or the next one: after 0.5, 1, 2 … 30 s, and 0.5 once it was steady."""
        if indexer.poll() is None:
            return indexer
        now = time.monotonic()
        if not self._again_at:
            self._wait = 0.5 if now - self._started > _STEADY else self._wait
            self._again_at = now + self._wait
            self._wait = min(self._wait * 2, _LONGEST_WAIT)
            log.error("the indexer died; starting it again", status=indexer.returncode)
        if now < self._again_at:
            return indexer
        self._again_at = 0.0
        return self._start_indexer()

    def _answers(self) -> bool:
        """Any answer will do, an error too: somebody is there."""
        asked = http.client.HTTPConnection(
            _reachable(self._address[0]), self._address[1], timeout=1
        )
        try:
            asked.request(
                "HEAD", "/health/live", headers={"Host": urlsplit(settings.SITE_URL).netloc}
            )
            asked.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()
        return True

    def _shown(self) -> str:
        return str(settings.SITE_URL)


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _end(children: Iterable[subprocess.Popen[bytes]], stop: StopSign) -> None:
    """Ask both to stop; kill what has not after 20 s, or when the user insists."""
    asked = stop.times
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while any(child.poll() is None for child in children):
        if time.monotonic() > deadline or stop.times > max(asked, 1):
            for child in children:
                child.kill()
        time.sleep(0.05)
