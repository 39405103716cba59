"""A home of its own (database, index) for processes of the notes: indexers, workers, drainers."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
_PREAMBLE = """
import os, sys, time, random
import config.celery
import django
django.setup()
from django.contrib.sessions.models import Session
from search.drain import drain
from search.models import DeadLetter, OutboxMark, RebuildState
from tests.search.notes import found, remove, write
"""


class World:
    """`start` and `run` give processes the same database and index, and end with the test."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self._environment = os.environ | {
            "HOLOTYPE_HOME": str(home),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "tests.search.notes_settings",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "WARNING",
        }
        self._started: list[subprocess.Popen[str]] = []

    def set(self, **settings: str) -> None:
        """For processes that are started from now on."""
        self._environment |= settings

    def start(self, *command: str, new_group: bool = False) -> subprocess.Popen[str]:
        with (self.home / "stderr.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.home,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0 if new_group else None,
            )
        self._started.append(process)
        return process

    def manage(self, *command: str) -> subprocess.Popen[str]:
        return self.start("-m", "django", *command)

    def script(self, code: str) -> subprocess.Popen[str]:
        """Python with Django set up and the notes' names at hand."""
        return self.start("-c", _PREAMBLE + textwrap.dedent(code))

    def run(self, code: str, *, seconds: float = 120) -> str:
        """What a script printed; it must succeed."""
        return self.outcome(self.script(code), seconds=seconds)

    def outcome(self, process: subprocess.Popen[str], *, seconds: float = 120) -> str:
        out, _ = process.communicate(timeout=seconds)
        assert process.returncode == 0, self.log()[-4000:]
        return out.strip()

    def log(self) -> str:
        return (self.home / "stderr.log").read_text()

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for it; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """An empty PostgreSQL database beside the one of `url`."""
    name = f"notes_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
