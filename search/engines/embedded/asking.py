"""From an authorised query to tantivy's query objects."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from tantivy import Query

from search.engines import matching
from search.engines.criteria import Criteria, is_ranking, wanted_words
from search.engines.embedded import building as b
from search.engines.embedded.conditions import Conditions
from search.engines.embedded.known import Known
from search.engines.embedded.reading import Snapshot
from search.engines.limits import check_conditions, check_criteria
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
        check_criteria(query.request.criteria)
        asked = cls(query, snapshot, parse_words(query.request.text))
        asked.everything  # noqa: B018 - made now, so that what is wrong with it shows now
        return asked

    @functools.cached_property
    def sought(self) -> Sequence[Word]:
        """The words whose matches are shown."""
        return (*self.words, *wanted_words(self.query.request.criteria))

    @functools.cached_property
    def conditions(self) -> tuple[tuple[Condition, Query], ...]:
        compiled = Conditions(self.snapshot)
        return tuple((each, compiled.where(each)) for each in self.query.request.conditions)

    @functools.cached_property
    def everything(self) -> Query:
        """All that was asked for: what is counted, and put in an order of its own."""
        return self._assemble([query for _, query in self.conditions], self._found)

    @functools.cached_property
    def ranked(self) -> Query | None:
        """The same with scores that say how well the words match. None without words."""
        criteria = self.query.request.criteria
        if self._text.ranked is None and not is_ranking(criteria):
            return None
        ranked = [] if self._text.ranked is None else [self._text.ranked]
        ranked += [] if criteria is None else [self._criteria.ranked(criteria)]
        return self._assemble([query for _, query in self.conditions], ranked)

    @property
    def is_ranked(self) -> bool:
        return self.query.request.sort.field == "relevance" and self.ranked is not None

    def without(self, name: str) -> Query:
        """The query without the conditions on one property, for that property's own facet."""
        kept = [query for condition, query in self.conditions if condition.name != name]
        return self._assemble(kept, self._found)

    def has_condition_on(self, name: str) -> bool:
        return any(condition.name == name for condition, _ in self.conditions)

    def _assemble(self, conditions: Sequence[Query], asked: Sequence[Query]) -> Query:
        filters = [b.one_of("labels", self.query.labels), *conditions]
        if self.query.request.types:
            filters.append(b.one_of("type", self.query.request.types))
        must = [b.silent(b.all_of(filters)), *asked]
        must_not = [*self._text.unwanted]
        if self.query.excluded:
            must_not.append(b.one_of("id", self.query.excluded))
        return b.all_of(must, must_not)

    @functools.cached_property
    def _found(self) -> Sequence[Query]:
        criteria = self.query.request.criteria
        text = [] if self._text.found is None else [self._text.found]
        return text if criteria is None else [*text, self._criteria.found(criteria)]

    @functools.cached_property
    def _criteria(self) -> Criteria[Query]:
        return Criteria(self._known, Conditions(self.snapshot), self._gate)

    @functools.cached_property
    def _text(self) -> matching.TextQueries[Query]:
        return matching.text_queries(self._known, self.words, self._gate, self.nearness)

    @functools.cached_property
    def _known(self) -> Known:
        return Known(self.snapshot.searcher)

    @functools.cached_property
    def _gate(self) -> Query:
        return b.silent(b.one_of("file_labels", self.query.labels))


def visible(labels: frozenset[str], excluded: frozenset[str]) -> Query:
    """Everything that a caller with `labels` may find."""
    must_not = [b.one_of("id", excluded)] if excluded else []
    return b.all_of([b.silent(b.one_of("labels", labels))], must_not)
