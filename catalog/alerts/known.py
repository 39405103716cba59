"""Keys of documents, packed: sixteen bytes each, sorted. Ten thousand take 160 kB."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

_SIZE = 16
Pack = bytes | memoryview | None


def packed(keys: Iterable[uuid.UUID]) -> bytes:
    return b"".join(sorted({key.bytes for key in keys}))


def holds(pack: Pack, key: uuid.UUID) -> bool:
    """By bisection."""
    if pack is None:
        return False
    wanted, low, high = key.bytes, 0, len(pack) // _SIZE
    while low < high:
        middle = (low + high) // 2
        found = bytes(pack[middle * _SIZE : (middle + 1) * _SIZE])
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False
