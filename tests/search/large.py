"""The embedded engine as it is where an index is large, which takes a minute to make."""

from __future__ import annotations

import pytest

from search.engines.embedded import extremes, reading, searching


def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index is taken for a large one, on a machine with three processors."""
    monkeypatch.setattr(reading, "LARGE", 0)
    monkeypatch.setattr(extremes, "_MANY", 0)
    monkeypatch.setattr(searching, "processors", lambda: 3)
