"""What an engine must be able to build of queries, for those who say what matches what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

Query = TypeVar("Query")


class Builder(Protocol[Query]):
    """Modules of functions do. Scores are BM25 with k1 = 1.2 and b = 0.75, times k1 + 1."""

    def everything(self) -> Query: ...

    def nothing(self) -> Query: ...

    def all_of(self, must: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
        """Holds where all of `must` hold (at least one is needed) and none of `must_not`."""

    def any_of(self, queries: Sequence[Query]) -> Query:
        """Holds nowhere where there are no `queries`; scores add up."""

    def preferring(self, needed: Query, *preferred: Query) -> Query:
        """Holds where `needed` does; `preferred` only adds to the score."""

    def silent(self, query: Query) -> Query:
        """`query` as a filter: it adds nothing to a score."""

    def weighed(self, query: Query, weight: float) -> Query: ...

    def worth(self, query: Query, score: float) -> Query:
        """The same score wherever `query` holds."""

    def term(self, field: str, value: object) -> Query:
        """The value is not analyzed."""

    def scored_terms(self, field: str, values: Sequence[str]) -> Query:
        """Analyzed words that stand beside each other in this order."""

    def neighbors(self, field: str, values: Sequence[str]) -> Query:
        """As `scored_terms`, for what only adds to a score: an engine may find it too dear."""

    def one_of(self, field: str, values: Iterable[object]) -> Query: ...

    def starting(self, field: str, prefix: str) -> Query:
        """Terms of a field that is not analyzed that start with `prefix`."""
