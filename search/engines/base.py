"""The contract of a search engine. Two engines keep it; one test suite pins it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from search.document import Change
from search.request import AuthorisedQuery, SearchResult, Suggestion


class EngineDown(Exception):
    """The engine does not answer. Never to be taken for "nothing found"."""


class Gone(EngineDown):
    """There is no index of this name that could be taken up."""


class BadQuery(ValueError):
    """The engine refuses this query (too deep, a page too far). `pointer` names the parameter."""

    def __init__(self, message: str, *, parameter: str = "q") -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What an index holds of one document, for comparing it with the database."""

    id: str
    version: int
    fingerprint: str


class Rebuild(Protocol):
    """An index being filled beside the one that answers."""

    @property
    def name(self) -> str:
        """Under which it can be taken up, by whatever process, once it is kept."""

    def apply(self, changes: Sequence[Change]) -> None: ...

    def commit(self) -> None:
        """What was applied survives a crash of this process when this returns."""

    def keep(self) -> None:
        """It stays where it is left unpublished; else nothing of it stays."""

    def publish(self) -> str:
        """Swap it in atomically: searches see the old index, then the new one, never neither.

        Answers the name of the index that it replaced ("" where there was none). That one stays,
        and can be taken up, until it is discarded or another index is replaced."""


class Engine(Protocol):
    """All methods may raise `EngineDown`."""

    def apply(self, changes: Sequence[Change]) -> None:
        """Write; when it returns, the changes are durable and visible to the next search."""

    def search(self, query: AuthorisedQuery) -> SearchResult:
        """Raises `BadQuery`."""

    def suggest(
        self, prefix: str, *, labels: frozenset[str], excluded: frozenset[str], limit: int
    ) -> tuple[Suggestion, ...]: ...

    def entries(self) -> Iterator[Entry]: ...

    def held(self, ids: Sequence[str]) -> list[Entry]:
        """The entries of at most 1,000 `ids`; none for those that it does not hold."""

    def sample(self, count: int) -> list[Entry]:
        """Up to `count` entries at random; at most 1,000."""

    def problems(self) -> list[str]:
        """Sentences about what an operator should mend, each with its fix. Never raises."""

    @property
    def breaker(self) -> str:
        """ "closed" where it is asked; "open" or "half-open" where it is spared for being away."""

    def rebuild(self, name: str = "") -> AbstractContextManager[Rebuild]:
        """A new index, or the kept or replaced one of this name, with what is in it. Raises `Gone`
        where it is not there, is of another layout, or answers already.

        An abandoned rebuild (an exception, a crash) leaves the answering index as it was."""

    def discard(self, name: str) -> None:
        """Remove what was kept or replaced; never the index that answers."""

    def check(self) -> None:
        """Raises `EngineDown` where a search would."""

    def needs_rebuild(self) -> bool:
        """Whether there is no index, or none that can be used; not whether the engine is away."""

    def close(self) -> None: ...
