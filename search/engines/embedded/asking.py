"""From an authorised query to tantivy's query objects."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from tantivy import Query

from search.engines import matching
from search.engines.embedded import building as b
from search.engines.embedded.conditions import condition_query
from search.engines.embedded.reading import Snapshot
from search.engines.limits import check_conditions
from search.engines.nearness import Nearness
from search.engines.words import Word, parse_words
from search.request import AuthorisedQuery, Condition


@dataclasses.dataclass(frozen=True)
class Asked:
    """A query, taken apart and checked once. Raises `BadQuery` when made."""

    query: AuthorisedQuery
    snapshot: Snapshot
    words: tuple[Word, ...]
    nearness: Nearness | None = None

    @classmethod
    def of(cls, query: AuthorisedQuery, snapshot: Snapshot) -> Asked:
        check_conditions(query.request.conditions)
        asked = cls(query, snapshot, parse_words(query.request.text))
        asked.conditions  # noqa: B018 - made now, so that what is wrong with them shows now
        return asked

    @functools.cached_property
    def conditions(self) -> tuple[tuple[Condition, Query], ...]:
        index = self.snapshot.index
        return tuple((each, condition_query(index, each)) for each in self.query.request.conditions)

    @functools.cached_property
    def everything(self) -> Query:
        """All that was asked for: what is counted, and put in an order of its own."""
        return self._assemble([query for _, query in self.conditions], self._text.found)

    @functools.cached_property
    def ranked(self) -> Query | None:
        """The same with scores that say how well the words match. None without words."""
        if self._text.ranked is None:
            return None
        return self._assemble([query for _, query in self.conditions], self._text.ranked)

    def without(self, name: str) -> Query:
        """The query without the conditions on one property, for that property's own facet."""
        kept = [query for condition, query in self.conditions if condition.name != name]
        return self._assemble(kept, self._text.found)

    def has_condition_on(self, name: str) -> bool:
        return any(condition.name == name for condition, _ in self.conditions)

    def _assemble(self, conditions: Sequence[Query], text: Query | None) -> Query:
        filters = [b.one_of("labels", self.query.labels), *conditions]
        if self.query.request.types:
            filters.append(b.one_of("type", self.query.request.types))
        must = [*map(b.silent, filters), *([] if text is None else [text])]
        must_not = [*self._text.unwanted]
        if self.query.excluded:
            must_not.append(b.one_of("id", self.query.excluded))
        return b.all_of(must, must_not)

    @functools.cached_property
    def _text(self) -> matching.TextQueries[Query]:
        gate = b.silent(b.one_of("file_labels", self.query.labels))
        return matching.text_queries(b, self.words, gate, self.nearness)


def visible(labels: frozenset[str], excluded: frozenset[str]) -> Query:
    """Everything that a caller with `labels` may find."""
    must_not = [b.one_of("id", excluded)] if excluded else []
    return b.all_of([b.silent(b.one_of("labels", labels))], must_not)
