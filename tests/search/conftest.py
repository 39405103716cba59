"""Fixtures of the search library's tests."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.engine import engine, reset_engine
from search.sources import sources
from tests.search import notes as catalogue
from tests.search.notes_setup import search_settings
from tests.search.processes import World, fresh_database


@pytest.fixture
def notes(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The library set up for notes, with an empty index of the embedded engine."""
    settings.HOLOTYPE_SEARCH = search_settings(tmp_path / "index")
    settings.CELERY_BROKER_URL = ""
    _forget()
    with engine().rebuild() as new:
        new.publish()
    yield
    _forget()


@pytest.fixture
def saves_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far a rebuild is is written down after each batch."""
    monkeypatch.setattr("search.filling._SAVE_EVERY", 0.0)


def _forget() -> None:
    reset_engine()
    sources.cache_clear()
    catalogue.WatchedEngine.before.clear()


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """Processes of their own, on the database that this run is on; nothing is indexed yet."""
    with contextlib.ExitStack() as stack:
        url = ""
        if os.environ.get("DATABASE_URL"):
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
        world = World(tmp_path, url)
        stack.callback(world.end)
        world.outcome(world.manage("migrate", "search", "-v0"))
        world.outcome(world.manage("migrate", "sessions", "-v0"))
        yield world
