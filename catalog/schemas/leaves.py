"""A record taken apart into its single values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from catalog.schemas.paths import FieldPath

MAX_NODES = 500_000
_MAX_LEVELS = 64


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """A text, number or boolean. `group` is the object of an array that it stands in: values of
    one group belong together. Group 0 is the record itself."""

    path: FieldPath
    group: int
    value: str | int | float | bool


@dataclasses.dataclass(slots=True)
class Leaves:
    """`scopes[group]` is the path of the array that the group comes from."""

    leaves: list[Leaf]
    scopes: list[FieldPath]
    truncated: bool


def leaves_of(content: Any, *, wanted: Callable[[FieldPath], bool]) -> Leaves:
    """Every value whose path is wanted, in the order of the document; null is no value."""
    found = Leaves([], [()], truncated=False)
    stack: list[tuple[FieldPath, int, Any, bool]] = [((), 0, content, False)]
    nodes = 0
    while stack:
        path, group, value, in_list = stack.pop()
        nodes += 1
        if nodes > MAX_NODES or len(path) > _MAX_LEVELS:
            found.truncated = True
            continue
        if isinstance(value, dict):
            if in_list:
                group = len(found.scopes)
                found.scopes.append(path)
            stack.extend(reversed(list(_fields(path, group, value, wanted))))
        elif isinstance(value, list):
            stack.extend((path, group, entry, True) for entry in reversed(value))
        elif isinstance(value, str | int | float):
            found.leaves.append(Leaf(path, group, value))
    return found


def _fields(
    path: FieldPath, group: int, value: dict[str, Any], wanted: Callable[[FieldPath], bool]
) -> Iterator[tuple[FieldPath, int, Any, bool]]:
    for name, part in value.items():
        below = (*path, str(name))
        if wanted(below):
            yield below, group, part, False
