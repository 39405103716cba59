"""The paths that operations name, and the places of a record that they lead to.

A path is written as everywhere in the catalogue: names with dots between, from the top, without
the indexes of lists (`procedures.type` is the type of every procedure). `*` is every value of an
object whose names are not known beforehand. A name that holds a dot itself is written as a JSON
Pointer (RFC 6901): `/odd.name/type`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.schemas.paths import FieldPath
from catalog.schemas.problems import pointer

EVERY = "*"
MAX_LENGTH = 500
# A place in a record: names and the indexes of lists.
Where = tuple[str | int, ...]


def read_path(text: str) -> FieldPath:
    """Raises ValueError with a sentence."""
    if not text or len(text) > MAX_LENGTH:
        raise ValueError(f"A path has 1 to {MAX_LENGTH} characters, like subject.age.")
    if text.startswith("/"):
        names = [part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/")]
    else:
        names = text.split(".")
    if not all(names):
        raise ValueError("A path is names with one dot between them, like subject.age.")
    return tuple(names)


def write_path(path: FieldPath) -> str:
    """As `read_path` takes it."""
    plain = all("." not in name for name in path) and not path[0].startswith("/")
    return ".".join(path) if plain else pointer(path)


def places(content: Any, path: FieldPath, where: Where = ()) -> Iterator[tuple[Any, Where]]:
    """Every value at `path`, and where it stands; lists on the way are gone through.

    A list at the end is one value.
    """
    if not path:
        yield content, where
    elif isinstance(content, list):
        for index, entry in enumerate(content):
            yield from places(entry, path, (*where, index))
    elif isinstance(content, dict):
        names = list(content) if path[0] == EVERY else [path[0]]
        for name in names:
            if name in content:
                yield from places(content[name], path[1:], (*where, name))


def objects(content: Any, path: FieldPath) -> Iterator[tuple[dict[str, Any], Where]]:
    """Every object at `path`, those in lists there included."""
    for value, where in places(content, path):
        yield from _objects_in(value, where)


def _objects_in(value: Any, where: Where) -> Iterator[tuple[dict[str, Any], Where]]:
    if isinstance(value, dict):
        yield value, where
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _objects_in(entry, (*where, index))


def slots(content: Any, path: FieldPath) -> Iterator[tuple[Any, str | int, Where]]:
    """Where every single value at `path` can be replaced: (holder, name or index, place).

    A list at the end is gone through as well: its entries are the values.
    """
    for holder, where in objects(content, path[:-1]):
        names = list(holder) if path[-1] == EVERY else [path[-1]]
        for name in names:
            if name in holder:
                yield from _slots_in(holder, name, (*where, name))


def _slots_in(holder: Any, key: Any, where: Where) -> Iterator[tuple[Any, str | int, Where]]:
    value = holder[key]
    if not isinstance(value, list):
        yield holder, key, where
        return
    for index in range(len(value)):
        yield from _slots_in(value, index, (*where, index))


def shared(*paths: FieldPath) -> FieldPath:
    """The objects that all the paths lead through: their longest common beginning, but never the
    last name of one."""
    shortest = min(len(path) for path in paths) - 1
    count = 0
    while count < shortest and len({path[count] for path in paths}) == 1:
        count += 1
    return paths[0][:count]
