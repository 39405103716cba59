"""Python's cyclic garbage collector, in processes that go through many small objects."""

from __future__ import annotations

import gc

_YOUNG = 20_000  # objects; Python's own 700 are made by a single dataset


def expect_bursts() -> None:
    """Called once all code is loaded. A batch of datasets makes objects by the ten thousand, none
    of them in a cycle; looking for cycles among them, and among all that was loaded, again and
    again took a fifth of the time of registering and indexing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
