"""Which alternative of the old version became which of the new one; which field was renamed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any

from catalog.schemas.compare.groups import ANYTHING
from catalog.schemas.compare.parts import Part

Pair = tuple[Part, Part]
_ALIKE = 0.75


def pair_branches(
    old: Sequence[Part], new: Sequence[Part]
) -> tuple[list[Pair], list[Part], list[Part]]:
    """(those that belong together, those gone, those that are new)."""
    pairs: list[Pair] = []
    left, right = list(old), list(new)
    for mark in (_by_look, _by_group, _by_name, _by_constant, _by_types):
        _match(left, right, mark, pairs)
    if len(left) == len(right) == 1:
        pairs.append((left.pop(), right.pop()))
    return pairs, left, right


def renamed(gone: dict[str, Part], came: dict[str, Part]) -> list[tuple[str, str]]:
    """The fields that probably only changed their names."""
    found = []
    left = dict(came)
    for name, part in gone.items():
        near = [other for other in left if _same_field(name, part, other, left[other])]
        if near:
            best = max(near, key=lambda other: _alike(name, other))
            del left[best]
            found.append((name, best))
    return found


def _same_field(name: str, part: Part, other: str, candidate: Part) -> bool:
    title = _word(part, "title")
    if title and title == _word(candidate, "title"):
        return True
    same = part.group == candidate.group != ANYTHING or part.shape.types == candidate.shape.types
    return same and _alike(name, other) >= _ALIKE


def _alike(name: str, other: str) -> float:
    plain = [text.replace("_", "").replace("-", "").lower() for text in (name, other)]
    return difflib.SequenceMatcher(a=plain[0], b=plain[1]).ratio()


def _match(
    left: list[Part], right: list[Part], mark: Callable[[Part], Any], pairs: list[Pair]
) -> None:
    waiting: dict[Any, list[Part]] = {}
    for part in right:
        key = mark(part)
        if key is not None:
            waiting.setdefault(key, []).append(part)
    for part in list(left):
        found = waiting.get(mark(part))
        if found:
            other = found.pop(0)
            pairs.append((part, other))
            left.remove(part)
            right.remove(other)


def _by_look(part: Part) -> Any:
    return part.look


def _by_group(part: Part) -> Any:
    return part.group


def _by_name(part: Part) -> Any:
    """Where it is defined, or what it is called."""
    if part.path[:1] in (("$defs",), ("definitions",)) and len(part.path) == 2:
        return part.path
    return _word(part, "title")


def _by_constant(part: Part) -> Any:
    marks = [
        (name, *field.shape.enum)
        for name, field in sorted(part.shape.properties.items())
        if field.shape.enum is not None and len(field.shape.enum) == 1
    ]
    return tuple(marks) or None


def _by_types(part: Part) -> Any:
    return part.shape.types


def _word(part: Part, keyword: str) -> Any:
    value = part.schema.get(keyword) if isinstance(part.schema, dict) else None
    return value if isinstance(value, str) and value else None
