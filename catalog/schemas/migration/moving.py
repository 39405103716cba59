"""Operations on fields as a whole: rename, move, drop."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import field
from typing import Any, ClassVar

from catalog.schemas.migration.operation import Failed, Operation, part
from catalog.schemas.migration.places import EVERY, Where, objects, shared, write_path
from catalog.schemas.migration.shape import Shape
from catalog.schemas.paths import FieldPath

MAX_REASON = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Operation):
    """The field keeps its place among the others."""

    op: ClassVar[str] = "rename"
    title: ClassVar[str] = "Rename a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    to: str = field(
        metadata=part("text", "New name", hint="The name alone, without the path to it.")
    )

    def apply(self, content: dict[str, Any]) -> None:
        for holder, where in objects(content, self.path[:-1]):
            if self.path[-1] not in holder:
                continue
            if self.to in holder:
                raise _taken((*where, self.to))
            renamed = {self.to if n == self.path[-1] else n: v for n, v in holder.items()}
            holder.clear()
            holder.update(renamed)

    def sentence(self) -> str:
        return f"Rename `{write_path(self.path)}` to `{self.to}`."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        target = (*self.path[:-1], self.to)
        if not self.to or self.to == EVERY:
            yield "to", "Give the new name of the field."
            return
        yield from _wrong_ends(shape, self.path, target, "to")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Move(Operation):
    """To another object of the same record, or of the same entry of a list."""

    op: ClassVar[str] = "move"
    title: ClassVar[str] = "Move a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    to: FieldPath = field(
        metadata=part("path", "New path", hint="From the top: subject.details.age")
    )

    def apply(self, content: dict[str, Any]) -> None:
        base = shared(self.path, self.to)
        for holder, where in objects(content, base):
            value, found = take(holder, self.path[len(base) :], where)
            if found:
                put(holder, self.to[len(base) :], value, where)

    def sentence(self) -> str:
        return f"Move `{write_path(self.path)}` to `{write_path(self.to)}`."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        base = len(shared(self.path, self.to))
        if self.to[: len(self.path)] == self.path:
            yield "to", "A field cannot move into itself."
            return
        if EVERY in (*self.path[base:], *self.to[base:]):
            yield "to", "`*` may only stand in what both paths begin with: one value moves."
        yield from _wrong_ends(shape, self.path, self.to, "to")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Operation):
    op: ClassVar[str] = "drop"
    title: ClassVar[str] = "Drop a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    reason: str = field(
        metadata=part("text", "Reason", hint="Kept with the migration: why this is not needed.")
    )

    def apply(self, content: dict[str, Any]) -> None:
        for holder, _ in objects(content, self.path[:-1]):
            holder.pop(self.path[-1], None)

    def sentence(self) -> str:
        return f"Drop `{write_path(self.path)}`: {self.reason or 'no reason given yet'}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if self.path[-1] == EVERY:
            yield "path", "Name the field that is dropped, not `*`."
        elif missing := shape.missing(self.path):
            yield "path", missing
        if not self.reason.strip() and not self.undecided:
            yield "reason", "Say why this field is dropped: what it held is gone from the record."
        elif len(self.reason) > MAX_REASON:
            yield "reason", f"A reason has at most {MAX_REASON} characters."
        shape.dropped(self.path)


def take(holder: dict[str, Any], path: FieldPath, where: Where) -> tuple[Any, bool]:
    """Take one value out, with the objects that it leaves empty; and whether there was one."""
    trail: list[tuple[dict[str, Any], str]] = []
    here: Any = holder
    for name in path:
        if isinstance(here, list):
            at = (*where, *path[: len(trail)])
            raise Failed(at, f"`{path[len(trail) - 1]}` is a list: there is not one value to take.")
        if not isinstance(here, dict) or name not in here:
            return None, False
        trail.append((here, name))
        here = here[name]
    for parent, name in reversed(trail):
        del parent[name]
        if parent or parent is holder:
            break
    return here, True


def put(holder: dict[str, Any], path: FieldPath, value: Any, where: Where) -> None:
    """Put a value in, with the objects on the way. Raises `Failed` where something is there."""
    here = holder
    for depth, name in enumerate(path[:-1]):
        below = here.setdefault(name, {})
        if not isinstance(below, dict):
            at = (*where, *path[: depth + 1])
            raise Failed(at, f"`{name}` is no group of fields: nothing can be put into it.")
        here = below
    if path[-1] in here:
        raise _taken((*where, *path))
    here[path[-1]] = value


def _taken(where: Where) -> Failed:
    return Failed(where, f"`{where[-1]}` has a value already, which would be lost.")


def _wrong_ends(
    shape: Shape, source: FieldPath, target: FieldPath, name: str
) -> Iterator[tuple[str, str]]:
    if source[-1] == EVERY:
        yield "path", "Name the field, not `*`."
    elif missing := shape.missing(source):
        yield "path", missing
    if unwanted := shape.unwanted(target):
        yield name, unwanted
    shape.moved(source, target)
