"""What all operations share: their parts, declared once for JSON, forms and documentation."""

from __future__ import annotations

import abc
import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from catalog.schemas.migration.places import Where
from catalog.schemas.problems import pointer

if TYPE_CHECKING:
    from catalog.schemas.migration.shape import Shape

Kind = Literal["path", "paths", "text", "value", "flag", "pairs", "choice"]


class Failed(Exception):
    """An operation cannot be done on this record: the place, and a sentence."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.pointer, self.message = pointer(where), message


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One part of an operation: its name in JSON, what it holds, and its label on a form."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    words: tuple[str, ...] = ()
    default: Any = None
    needed: bool = True


def part(kind: Kind, label: str, *, hint: str = "", words: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is told of a part, as metadata of its dataclass field."""
    return {"kind": kind, "label": label, "hint": hint, "words": words}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Operation(abc.ABC):
    """`undecided` says what a person still has to decide before the operation can be used."""

    op: ClassVar[str]
    title: ClassVar[str]
    undecided: str = ""

    @abc.abstractmethod
    def apply(self, content: dict[str, Any]) -> None:
        """Do it to a record, in place. Raises `Failed`; the record is then of no use."""

    @abc.abstractmethod
    def sentence(self) -> str:
        """What it does, for people."""

    @abc.abstractmethod
    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        """What is wrong with it between these two versions: (part, sentence).

        `shape` knows what records look like after the operations before this one, and is told
        what this one does to them.
        """

    @classmethod
    def parts(cls) -> tuple[Part, ...]:
        return tuple(
            Part(
                each.name,
                default=None if each.default is dataclasses.MISSING else each.default,
                needed=each.default is dataclasses.MISSING,
                **each.metadata,
            )
            for each in dataclasses.fields(cls)
            if each.metadata
        )


def shown(value: Any) -> str:
    """A value as sentences show it, at most 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"
