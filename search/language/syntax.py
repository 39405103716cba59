"""A query as it was written: nodes that know their place, and nothing yet of what names mean.

Two nodes are equal where they say the same, wherever they stand.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

from search.language.mistakes import Span

Operator = Literal["is", "starts", "gt", "gte", "lt", "lte"]
_NOWHERE = Span()


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    text: str
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Prefix:
    """`gcamp*`, without the star."""

    text: str
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


Text = Word | Phrase | Prefix


@dataclasses.dataclass(frozen=True, slots=True)
class Everything:
    """`*`"""

    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Loose:
    """Words beside each other: any of them will do."""

    parts: tuple[Text, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    text: str
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """`quoted` values are taken word for word: texts compare them as phrases."""

    text: str
    quoted: bool = False
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Compare:
    name: Name
    operator: Operator
    value: Value
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Between:
    """A range; an end that is None is open. `with_…`: the end itself belongs to it."""

    name: Name
    least: Value | None
    greatest: Value | None
    with_least: bool = True
    with_greatest: bool = True
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Exists:
    name: Name
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Within:
    """`procedures:(…)`: in one object of that list."""

    name: Name
    part: Node
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Together:
    """What stands beside each other, as the parser leaves it: see `settling`."""

    parts: tuple[Node, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    part: Node
    span: Span = dataclasses.field(default=_NOWHERE, compare=False)


Field = Compare | Between | Exists | Within
Node = Text | Everything | Loose | Field | Together | And | Or | Not


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of; words in `Loose` are not taken apart."""
    match node:
        case Together(parts) | And(parts) | Or(parts):
            return parts
        case Not(part) | Within(_, part):
            return (part,)
        case _:
            return ()


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its parts changed."""
    match node:
        case Together(parts) | And(parts) | Or(parts):
            return dataclasses.replace(node, parts=tuple(map(change, parts)))
        case Not(part) | Within(_, part):
            return dataclasses.replace(node, part=change(part))
        case _:
            return node


def has_fields(node: Node) -> bool:
    return isinstance(node, Field) or any(map(has_fields, parts_of(node)))
