"""How the search library is set up for the notes; imports no model, as settings need it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def search_settings(directory: Path) -> dict[str, Any]:
    return {
        "ENGINE": "tests.search.notes.WatchedEngine",
        "OPTIONS": {"directory": directory},
        "PROPERTIES": "tests.search.notes.lookup",
        "SOURCES": {"note": "tests.search.notes.NoteSource"},
        "LABELS": "tests.search.notes.labels_of",
    }


def elasticsearch_settings(url: str, prefix: str) -> dict[str, Any]:
    """In the place of the embedded engine's."""
    return {
        "ENGINE": "search.engines.elasticsearch.ElasticsearchEngine",
        "OPTIONS": {"hosts": url, "prefix": prefix},
    }
