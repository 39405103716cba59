"""A world with an index of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.pages.world import World, build_world
from tests.searching import drain_all, use_index


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    """People, records and collections, found by search."""
    use_index(settings, tmp_path / "index")
    cache.clear()
    made = build_world()
    drain_all()
    return made
