"""An embedded engine with an empty index."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(directory: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(directory)
    engine.create()
    return engine


@pytest.fixture
def library(engine: EmbeddedEngine) -> Library:
    return Library(engine)
