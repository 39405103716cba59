"""Settings of search for tests that make one world after another: each has an index of its own, on
either engine, and a small sentence model where one can be read."""

from __future__ import annotations

import contextlib
import importlib.util
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from search.drain import drain
from search.engine import reset_engine
from search.lifeline import StopSign
from search.reindex import reindex
from search.semantic.chore import work
from tests.search.elasticsearch.servers import remove_indices
from tests.search.notes_setup import elasticsearch_settings


class Indices:
    """On the Elasticsearch at `url`, else embedded."""

    def __init__(self, folders: pytest.TempPathFactory, url: str = "") -> None:
        self._folders, self._url = folders, url
        self._model = _model(folders.mktemp("model"))

    @contextlib.contextmanager
    def fresh(self) -> Iterator[None]:
        """An index for what is made within; gone afterwards."""
        prefix = f"world-{uuid.uuid4().hex}"
        search = {**settings.HOLOTYPE_SEARCH, **self._engine(prefix), "MODEL": self._model}
        # Thousands of questions a minute come from one address.
        api = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}
        with override_settings(HOLOTYPE_SEARCH=search, REST_FRAMEWORK=api):
            try:
                yield
            finally:
                reset_engine()
                if self._url:
                    remove_indices(self._url, prefix)

    def _engine(self, prefix: str) -> dict[str, Any]:
        if self._url:
            return elasticsearch_settings(self._url, prefix)
        return {"OPTIONS": {"directory": self._folders.mktemp("index")}}


def index_all() -> None:
    """Bring the index up to the database, with vectors."""
    reindex()
    while drain().marks or work(StopSign()):
        pass


def _model(folder: Path) -> str:
    if not importlib.util.find_spec("numpy"):
        return "none"
    from tests.search.semantic.tiny import write_model

    return str(write_model(folder))
