"""Health endpoints: alive, ready, and what is degraded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from config import health
from search.engines.base import EngineDown
from search.models import DeadLetter, OutboxMark, RebuildState
from search.outbox import mark

pytestmark = pytest.mark.django_db


class Engine:
    def __init__(self, *, down: bool = False) -> None:
        self._down = down

    breaker = "closed"

    def check(self) -> None:
        if self._down:
            raise EngineDown("/secret/path is not there")


@pytest.fixture
def client(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(health, "engine", Engine)
    return client


def test_all_is_well(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json()["status"] == "ok"
    body = client.get("/health").json()
    assert body["status"] == "ok"
    assert set(body["parts"]) == {"database", "search", "outbox", "index", "broker"}


def test_a_search_engine_that_is_away_degrades_and_tells_no_secrets(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "engine", lambda: Engine(down=True))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "secret" not in answer.content.decode()


def test_an_outbox_that_lags_or_has_dead_letters_degrades(client: Client) -> None:
    with transaction.atomic():
        mark("dataset", ["a", "b"])
    part = client.get("/health").json()["parts"]["outbox"]
    assert (part["status"], part["backlog"]) == ("ok", 2)
    OutboxMark.objects.update(created=timezone.now() - dt.timedelta(minutes=5))
    part = client.get("/health").json()["parts"]["outbox"]
    assert part["status"] == "degraded"
    assert part["lag_seconds"] >= 300
    OutboxMark.objects.all().delete()
    DeadLetter.objects.create(kind="dataset", key="a", reason="r")
    assert client.get("/health").json()["parts"]["outbox"]["dead_letters"] == 1


def test_a_rebuild_shows_and_degrades_only_where_it_was_broken_off(client: Client) -> None:
    assert client.get("/health").json()["parts"]["index"]["rebuild"] is None
    RebuildState.objects.create(done=3, total=8)
    part = client.get("/health").json()["parts"]["index"]
    assert part["status"] == "ok"
    assert part["rebuild"] == {"purpose": "rebuild", "wish": "run", "done": 3, "total": 8}
    RebuildState.objects.update(reason="/secret/path is full")
    answer = client.get("/health")
    assert answer.json()["parts"]["index"]["status"] == "degraded"
    assert "secret" not in answer.content.decode()


def test_a_database_without_its_migrations_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    table = "django_migrations"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE app = 'search'")
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health").json()["status"] == "down"
    assert client.get("/health/live").status_code == 200


def test_a_broker_that_is_away_degrades(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.celery import app

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert client.get("/health").json()["parts"]["broker"]["status"] == "degraded"


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/health/live").status_code == 405
