"""From an authorised query to what the server is asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from elasticsearch.dsl.query import Query

from search.engines import matching
from search.engines.criteria import Criteria, is_ranking, wanted_words
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch.conditions import Conditions, condition_query
from search.engines.hits import marked_terms
from search.engines.limits import check_conditions, check_criteria
from search.engines.nearness import Nearness
from search.engines.words import parse_words
from search.request import AuthorisedQuery


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A query, taken apart and checked once.

    `marked_terms` are those whose matches are shown; `criteria` compiles the request's. `shared`
    are the conditions that hold for hits and all facets; `by_facet` those on properties that are
    counted as well, which their own facets ignore.
    """

    query: AuthorisedQuery
    marked_terms: frozenset[str]
    text: matching.TextQueries[Query]
    criteria: Criteria[Query]
    nearness: Nearness | None
    shared: tuple[Query, ...]
    by_facet: tuple[tuple[str, Query], ...]

    @classmethod
    def of(cls, query: AuthorisedQuery, nearness: Nearness | None = None) -> Asked:
        """Raises `BadQuery`."""
        request = query.request
        check_conditions(request.conditions)
        check_criteria(request.criteria)
        words = parse_words(request.text)
        gate = b.one_of("file_labels", query.labels)
        text = matching.text_queries(b, words, gate, nearness)
        criteria = Criteria(b, Conditions(), gate)
        marked = marked_terms(query, (*words, *wanted_words(request.criteria)))
        counted = {facet.property.name for facet in request.facets}
        conditions = [(each.name, condition_query(each)) for each in request.conditions]
        shared = tuple(found for name, found in conditions if name not in counted)
        by_facet = tuple((name, found) for name, found in conditions if name in counted)
        return cls(query, marked, text, criteria, nearness, shared, by_facet)

    @property
    def is_ranked(self) -> bool:
        request = self.query.request
        has_texts = self.text.ranked is not None or is_ranking(request.criteria)
        return request.sort.field == "relevance" and has_texts

    def seen(self) -> Query:
        """Everything of the types asked for that the caller may find."""
        filters = [b.one_of("labels", self.query.labels)]
        if self.query.request.types:
            filters.append(b.one_of("type", self.query.request.types))
        return b.filtered(filters, _excluded(self.query.excluded))

    def base(self) -> Query:
        """What is asked, without the conditions of `by_facet`."""
        filters = [b.one_of("labels", self.query.labels), *self.shared]
        if self.query.request.types:
            filters.append(b.one_of("type", self.query.request.types))
        ruled_out = [*self.text.unwanted, *_excluded(self.query.excluded)]
        criteria = self.query.request.criteria
        if self.is_ranked:
            ranked = [] if self.text.ranked is None else [self.text.ranked]
            ranked += [] if criteria is None else [self.criteria.ranked(criteria)]
            return b.scored(b.all_of(ranked), filters, ruled_out)
        filters += [] if self.text.found is None else [self.text.found]
        filters += [] if criteria is None else [self.criteria.found(criteria)]
        return b.filtered(filters, ruled_out)

    def narrowed(self, facet: str = "") -> Query:
        """The conditions of `by_facet`, without those that `facet` ignores."""
        return b.filtered([query for name, query in self.by_facet if name != facet])


def visible(labels: frozenset[str], excluded: frozenset[str]) -> Query:
    """Everything that a caller with `labels` may find."""
    return b.filtered([b.one_of("labels", labels)], _excluded(excluded))


def _excluded(ids: frozenset[str]) -> Sequence[Query]:
    return [b.one_of("id", ids)] if ids else []
