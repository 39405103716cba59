"""Where tantivy's failures become the contract's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from search.engines.base import BadQuery, EngineDown


@contextmanager
def boundary(doing: str) -> Iterator[None]:
    """Turn what tantivy raises into `EngineDown`.

    A panic in Rust arrives as `PanicException`, a `BaseException` whose class cannot be
    imported; it has unwound, so the process is sound.
    """
    try:
        yield
    except (BadQuery, EngineDown):
        raise
    except (OSError, ValueError, RuntimeError, MemoryError, sqlite3.Error) as error:
        raise EngineDown(f"the search index failed while {doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineDown(f"the search index panicked while {doing}: {error}") from error
