"""The engines that the contract runs against. A new engine is one more maker here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library


@contextmanager
def embedded(directory: Path) -> Iterator[Engine]:
    engine = EmbeddedEngine(directory)
    yield engine
    engine.close()


MAKERS = {"embedded": embedded}


@pytest.fixture(params=MAKERS)
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine whose index does not exist yet."""
    with MAKERS[request.param](tmp_path / "index") as engine:
        yield engine


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine with an empty index."""
    with bare_engine.rebuild() as rebuild:
        rebuild.publish()
    return bare_engine


@pytest.fixture
def library(engine: Engine) -> Library:
    return Library(engine)
