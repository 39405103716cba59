"""What the validating library reports, boiled down to what a person can act on.

Where a value fits none of several alternatives the library lists what every alternative has
against it. A scientist meant one of them: this finds which, and reports only its problems.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import jsonschema_rs

Path: TypeAlias = tuple[str | int, ...]
Error: TypeAlias = jsonschema_rs.ValidationError
Kind: TypeAlias = jsonschema_rs.ValidationErrorKind
Kinds = jsonschema_rs.ValidationErrorKind
_FIXING = (Kinds.Constant, Kinds.Enum)


@dataclasses.dataclass(frozen=True, slots=True)
class OneOf:
    """A value that would have to be one of `options` to fit any of the alternatives."""

    options: tuple[Any, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TypeOf:
    """A value that would have to have one of these types to fit any of the alternatives."""

    types: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit, where saying why would cost too much."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """`path` in the document, `schema_path` in the schema; `cause` says what is wrong."""

    path: Path
    schema_path: Path
    cause: Kind | OneOf | TypeOf | Misfit

    @property
    def keyword(self) -> str:
        last = self.schema_path[-1] if self.schema_path else ""
        if isinstance(self.cause, Misfit):
            return "schema"
        if isinstance(self.cause, jsonschema_rs.ValidationErrorKind):
            # `dependentRequired` and `minContains` are told from `required` and `contains` by it.
            named = isinstance(last, str) and last in _NAMED_BY_PATH
            return str(last) if named else self.cause.name
        return str(last)


_NAMED_BY_PATH = frozenset(
    {"dependentRequired", "dependencies", "minContains", "maxContains", "dependentSchemas"}
)


def findings_of(errors: Sequence[Error], *, below: Path = ()) -> Iterator[Finding]:
    """The findings behind errors; `below` is where in the document the checked value stands."""
    stack = list(reversed(_without_doubles(errors)))
    while stack:
        error = stack.pop()
        branches = getattr(error.kind, "context", None)
        if not branches or isinstance(error.kind, Kinds.OneOfMultipleValid):
            yield _finding(error, error.kind, below=below)
            continue
        choice = _choose(tuple(error.instance_path), branches)
        if isinstance(choice, list):
            stack.extend(reversed(_without_doubles(choice)))
        else:
            path, cause = choice
            yield Finding(below + path, tuple(error.schema_path), cause)


def _without_doubles(errors: Sequence[Error]) -> list[Error]:
    """A wrong type says nothing more where the same subschema fixes the value."""
    fixed = {_place(error) for error in errors if isinstance(error.kind, _FIXING)}
    return [
        error
        for error in errors
        if not isinstance(error.kind, Kinds.Type) or _place(error) not in fixed
    ]


def _place(error: Error) -> tuple[Path, Path]:
    return tuple(error.instance_path), tuple(error.schema_path[:-1])


def _finding(error: Error, cause: Kind, *, below: Path) -> Finding:
    return Finding(below + tuple(error.instance_path), tuple(error.schema_path), cause)


def _choose(
    here: Path, branches: Sequence[Sequence[Error]]
) -> list[Error] | tuple[Path, OneOf | TypeOf]:
    """The errors of the alternative that was meant, or one cause that all alternatives share."""
    fitting = [branch for branch in branches if not _wrong_type(here, branch)]
    if not fitting:
        return here, TypeOf(_distinct(name for branch in branches for name in _types(branch)))
    tags = [_tags(branch) for branch in fitting]
    shared = set(tags[0]).intersection(*tags[1:])
    # Every alternative wants another fixed value here, so the value names none of them.
    pairs = list(zip(fitting, tags, strict=True))
    if len(fitting) > 1 and shared and all(_speaks_against(*pair) for pair in pairs):
        tag = min(shared, key=lambda path: (len(path), str(path)))
        return tag, OneOf(_distinct(option for branch in tags for option in branch[tag]))
    return list(min(pairs, key=lambda pair: _distance(*pair))[0])


def _speaks_against(branch: Sequence[Error], tags: dict[Path, list[Any]]) -> bool:
    """Whether a fixed value (such as a type name) failed, or nothing but a list of values."""
    return any(len(options) == 1 for options in tags.values()) or len(branch) == len(tags) == 1


def _wrong_type(here: Path, branch: Sequence[Error]) -> bool:
    return any(
        isinstance(error.kind, Kinds.Type) and tuple(error.instance_path) == here
        for error in branch
    )


def _types(branch: Sequence[Error]) -> Iterator[str]:
    for error in branch:
        if isinstance(error.kind, Kinds.Type):
            yield from error.kind.types


def _tags(branch: Sequence[Error]) -> dict[Path, list[Any]]:
    """Where a fixed value was expected: path → what would have fitted."""
    tags: dict[Path, list[Any]] = {}
    for error in branch:
        kind = error.kind
        if isinstance(kind, Kinds.Constant):
            tags[tuple(error.instance_path)] = [kind.expected_value]
        elif isinstance(kind, Kinds.Enum):
            tags[tuple(error.instance_path)] = list(kind.options)
    return tags


def _distance(branch: Sequence[Error], tags: dict[Path, list[Any]]) -> tuple[int, int, int]:
    """How far a value is from an alternative: fixed values first, then the number of problems.

    Of two that are equally far, the one whose problems lie deeper was nearly met.
    """
    fixed = sum(len(options) == 1 for options in tags.values())
    count = sum(len(getattr(error.kind, "unexpected", "1")) for error in branch)
    return fixed, count, -max((len(error.instance_path) for error in branch), default=0)


def _distinct(values: Iterator[Any]) -> tuple[Any, ...]:
    # By representation: JSON values need not be hashable, and 1 is not true.
    return tuple({repr(value): value for value in values}.values())
