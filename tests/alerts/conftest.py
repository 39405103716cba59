"""An index of its own, and a fresh memory of questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.alerts import baseline, matching
from search.engine import engine
from tests.searching import use_index


@pytest.fixture(autouse=True)
def _fresh(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_index(settings, tmp_path / "index")
    with engine().rebuild() as new:
        new.publish()
    monkeypatch.setattr(baseline, "_looked", float("-inf"))
    matching.forget_questions()
