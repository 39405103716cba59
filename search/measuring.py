"""What this process measures of searches. Prometheus' client adds up the processes of one host, in
files of the folder that `PROMETHEUS_MULTIPROC_DIR` names (`config.metrics`)."""

from __future__ import annotations

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
        _searches.labels(what, outcome).observe(perf_counter() - started)
