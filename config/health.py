"""Whether this process lives, whether it can serve, and what of the whole is degraded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.engine import engine
from search.engines.base import EngineDown
from search.monitoring import indexing

# An index that is this far behind is worth a look, in seconds.
LATE = 60.0
Part = dict[str, Any]
_migrated = False


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 until the database is reached and migrated."""
    part = _checked(_database)
    return JsonResponse(part, status=200 if part["status"] == "ok" else 503)


@never_cache
@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """Every part with its state: ok, degraded (it is served without) or down (503)."""
    checks = {
        "database": _database,
        "search": _search,
        "outbox": _outbox,
        "index": _index,
        "broker": _broker,
    }
    parts = {name: _checked(check) for name, check in checks.items()}
    worst = "ok"
    if any(part["status"] != "ok" for part in parts.values()):
        worst = "degraded"
    if parts["database"]["status"] != "ok":
        worst = "down"
    return JsonResponse({"status": worst, "parts": parts}, status=503 if worst == "down" else 200)


def _checked(check: Callable[[], Part]) -> Part:
    """What is wrong is told to the log in full; to whoever asks, only which part it is."""
    try:
        return check()
    except DatabaseError:
        return {"status": "down", "detail": "The database does not answer."}
    except EngineDown:
        return {"status": "down", "detail": "The search engine does not answer."}


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _is_migrated():
        return {"status": "down", "detail": "Migrations are waiting: manage.py migrate"}
    return {"status": "ok", "vendor": connection.vendor}


def _is_migrated() -> bool:
    """Looked up until it is so once: a running process does not lose its migrations."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _search() -> Part:
    engine().check()
    name = str(settings.HOLOTYPE_SEARCH["ENGINE"]).rsplit(".", 1)[-1]
    return {"status": "ok", "engine": name, "breaker": engine().breaker}


def _outbox() -> Part:
    now = indexing()
    return {
        "status": "degraded" if now.lag > LATE or now.dead_letters else "ok",
        "backlog": now.backlog,
        "lag_seconds": round(now.lag, 1),
        "dead_letters": now.dead_letters,
    }


def _index() -> Part:
    """A rebuild that goes on is no fault; one that was broken off with an error is."""
    now = indexing()
    rebuild: Part | None = None
    if now.rebuild is not None:
        names = ("purpose", "wish", "done", "total")
        rebuild = {name: getattr(now.rebuild, name) for name in names}
    drift = {
        "compared": now.drift.compared if now.drift else 0,
        "found": now.drift.found if now.drift else 0,
    }
    is_broken = now.rebuild is not None and now.rebuild.reason
    return {"status": "degraded" if is_broken else "ok", "rebuild": rebuild, "drift": drift}


def _broker() -> Part:
    """Without one, the indexer polls: that is no fault."""
    if not settings.CELERY_BROKER_URL:
        return {"status": "ok", "detail": "None is set; the indexer drains."}
    from config.celery import app

    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
    except Exception:
        return {"status": "degraded", "detail": "The broker does not answer; the indexer polls."}
    return {"status": "ok"}
