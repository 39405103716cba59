"""“Find a field”: any field of a schema by its name, title or description."""

from __future__ import annotations

import dataclasses
from typing import Any

from catalog.pages.entry.actions import show
from catalog.pages.entry.pointers import MISSING, joined, put, value_at
from catalog.pages.entry.shape import shape_at
from catalog.pages.entry.skeleton import begun, complete_owners
from catalog.pages.entry.state import State
from catalog.pages.values import field_words
from catalog.schemas.paths import Fields, walk

MOST = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """`path` is dotted, without indexes of lists; `trail` are the labels of what lies above."""

    path: str
    label: str
    trail: str
    hint: str


def find(fields: Fields, typed: str) -> list[Hit]:
    """At most 20 fields: those named so first, then by title, then by description."""
    wanted = typed.strip().casefold()
    if not wanted:
        return []
    found: list[tuple[int, Hit]] = []
    for path, info in walk(fields):
        if info is None:
            break
        label = info.title or field_words(path[-1])
        rank = _rank(wanted, path[-1], label, info.description)
        if rank is not None:
            trail = " › ".join(field_words(name) for name in path[:-1])
            found.append((rank, Hit(info.path, label, trail, info.description[:160])))
    found.sort(key=lambda each: (each[0], each[1].path.count(".")))
    return [hit for _, hit in found[:MOST]]


def go(state: State, path: str, fields: Fields) -> str:
    """Open the place of a field, beginning optional groups on the way; gives where it is, or how
    far one comes: to a list without entries, or to alternatives of which none is chosen."""
    here = ""
    for name in path.split(".")[:100]:
        value: Any = value_at(state.document, here)
        if isinstance(value, list):
            if not value:
                break
            here = joined(here, 0)
        shape = shape_at(fields, state.document, here, state.chosen)
        if not shape.named(name):
            break
        if value_at(state.document, here) is MISSING and shape.kind == "object":
            _begin(state, here, fields)
        here = joined(here, name)
    return show(state, here, fields)


def _begin(state: State, place: str, fields: Fields) -> None:
    value = begun(shape_at(fields, state.document, place, state.chosen), place)
    put(state.document, place, {} if value is MISSING else value)
    complete_owners(fields, state.document, place)


def _rank(wanted: str, name: str, label: str, hint: str) -> int | None:
    if wanted in (name.casefold(), label.casefold()):
        return 0
    if wanted in name.casefold() or wanted in label.casefold():
        return 1
    return 2 if wanted in hint.casefold() else None
