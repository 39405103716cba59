"""GET /metrics: how indexing and searching do, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.access.caller import ADMINISTRATOR, caller_of
from search.engine import engine
from search.monitoring import Indexing, indexing

_LOOPBACK = ("127.0.0.1", "::1")
_BREAKER = {"closed": 0, "half-open": 1, "open": 2}


class Watchers(BasePermission):
    """Administrators, by session or token, and whoever asks from this very machine: not through a
    proxy on it, which would make the whole world local."""

    message = "Metrics are for administrators, and for this machine itself."

    def has_permission(self, request: Request, view: APIView) -> bool:
        meta = request._request.META
        proxied = "HTTP_X_FORWARDED_FOR" in meta or "HTTP_FORWARDED" in meta
        if not proxied and meta.get("REMOTE_ADDR") in _LOOPBACK:
            return True
        return ADMINISTRATOR in caller_of(request.user).labels


class MetricsView(APIView):
    permission_classes = [Watchers]
    throttle_classes = []

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        registry = CollectorRegistry()
        registry.register(_Gauges())
        MultiProcessCollector(registry, str(settings.METRICS_DIRECTORY))  # type: ignore[no-untyped-call]
        answer = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
        answer.headers["Cache-Control"] = "no-store"
        return answer


class _Gauges(Collector):
    """What the database knows, so the same from whichever process is asked; but the breaker, which
    each process has of its own."""

    def collect(self) -> Iterator[Metric]:
        now = indexing()
        yield _gauge("outbox_backlog", "Changes not indexed yet, counted to 10,000.", now.backlog)
        yield _gauge("outbox_lag_seconds", "Age of the oldest change not indexed yet.", now.lag)
        yield _gauge("dead_letters", "Documents given up, counted to 10,000.", now.dead_letters)
        state = _BREAKER[engine().breaker]
        yield _gauge("search_breaker", "0 closed, 1 half-open, 2 open; this worker's.", state)
        yield from _of_the_rebuild(now)
        yield from _of_the_drift(now)


def _of_the_rebuild(now: Indexing) -> Iterator[Metric]:
    state = now.rebuild
    yield _gauge("rebuild_running", "Whether there is an unfinished rebuild.", int(bool(state)))
    done, total = (state.done, state.total) if state else (0, 0)
    yield _gauge("rebuild_documents_done", "Documents of it that are in the new index.", done)
    yield _gauge("rebuild_documents_total", "Documents that it is to have.", total)


def _of_the_drift(now: Indexing) -> Iterator[Metric]:
    compared, found = (now.drift.compared, now.drift.found) if now.drift else (0, 0)
    yield CounterMetricFamily(
        "holotype_drift_compared", "Documents and entries compared.", value=compared
    )
    yield CounterMetricFamily("holotype_drift_found", "Differences found and mended.", value=found)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"holotype_{name}", what, value=value)
