"""Only the settings: nothing here asks an engine or a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from search.criteria import Criterion, OneOf
from tests.search.notes_setup import search_settings


def same_box(labels: frozenset[str], name: str) -> Criterion | None:
    """A relation for tests: boxes are seen by those who have a label called like them."""
    return OneOf("groups", (name,)) if name in labels else None


@pytest.fixture(autouse=True)
def _notes(settings: Any) -> None:
    settings.HOLOTYPE_SEARCH = search_settings(Path("unused")) | {
        "RELATIONS": {"in": f"{__name__}.same_box"}
    }
