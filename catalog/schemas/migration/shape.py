"""What records look like between the operations: the old version's fields, as far as they moved."""

from __future__ import annotations

import difflib
from typing import Any

from catalog.schemas.migration.places import EVERY, write_path
from catalog.schemas.paths import FieldInfo, FieldPath, Fields


class Shape:
    """Follows fields through the operations, so that each is checked against what it will meet."""

    def __init__(self, old: Fields, new: Fields) -> None:
        self.old, self.new = old, new
        self._moves: list[tuple[FieldPath, FieldPath]] = []
        self._made: set[FieldPath] = set()
        self._gone: set[FieldPath] = set()

    def before(self, path: FieldPath) -> FieldInfo | None:
        """What the old version says of the field that is at `path` now."""
        return _at(self.old, self._origin(path))

    def after(self, path: FieldPath) -> FieldInfo | None:
        """What the new version says of such a field."""
        return _at(self.new, path)

    def after_values(self, path: FieldPath, keyword: str) -> list[Any]:
        return self.new.values_at(_plain(path), keyword)

    def missing(self, path: FieldPath) -> str:
        """Why there is nothing at `path` to work on; "" where there is."""
        if any(path[: len(made)] == made for made in self._made):
            return ""
        if any(path[: len(gone)] == gone for gone in self._gone):
            return f"`{write_path(path)}` was moved or dropped by an operation above."
        if self.before(path) is not None:
            return ""
        return f"The old version has no field `{write_path(path)}`.{_hint(self.old, path)}"

    def unwanted(self, path: FieldPath) -> str:
        """Why nothing may be put at `path`; "" where the new version has such a field."""
        if self.after(path) is not None:
            return ""
        return f"The new version has no field `{write_path(path)}`.{_hint(self.new, path)}"

    def moved(self, source: FieldPath, target: FieldPath) -> None:
        self._moves.append((source, target))
        self._gone.add(source)
        self.made(target)

    def made(self, path: FieldPath) -> None:
        self._made.add(path)
        self._gone.discard(path)

    def dropped(self, path: FieldPath) -> None:
        self._gone.add(path)
        self._made.discard(path)

    def _origin(self, path: FieldPath) -> FieldPath:
        for source, target in reversed(self._moves):
            if path[: len(target)] == target:
                path = source + path[len(target) :]
        return path


def _at(fields: Fields, path: FieldPath) -> FieldInfo | None:
    return fields.at(path) or fields.at(_plain(path))


def _plain(path: FieldPath) -> FieldPath:
    return tuple(name for name in path if name != EVERY)


def _hint(fields: Fields, path: FieldPath) -> str:
    close = difflib.get_close_matches(path[-1], fields.names_at(_plain(path[:-1]))[:2_000], n=1)
    return f" Did you mean `{write_path((*path[:-1], close[0]))}`?" if close else ""
