"""Indices of their own for tests that are unittest classes, which take no fixtures."""

from __future__ import annotations

import pytest

from tests.flows.indices import Indices


@pytest.fixture
def embedded_indices(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    request.instance.indices = Indices(tmp_path_factory)


@pytest.fixture
def elasticsearch_indices(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str, request: pytest.FixtureRequest
) -> None:
    request.instance.indices = Indices(tmp_path_factory, elasticsearch_url)
