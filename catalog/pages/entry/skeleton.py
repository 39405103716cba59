"""What a part of a record begins as."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from catalog.pages.entry.pointers import MISSING, joined, put, value_at
from catalog.pages.entry.shape import Shape, shape_at, shape_of
from catalog.schemas.paths import Fields

_DEEPEST = 12
# A schema may require three groups that each require three more, and so on.
_MOST_FIELDS = 2_000


def begun(shape: Shape, place: str = "") -> Any:
    """The fixed values and the defaults of required fields; `MISSING` where there are none.

    Nothing is made up: a field that somebody has to fill in is left out.
    """
    return _begun(shape, place, 0, iter(range(_MOST_FIELDS)))


def _begun(shape: Shape, place: str, depth: int, left: Iterator[int]) -> Any:
    if shape.constant is not MISSING:
        return copy.deepcopy(shape.constant)
    default = shape.get("default")
    if default is not None:
        return copy.deepcopy(default)
    if shape.kind == "list":
        return []
    if shape.kind != "object" or depth > _DEEPEST:
        return MISSING
    found = {}
    for name, targets in shape.fields.items():
        if next(left, None) is None:
            break
        here = joined(place, name)
        below = shape_of(targets, MISSING, here)
        fixed = below.constant is not MISSING
        if name in shape.required or (fixed and below.get("default") is not None):
            value = _begun(below, here, depth + 1, left)
            # A list or a group of which nothing is known yet is begun by its reader.
            if value is not MISSING and value not in ([], {}):
                found[name] = value
    return found


def complete_owners(fields: Fields, document: dict[str, Any], place: str) -> None:
    """Give the objects that lead to an edited place the fixed values that they lack."""
    way = place.split("/")[1:-1]
    for length in range(len(way) + 1):
        here = "".join(f"/{part}" for part in way[:length])
        value = value_at(document, here)
        if isinstance(value, dict):
            _complete(shape_at(fields, document, here), value, here)


def _complete(shape: Shape, value: dict[str, Any], place: str) -> None:
    for name in shape.required - value.keys():
        targets = shape.named(name)
        below = shape_of(targets, MISSING, joined(place, name)) if targets else None
        if below is not None and below.constant is not MISSING:
            put(value, joined("", name), copy.deepcopy(below.constant))
