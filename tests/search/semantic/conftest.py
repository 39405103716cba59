"""The notes, with a tiny sentence model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from search.engine import reset_engine


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("numpy", reason="needs: the extra semantic (pip install numpy)")
    from tests.search.semantic.tiny import write_model

    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def meant(notes: None, settings: Any, tiny: Path) -> None:
    """The library as in `notes`, searching by meaning too."""
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": str(tiny)}
    reset_engine()
