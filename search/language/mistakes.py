"""What is wrong with a query, and where."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`: characters (code points) of the query."""

    start: int = 0
    end: int = 0

    def to(self, other: Span) -> Span:
        return Span(self.start, other.end)

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclasses.dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence about a part of the query. In a query that came as JSON, `pointer` (RFC 6901)
    is the place and the span means nothing. `meant` are names that may have been meant at it."""

    message: str
    span: Span
    pointer: str | None = None
    meant: tuple[str, ...] = ()


class QueryError(ValueError):
    """Everything that is wrong with a query. `text` is what the spans are of, where that is not
    what was typed."""

    def __init__(self, mistakes: Sequence[Mistake], text: str = "") -> None:
        super().__init__("; ".join(mistake.message for mistake in mistakes))
        self.mistakes = tuple(mistakes)
        self.text = text


class Malformed(Exception):
    """The structure is wrong: quotes, parentheses, operators."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.mistake = Mistake(message, span)
