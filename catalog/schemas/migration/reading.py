"""Operations from JSON and back, with every problem at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog.schemas.migration.changing import ConvertType, ConvertUnit, MapValues, SetDefault
from catalog.schemas.migration.combining import Merge, Split
from catalog.schemas.migration.compute import Compute
from catalog.schemas.migration.moving import Drop, Move, Rename
from catalog.schemas.migration.operation import Operation, Part
from catalog.schemas.migration.places import read_path, write_path
from catalog.schemas.migration.shape import Shape
from catalog.schemas.paths import Fields
from catalog.schemas.problems import BadDocument, Problem, pointer

MAX_OPERATIONS = 500
MAX_TEXT = 1_000
OPERATIONS: dict[str, type[Operation]] = {
    each.op: each
    for each in (
        Rename,
        Move,
        SetDefault,
        MapValues,
        ConvertType,
        ConvertUnit,
        Split,
        Merge,
        Drop,
        Compute,
    )
}


class _Wrong(ValueError):
    """A part that does not hold what it should."""


def read_operations(content: Any) -> tuple[Operation, ...]:
    """Raises BadDocument: pointers are into the list."""
    if not isinstance(content, list):
        raise BadDocument([_problem((), "Operations are a list.")])
    if len(content) > MAX_OPERATIONS:
        raise BadDocument([_problem((), f"A migration has at most {MAX_OPERATIONS} operations.")])
    problems: list[Problem] = []
    found = []
    for index, entry in enumerate(content):
        operation = _read(entry, index, problems)
        if operation is not None:
            found.append(operation)
    if problems:
        raise BadDocument(problems)
    return tuple(found)


def write_operations(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """As `read_operations` takes them."""
    return [_write(operation) for operation in operations]


def checked(operations: Sequence[Operation], old: Fields, new: Fields) -> Iterator[Problem]:
    """What is wrong with the operations between two versions; pointers are into the list."""
    shape = Shape(old, new)
    for index, operation in enumerate(operations):
        for name, sentence in operation.check(shape):
            yield _problem((index, name), sentence)


def _read(entry: Any, index: int, problems: list[Problem]) -> Operation | None:
    kind = OPERATIONS.get(str(entry.get("op"))) if isinstance(entry, dict) else None
    if kind is None:
        known = ", ".join(OPERATIONS)
        problems.append(_problem((index, "op"), f"An operation is an object with `op`: {known}."))
        return None
    parts = {each.name: each for each in kind.parts()}
    values: dict[str, Any] = {}
    before = len(problems)
    for name, value in entry.items():
        if name == "op":
            continue
        each = parts.get(name) or (_UNDECIDED if name == "undecided" else None)
        if each is None:
            told = f"`{str(name)[:80]}` is no part of `{kind.op}`; it has: {', '.join(parts)}."
            problems.append(_problem((index, name), told))
            continue
        try:
            values[name] = _value(each, value)
        except ValueError as error:
            problems.append(_problem((index, name), str(error)))
    for name, each in parts.items():
        if each.needed and name not in entry:
            problems.append(_problem((index, name), f"`{kind.op}` needs `{name}`: {each.label}."))
    return None if len(problems) > before else kind(**values)


_UNDECIDED = Part("undecided", "text", "What is left to decide", needed=False)


def _value(each: Part, value: Any) -> Any:
    if each.kind == "value":
        return value
    if each.kind == "flag":
        if not isinstance(value, bool):
            raise _Wrong("This must be true or false.")
        return value
    if each.kind == "pairs":
        return _pairs(value)
    if each.kind == "paths":
        if not isinstance(value, list) or not value:
            raise _Wrong("This must be a list of paths.")
        return tuple(read_path(_text(one)) for one in value)
    text = _text(value)
    if each.kind == "path":
        return read_path(text)
    if each.kind == "choice" and text not in each.words:
        raise _Wrong(f"This must be one of: {', '.join(each.words)}.")
    return text


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("This must be text.")
    if len(value) > MAX_TEXT:
        raise _Wrong(f"This has {len(value):,} characters; at most {MAX_TEXT:,} are taken.")
    return value


def _pairs(value: Any) -> tuple[tuple[Any, Any], ...]:
    sentence = 'This must be a list of objects like {"from": "F", "to": "Female"}.'
    if not isinstance(value, list):
        raise _Wrong(sentence)
    for one in value:
        if not isinstance(one, dict) or one.keys() != {"from", "to"}:
            raise _Wrong(sentence)
    return tuple((one["from"], one["to"]) for one in value)


def _write(operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {"op": operation.op}
    for each in operation.parts():
        value = getattr(operation, each.name)
        if each.needed or value != each.default:
            written[each.name] = _plain(each, value)
    if operation.undecided:
        written["undecided"] = operation.undecided
    return written


def _plain(each: Part, value: Any) -> Any:
    if each.kind == "path":
        return write_path(value)
    if each.kind == "paths":
        return [write_path(path) for path in value]
    if each.kind == "pairs":
        return [{"from": old, "to": new} for old, new in value]
    return value


def _problem(path: tuple[str | int, ...], message: str) -> Problem:
    return Problem(pointer(path), "operation", "", message)
