"""What this process measures of searches. Prometheus' client adds up the processes of one host, in
files of the folder that `PROMETHEUS_MULTIPROC_DIR` names (`config.metrics`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from django.conf import settings
from prometheus_client import Histogram

from search.engines.base import BadQuery, EngineDown

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_searches = Histogram(
    "holotype_search_seconds",
    "Seconds that the search engine took for an answer.",
    ["what", "outcome"],
    buckets=_SECONDS,
)


def begin_anew() -> None:
    """Before the web server's processes start: what former ones measured goes."""
    shutil.rmtree(settings.METRICS_DIRECTORY, ignore_errors=True)
    settings.METRICS_DIRECTORY.mkdir(parents=True, exist_ok=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """`what`: search, similar or suggest. The outcome is ok, down, refused (a query that cannot
    be) or error."""
    outcome, started = "error", perf_counter()
    try:
        yield
        outcome = "ok"
    except EngineDown:
        outcome = "down"
        raise
    except BadQuery:
        outcome = "refused"
        raise
    finally:
        if _has_room():
            _searches.labels(what, outcome).observe(perf_counter() - started)


# Twice what all outcomes of all that is asked take, and what the client makes the file at first.
_ROOM = 1 << 16
_with_room: set[int] = set()


def _has_room() -> bool:
    """Whether the file in which this process measures has its place on the disk.

    The client makes it as a hole and maps it; where the disk is full, filling the hole would end
    the process (SIGBUS), at every search. Without a place nothing is measured.
    """
    process = os.getpid()
    if process not in _with_room:
        file = settings.METRICS_DIRECTORY / f"histogram_{process}.db"
        try:
            with file.open("ab") as opened:
                os.posix_fallocate(opened.fileno(), 0, _ROOM)
        except OSError:
            return False
        _with_room.add(process)
    return True
