"""Which documents make up a page, in which order. Ties go by id, documents without a value last.

tantivy sorts by one field, and knows neither a second key nor paths of JSON fields. So a page is
put together from groups: an aggregation lists the values in order with their counts; for the
groups that the page touches, one query each lists their documents by id.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
from collections.abc import Iterator

from tantivy import DocAddress, Order, Query, Searcher

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.engines.embedded import building as b
from search.engines.embedded import properties
from search.request import Sort

_INTEGERS = ("created", "modified", "size")


@dataclasses.dataclass(frozen=True, slots=True)
class _Column:
    """A fast field with at most one value a document, for the documents in which `within` holds."""

    path: str
    is_text: bool
    within: Query


@dataclasses.dataclass(frozen=True, slots=True)
class _Order:
    """Columns that no document shares, and what holds for documents without a value in any."""

    columns: tuple[_Column, ...]
    missing: Query


def sorted_page(
    searcher: Searcher, query: Query, sort: Sort, offset: int, limit: int
) -> list[DocAddress]:
    """At most `limit` addresses after the first `offset`. Raises `BadQuery`."""
    order = _order(sort)
    if limit < 1:
        return []
    page: list[DocAddress] = []
    start = 0
    for group, size in _groups(searcher, query, order, sort.descending, offset + limit):
        skipped = max(offset - start, 0)
        if skipped < size:
            within = b.all_of([query, group])
            page += _by_id(searcher, within, skipped, min(limit - len(page), size - skipped))
        start += size
        if len(page) == limit:
            return page
    rest = b.all_of([query, order.missing])
    return page + _by_id(searcher, rest, max(offset - start, 0), limit - len(page))


def _order(sort: Sort) -> _Order:
    field = sort.field
    if isinstance(field, PropertyDefinition):
        return _property_order(field, "high" if sort.descending else "low")
    if field in _INTEGERS:
        found = Query.exists_query(field)
        return _Order((_Column(field, False, b.everything()),), _lacking(found))
    if field == "title":
        return _Order((_Column("title_key", True, b.everything()),), b.nothing())
    raise BadQuery(
        f"sort cannot be {field!r}. Sort by relevance, created, modified, title, size "
        "or a property.",
        parameter="sort",
    )


def _property_order(field: PropertyDefinition, extreme: str) -> _Order:
    """A document with several values stands where its least one does, or in descending order
    where its greatest one does."""
    if field.type == "text":
        raise BadQuery(f"sort cannot be {field.name}, which is text.", parameter="sort")
    found = b.term("has", properties.token(field.type, field.name))
    several = properties.several(field.type, field.name)
    has_several = b.term("has", several)
    is_text = field.type == "keyword"
    one = _Column(
        properties.path(field.type, field.name), is_text, b.all_of([found], [has_several])
    )
    return _Order((one, _Column(f"{extreme}.{several}", is_text, has_several)), _lacking(found))


def _lacking(found: Query) -> Query:
    return b.all_of([b.everything()], [found])


def _groups(
    searcher: Searcher, query: Query, order: _Order, descending: bool, most: int
) -> Iterator[tuple[Query, int]]:
    """Queries for the documents of each value, the values in order, and how many they are. Those
    of at least `most` documents, or all."""
    lists = [
        [
            (value, count, column)
            for value, count in _values(searcher, query, column, descending, most)
        ]
        for column in order.columns
    ]
    merged = heapq.merge(*lists, key=lambda item: item[0], reverse=descending)
    for _, same in itertools.groupby(merged, key=lambda item: item[0]):
        group = list(same)
        ways = [b.all_of([column.within, b.term(column.path, value)]) for value, _, column in group]
        yield b.silent(b.any_of(ways)), sum(count for _, count, _ in group)


def _values(
    searcher: Searcher, query: Query, column: _Column, descending: bool, most: int
) -> list[tuple[str | float, int]]:
    """The first `most` values with their counts of documents. Of the two aggregations that can
    sort by value, one is slow with text, and the other puts integers before floats."""
    direction = "desc" if descending else "asc"
    within = b.all_of([query, b.silent(column.within)])
    if column.is_text:
        terms = {"field": column.path, "size": most, "order": {"_key": direction}}
        buckets = searcher.aggregate(within, {"it": {"terms": terms}})["it"]["buckets"]
        return [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    source = {"it": {"terms": {"field": column.path, "order": direction}}}
    composite = {"size": most, "sources": [source]}
    buckets = searcher.aggregate(within, {"it": {"composite": composite}})["it"]["buckets"]
    number = int if column.path in _INTEGERS else float
    return [(number(bucket["key"]["it"]), bucket["doc_count"]) for bucket in buckets]


def _by_id(searcher: Searcher, query: Query, offset: int, limit: int) -> list[DocAddress]:
    if limit < 1:
        return []
    found = searcher.search(
        query, limit, count=False, order_by_field="id", offset=offset, order=Order.Asc
    )
    return [address for _, address in found.hits]
