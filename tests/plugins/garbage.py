"""pytest plugin: tests run with Python's garbage collector set as in a process that serves."""

from __future__ import annotations

import pytest

from search.garbage import expect_bursts


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    expect_bursts()
