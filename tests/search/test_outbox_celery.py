"""With a broker: a real Redis and a real worker, and what happens without them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.search.processes import World, until

READY = "from search.reindex import ensure_index; ensure_index()"


@pytest.fixture
def broker(world: World, redis_url: str) -> str:
    world.run(READY)
    world.set(CELERY_BROKER_URL=redis_url)
    return redis_url


def test_a_commit_wakes_a_worker_that_drains(world: World, broker: str) -> None:
    world.start("-m", "celery", "-A", "config.celery", "worker", "-c1", "-lWARNING")
    world.run("write('a', 'note')")
    until(lambda: world.run("print(found())") == "{'a': 'note'}")
    assert world.run("print(OutboxMark.objects.count())") == "0"


def test_a_document_that_failed_is_tried_again_without_another_change(
    world: World, broker: str
) -> None:
    world.start("-m", "celery", "-A", "config.celery", "worker", "-c1", "-lWARNING")
    world.run(
        """
        write('a', 'broken')
        while not OutboxMark.objects.filter(attempts__gt=0): time.sleep(0.02)
        Session.objects.update(session_data='{"title": "mended"}')
        """
    )
    until(lambda: world.run("print(found())") == "{'a': 'mended'}")


def test_a_broker_that_is_away_costs_a_moment_once_and_no_change(
    world: World, tmp_path: Path
) -> None:
    world.run(READY)
    world.set(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    started = time.monotonic()
    world.run("for number in range(20): write(f'k{number}', 'note')")
    assert time.monotonic() - started < 20
    world.manage("run_indexer", "--interval", "0.1")
    until(lambda: world.run("print(len(found()))") == "20")
