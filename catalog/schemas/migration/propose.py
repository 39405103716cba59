"""A first list of operations, from what two versions say. What only a person knows is marked."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.schemas.compare import Change, compare
from catalog.schemas.migration.changing import (
    ConvertType,
    ConvertUnit,
    MapValues,
    SetDefault,
    same,
)
from catalog.schemas.migration.compute import Compute
from catalog.schemas.migration.moving import Drop, Move, Rename
from catalog.schemas.migration.operation import Operation, shown
from catalog.schemas.migration.places import write_path
from catalog.schemas.migration.reading import MAX_OPERATIONS
from catalog.schemas.paths import FieldPath, Fields, walk
from catalog.schemas.problems import pointer
from search.units import compatible

_TYPES = {
    "number": "number",
    "integer": "integer",
    "string": "text",
    "boolean": "true or false",
}
_PLAIN = {"string", "number", "integer", "boolean"}
_MAX_FIELDS = 2_000


def propose(old: dict[str, Any], new: dict[str, Any]) -> tuple[Operation, ...]:
    """Values are changed first, where they stand; then fields move; then what is missing is
    filled in and what has no place is dropped.

    Raises BadSchema where one of the two is no usable schema.
    """
    proposer = _Proposer(Fields(old), Fields(new), compare(old, new).changes)
    return tuple(itertools.islice(proposer.operations(), MAX_OPERATIONS))


class _Proposer:
    def __init__(self, old: Fields, new: Fields, changes: Iterable[Change]) -> None:
        self._old, self._new = old, new
        self._old_paths, self._new_paths = _declared(old), _declared(new)
        self._moves = dict(self._moved(changes))

    def operations(self) -> Iterator[Operation]:
        for path in self._old_paths:
            yield from self._values(path)
        for source, target in sorted(self._moves.items(), key=lambda move: -len(move[0])):
            yield _move(source, target)
        for path in self._new_paths:
            yield from self._required(path)
        yield from self._required(())
        for path in self._old_paths:
            yield from self._homeless(path)

    def _moved(self, changes: Iterable[Change]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """Changes tell places of the schema documents; here they become places of records."""
        olds, news = _by_place(self._old, self._old_paths), _by_place(self._new, self._new_paths)
        for change in changes:
            if change.kind not in ("renamed", "nesting"):
                continue
            for source in olds.get(change.old or "", ()):
                targets = news.get(change.new or "", ())
                near = [t for t in targets if _together(source, t, change.kind)]
                if near:
                    yield source, near[0]

    def _target(self, path: FieldPath) -> FieldPath:
        for length in range(len(path), 0, -1):
            if path[:length] in self._moves:
                return self._moves[path[:length]] + path[length:]
        return path

    def _values(self, path: FieldPath) -> Iterator[Operation]:
        target = self._target(path)
        before, after = self._old.at(path), self._new.at(target)
        if before is None or after is None or not after.declared:
            return
        if before.unit != after.unit and before.unit and after.unit:
            yield _unit(path, before.unit, after.unit)
        yield from _type(path, before.json_types, after.json_types, after.unit)
        yield from self._words(path, target)

    def _words(self, path: FieldPath, target: FieldPath) -> Iterator[Operation]:
        old, new = (_enum(f, p) for f, p in ((self._old, path), (self._new, target)))
        if old is None or new is None:
            return
        gone = [value for value in old if not any(same(value, one) for one in new)]
        if not gone:
            return
        pairs = tuple((value, _nearest(value, new)) for value in gone)
        left = [shown(value) for value, now in pairs if now is None]
        question = f"Say what becomes of {', '.join(left[:20])}." if left else ""
        yield MapValues(path=path, values=pairs, undecided=question)

    def _required(self, path: FieldPath) -> Iterator[Operation]:
        """Fields that every object at `path` must have now."""
        source = next((s for s, t in self._moves.items() if t == path), path)
        held = self._old.at(source)
        if path and (held is None or "object" not in held.json_types):
            return
        before = _needed(self._old, source)
        arrived = set(self._moves.values())
        for name in _needed(self._new, path):
            field = (*path, name)
            if name in before or field in arrived:
                continue
            defaults = self._new.values_at(field, "default") + self._new.values_at(field, "const")
            only = _enum(self._new, field) or []
            value = defaults[0] if defaults else only[0] if len(only) == 1 else None
            known = bool(defaults) or len(only) == 1
            question = f"Say which value records without `{write_path(field)}` get."
            yield SetDefault(path=field, value=value, undecided="" if known else question)

    def _homeless(self, path: FieldPath) -> Iterator[Operation]:
        target = self._target(path)
        if path in self._moves or self._new.at(target) is not None:
            return
        above = target[:-1]
        if not above or self._new.at(above) is not None:
            question = "Say why this field is dropped, or move what it holds."
            yield Drop(path=target, reason="", undecided=question)


def _declared(fields: Fields) -> list[FieldPath]:
    found = (path for path, info in walk(fields) if info is not None)
    return list(itertools.islice(found, _MAX_FIELDS))


def _by_place(fields: Fields, paths: Iterable[FieldPath]) -> Mapping[str, list[FieldPath]]:
    found: dict[str, list[FieldPath]] = {}
    for path in paths:
        for place in fields.subschemas_at(path):
            found.setdefault(pointer(place), []).append(path)
    return found


def _together(source: FieldPath, target: FieldPath, kind: str) -> bool:
    """Whether the two places are of one object: a shared definition stands in many."""
    if kind == "renamed":
        return source[:-1] == target[:-1]
    shorter, longer = sorted((source, target), key=len)
    return longer[: len(shorter) - 1] == shorter[:-1]


def _move(source: FieldPath, target: FieldPath) -> Operation:
    if source[:-1] == target[:-1]:
        return Rename(path=source, to=target[-1])
    return Move(path=source, to=target)


def _unit(path: FieldPath, before: str, after: str) -> Operation:
    if compatible(before, after):
        return ConvertUnit(path=path, unit=before, to=after)
    question = f"{before} cannot be converted to {after}: say how the value is computed."
    return Compute(path=path, expression=path[-1], undecided=question)


def _type(
    path: FieldPath, before: frozenset[str], after: frozenset[str], unit: str
) -> Iterator[Operation]:
    """The types of a list's entries count as the field's own: operations go through lists."""
    old, new = before - {"null"}, after - {"null"}
    if not old or not new:
        return
    if "array" in old and "array" not in new:
        yield ConvertType(path=path, to="single value")
    elif "array" in new and "array" not in old:
        yield ConvertType(path=path, to="list")
    if old - {"array"} <= new | _implied(new):
        return
    scalars = new & _PLAIN
    if len(scalars) == 1 and "object" not in old:
        to = _TYPES[next(iter(scalars))]
        yield ConvertType(path=path, to=to, unit=unit if to == "number" else "")
    elif not scalars & old:
        question = f"Say how {_listed(old)} becomes {_listed(new)}."
        yield Compute(path=path, expression=path[-1], undecided=question)


def _implied(types: frozenset[str]) -> frozenset[str]:
    return frozenset({"integer"}) if "number" in types else frozenset()


def _listed(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))


def _enum(fields: Fields, path: FieldPath) -> list[Any] | None:
    """The values that a field is held to; None where there is no such list."""
    lists = [each for each in fields.values_at(path, "enum") if isinstance(each, list)]
    return lists[0] if len(lists) == 1 else None


def _nearest(value: Any, options: list[Any]) -> Any | None:
    """The new spelling of an old word: by letters alone, then by likeness."""
    if not isinstance(value, str):
        return None
    words = [option for option in options if isinstance(option, str)]
    plain = {"".join(filter(str.isalnum, word)).lower(): word for word in reversed(words)}
    exact = plain.get("".join(filter(str.isalnum, value)).lower())
    close = difflib.get_close_matches(value, words, n=1, cutoff=0.8)
    return exact or (close[0] if close else None)


def _needed(fields: Fields, path: FieldPath) -> list[str]:
    """What every object there must have: `required` outside of alternatives is not told apart
    from one inside, so only a field that no alternative leaves out counts."""
    lists = [each for each in fields.values_at(path, "required") if isinstance(each, list)]
    return [str(name) for name in lists[0]] if len(lists) == 1 else []
