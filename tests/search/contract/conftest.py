"""The engines that the contract runs against. A new engine is one more maker here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library
from tests.search.elasticsearch.servers import remove_indices
from tests.search.large import as_if_large


@contextmanager
def embedded(request: pytest.FixtureRequest) -> Iterator[Engine]:
    directory: Path = request.getfixturevalue("tmp_path")
    engine = EmbeddedEngine(directory / "index")
    yield engine
    engine.close()


@contextmanager
def large(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The embedded one, which takes every index for a large one."""
    as_if_large(request.getfixturevalue("monkeypatch"))
    with embedded(request) as engine:
        yield engine


@contextmanager
def elasticsearch(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Indices of the test's own on the shared server."""
    url: str = request.getfixturevalue("elasticsearch_url")
    prefix = f"contract-{uuid.uuid4().hex}"
    engine = ElasticsearchEngine(url, prefix=prefix)
    yield engine
    engine.close()
    remove_indices(url, prefix)


MAKERS = {"embedded": embedded, "large": large, "elasticsearch": elasticsearch}


@pytest.fixture(params=MAKERS)
def bare_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine whose index does not exist yet."""
    with MAKERS[request.param](request) as engine:
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
