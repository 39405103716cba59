"""Two people's states of one record, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.pages.entry.pointers import MISSING, joined
from catalog.pages.entry.shape import shown

MOST = 100


def differences(mine: Any, theirs: Any) -> dict[str, str]:
    """Where what is saved is not what was typed: pointer → the saved value as text."""
    found: dict[str, str] = {}
    for place, value in _compared(mine, theirs, ""):
        if len(found) == MOST:
            break
        found[place] = "(not there)" if value is MISSING else shown(value)[:500]
    return found


def _compared(mine: Any, theirs: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in dict.fromkeys([*mine, *theirs]):
            yield from _compared(
                mine.get(name, MISSING), theirs.get(name, MISSING), joined(place, name)
            )
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for index, pair in enumerate(zip(mine, theirs, strict=True)):
            yield from _compared(*pair, joined(place, index))
    elif mine != theirs or isinstance(mine, bool) is not isinstance(theirs, bool):
        yield place, theirs
