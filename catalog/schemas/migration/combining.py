"""Operations between several fields: split one, merge several."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import field
from typing import Any, ClassVar

from catalog.schemas.migration.changing import shown_whole
from catalog.schemas.migration.moving import put, take
from catalog.schemas.migration.operation import Failed, Operation, part, shown
from catalog.schemas.migration.places import EVERY, objects, shared, write_path
from catalog.schemas.migration.shape import Shape
from catalog.schemas.paths import FieldPath

MAX_FIELDS = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Split(Operation):
    """A text at a separator; the last field gets what is left, and too few parts are a failure."""

    op: ClassVar[str] = "split"
    title: ClassVar[str] = "Split a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    separator: str = field(
        metadata=part("text", "Separator", hint="What stands between the parts.")
    )
    into: tuple[FieldPath, ...] = field(
        metadata=part("paths", "Into", hint="One path a line, in order.")
    )

    def apply(self, content: dict[str, Any]) -> None:
        base = shared(self.path, *self.into)
        for holder, where in objects(content, base):
            value, found = take(holder, self.path[len(base) :], where)
            if not found or value is None:
                continue
            at = (*where, *self.path[len(base) :])
            if not isinstance(value, str):
                raise Failed(at, f"{shown(value)} is no text, so it cannot be split.")
            pieces = value.split(self.separator, len(self.into) - 1)
            if len(pieces) < len(self.into):
                raise Failed(at, f"{shown(value)} has {len(pieces)} of the {len(self.into)} parts.")
            for target, piece in zip(self.into, pieces, strict=True):
                put(holder, target[len(base) :], piece.strip(), where)

    def sentence(self) -> str:
        names = " and ".join(f"`{write_path(path)}`" for path in self.into)
        return f"Split `{write_path(self.path)}` at {shown(self.separator)} into {names}."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if missing := shape.missing(self.path):
            yield "path", missing
        if not self.separator:
            yield "separator", "Say what stands between the parts."
        yield from _wrong_group(self.into, "into", shared(self.path, *self.into))
        shape.dropped(self.path)
        for path in self.into:
            if unwanted := shape.unwanted(path):
                yield "into", unwanted
            shape.made(path)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Operation):
    """What is missing is left out; where all are missing, nothing is made."""

    op: ClassVar[str] = "merge"
    title: ClassVar[str] = "Merge fields"
    paths: tuple[FieldPath, ...] = field(
        metadata=part("paths", "Fields", hint="One path a line, in order.")
    )
    to: FieldPath = field(metadata=part("path", "Into"))
    separator: str = field(
        default=" ", metadata=part("text", "Separator", hint="What to put between the parts.")
    )

    def apply(self, content: dict[str, Any]) -> None:
        base = shared(*self.paths, self.to)
        for holder, where in objects(content, base):
            pieces = []
            for path in self.paths:
                value, found = take(holder, path[len(base) :], where)
                if isinstance(value, dict | list):
                    at = (*where, *path[len(base) :])
                    raise Failed(at, f"`{path[-1]}` is no single value, so it cannot be merged.")
                if found and value is not None:
                    pieces.append(value if isinstance(value, str) else shown_whole(value))
            if pieces:
                put(holder, self.to[len(base) :], self.separator.join(pieces), where)

    def sentence(self) -> str:
        names = " and ".join(f"`{write_path(path)}`" for path in self.paths)
        between = shown(self.separator)
        return f"Merge {names} into `{write_path(self.to)}`, with {between} between."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        yield from _wrong_group(self.paths, "paths", shared(*self.paths, self.to))
        for path in self.paths:
            if missing := shape.missing(path):
                yield "paths", missing
            shape.dropped(path)
        if unwanted := shape.unwanted(self.to):
            yield "to", unwanted
        shape.made(self.to)


def _wrong_group(
    paths: tuple[FieldPath, ...], name: str, base: FieldPath
) -> Iterator[tuple[str, str]]:
    if not 2 <= len(set(paths)) <= MAX_FIELDS or len(set(paths)) < len(paths):
        yield name, f"Name 2 to {MAX_FIELDS} different fields."
    if any(EVERY in path[len(base) :] for path in paths):
        yield name, "`*` may only stand in what all the paths begin with."
