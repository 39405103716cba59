"""What a query means, as a tree of plain data: both engines compile it, the oracle evaluates it.

Names are resolved here and values parsed: nothing in it is what somebody typed but for words and
keywords, which no engine takes for anything else.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Literal

from search.document import PropertyDefinition

Operator = Literal["eq", "is", "starts", "phrase", "between", "gte", "gt", "lte", "lt", "exists"]
Value = str | float | dt.datetime | bool
TextField = Literal["title", "description", "creators", "files"]
ExactField = Literal["id", "type", "identifiers", "groups", "media_types"]


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """`properties` (one name, one or more types) against `values`: any of them for `eq`.

    Each definition comes with the values already parsed to its type and canonical unit, so
    `values[i]` belongs to `properties[i]`.

    `eq` is exact; of a text it means all words, and `phrase` words beside each other. `is` and
    `starts` compare keywords, the latter their beginnings, without a difference between A–Z and
    a–z. `between` has a least and a greatest value (numbers, dates): one value of the property
    lies between them, both included.
    """

    operator: Operator
    properties: tuple[PropertyDefinition, ...]
    values: tuple[tuple[Value, ...], ...]

    @property
    def name(self) -> str:
        return self.properties[0].name


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """Any of the words and "phrases" of `text`, written as in `SearchRequest.text`."""

    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Starting:
    """A word of the document (file names apart) that starts with `prefix`."""

    prefix: str


@dataclasses.dataclass(frozen=True, slots=True)
class InText:
    """All words of `text` in one field of the document; beside each other for a `phrase`.

    `files` holds only for those who may find the document by its files.
    """

    field: TextField
    text: str
    phrase: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class OneOf:
    """One of `values` in a field that is not analyzed; `identifiers` are as `identifier_key`
    gives them. `media_types` holds only for those who may find the document by its files."""

    field: ExactField
    values: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class StartingWith:
    """A value of a field that is not analyzed starts with `prefix`."""

    field: ExactField
    prefix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Related:
    """A relation to a thing that `name` names, to be resolved under the rights of the caller
    before an engine is asked: see `search.relations`."""

    relation: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Where:
    """A condition on a property."""

    condition: Condition


@dataclasses.dataclass(frozen=True, slots=True)
class Within:
    """One instance of one of `scopes` in which `part` holds. In it stand `Where`, `AllOf`,
    `AnyOf` and `Not` only."""

    scopes: tuple[str, ...]
    part: Criterion


@dataclasses.dataclass(frozen=True, slots=True)
class AllOf:
    """Without parts it holds everywhere."""

    parts: tuple[Criterion, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class AnyOf:
    """Without parts it holds nowhere."""

    parts: tuple[Criterion, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    part: Criterion


Text = Words | Starting | InText
Leaf = Text | OneOf | StartingWith | Related | Where
Criterion = Leaf | Within | AllOf | AnyOf | Not


def inner(criterion: Criterion) -> tuple[Criterion, ...]:
    """The parts that a criterion is made of."""
    match criterion:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part) | Within(_, part):
            return (part,)
        case _:
            return ()


def every(criterion: Criterion) -> Iterator[Criterion]:
    """The criterion and all that it is made of."""
    yield criterion
    for part in inner(criterion):
        yield from every(part)


def depth(criterion: Criterion) -> int:
    return 1 + max(map(depth, inner(criterion)), default=0)


def wanted_texts(criterion: Criterion | None) -> Iterator[Text]:
    """What is searched in texts and not ruled out: it ranks, and its matches are shown."""
    match criterion:
        case None | Not():
            return
        case Words() | InText() | Starting():
            yield criterion
        case _:
            for part in inner(criterion):
                yield from wanted_texts(part)
