"""The Elasticsearch engine on the shared server, with indices of the test's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import ElasticsearchEngine
from tests.search.contract.library import Library
from tests.search.elasticsearch.servers import remove_indices


@pytest.fixture
def prefix(elasticsearch_url: str) -> Iterator[str]:
    name = f"own-{uuid.uuid4().hex}"
    yield name
    remove_indices(elasticsearch_url, name)


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with closing(Elasticsearch(elasticsearch_url)) as client:
        yield client


@pytest.fixture
def engine(elasticsearch_url: str, prefix: str) -> Iterator[ElasticsearchEngine]:
    """There is no index yet."""
    with closing(ElasticsearchEngine(elasticsearch_url, prefix=prefix)) as engine:
        yield engine


@pytest.fixture
def library(engine: ElasticsearchEngine) -> Library:
    with engine.rebuild() as rebuild:
        rebuild.publish()
    return Library(engine)
