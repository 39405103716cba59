"""GET /metrics: who may read it, and that it says what is so."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from catalog.access.caller import caller_of
from catalog.access.tokens import create_token
from catalog.models import User
from search import measuring
from search.engines.base import BadQuery, EngineDown
from search.measuring import timed
from search.models import DeadLetter, DriftState, OutboxMark, RebuildState
from search.outbox import mark

pytestmark = pytest.mark.django_db
ELSEWHERE: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7"}


def values(client: Client, **asked: Any) -> dict[str, float]:
    answer = client.get("/metrics", **asked)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        f"{each.name}{sorted(each.labels.values()) or ''}": each.value
        for family in families
        for each in family.samples
    }


def test_an_idle_catalogue_reads_zero(client: Client) -> None:
    found = values(client)
    for name in ("outbox_backlog", "outbox_lag_seconds", "dead_letters", "rebuild_running"):
        assert found[f"holotype_{name}"] == 0
    assert found["holotype_search_breaker"] == 0


def test_what_waits_what_was_given_up_and_what_is_rebuilt_shows(client: Client) -> None:
    with transaction.atomic():
        mark("dataset", ["a", "b"])
    OutboxMark.objects.update(created=timezone.now() - dt.timedelta(minutes=5))
    DeadLetter.objects.create(kind="dataset", key="c", reason="r")
    RebuildState.objects.create(done=3, total=8)
    DriftState.objects.create(compared=70, found=2)
    found = values(client)
    assert found["holotype_outbox_backlog"] == 2
    assert found["holotype_outbox_lag_seconds"] >= 300
    assert found["holotype_dead_letters"] == 1
    assert found["holotype_rebuild_running"] == 1
    assert found["holotype_rebuild_documents_done"] == 3
    assert found["holotype_rebuild_documents_total"] == 8
    assert found["holotype_drift_compared_total"] == 70
    assert found["holotype_drift_found_total"] == 2


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(None, "ok"), (EngineDown("x"), "down"), (BadQuery("x"), "refused"), (KeyError("x"), "error")],
)
def test_every_search_is_counted_by_how_it_went(
    client: Client, error: Exception | None, outcome: str
) -> None:
    name = f"holotype_search_seconds_count{sorted(['search', outcome])}"
    before = values(client).get(name, 0)
    expected = pytest.raises(type(error)) if error else contextlib.nullcontext()
    with expected, timed("search"):
        if error is not None:
            raise error
    assert values(client)[name] == before + 1


def test_this_machine_may_ask_and_the_world_may_not_through_a_proxy_on_it_either(
    client: Client,
) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", **ELSEWHERE).status_code in (401, 403)
    for header in ("X-Forwarded-For", "Forwarded"):
        assert client.get("/metrics", headers={header: "for=x"}).status_code in (401, 403)


@pytest.mark.parametrize(("is_superuser", "status"), [(True, 200), (False, 403)])
def test_administrators_may_ask_from_elsewhere(
    client: Client, is_superuser: bool, status: int
) -> None:
    user = User.objects.create(username="ada", is_superuser=is_superuser)
    client.force_login(user)
    assert client.get("/metrics", **ELSEWHERE).status_code == status


@pytest.mark.parametrize(("scope", "status"), [("steward", 200), ("read", 403)])
def test_a_token_carries_the_right_only_with_its_scope(
    client: Client, scope: str, status: int
) -> None:
    user = User.objects.create(username="ada", is_superuser=True)
    scopes = frozenset({"read", scope})
    _, secret = create_token(actor=caller_of(user), name="watcher", scopes=scopes, expires=None)
    headers: dict[str, str] = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/metrics", headers=headers, **ELSEWHERE)
    assert answer.status_code == status


def test_metrics_are_only_read(client: Client) -> None:
    assert client.post("/metrics").status_code == 405


def test_on_a_full_disk_a_search_is_not_measured_and_goes_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with timed("similar"):
        pass
    before = values(client)
    monkeypatch.setattr(measuring, "_with_room", set())
    with monkeypatch.context() as full:
        full.setattr(os, "posix_fallocate", refuse)
        with timed("similar"):
            pass
    counted = "holotype_search_seconds_count['ok', 'similar']"
    assert values(client)[counted] == before[counted]
    with timed("similar"):
        pass
    assert values(client)[counted] == before[counted] + 1
