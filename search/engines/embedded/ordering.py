"""Which documents follow a place in an order. Ties go by id, documents without a value last.

tantivy sorts by one field, and knows neither a second key nor paths of JSON fields. So a page is
put together from groups: an aggregation lists the next values in order; for the groups that the
page touches, one query each lists their documents by id.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
import re
from collections.abc import Iterator

from tantivy import Order, Query

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.engines.cursors import Place
from search.engines.embedded import building as b
from search.engines.embedded import properties
from search.engines.embedded.extremes import INTEGERS, Numbers
from search.engines.embedded.placed import Placed
from search.engines.embedded.reading import Snapshot
from search.engines.expressions import from_text_on
from search.request import Sort

# What the parser takes for one word after `id:>=`.
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_MOST_VALUES = 60_000  # tantivy aborts at 65,000


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
    snapshot: Snapshot, query: Query, sort: Sort, after: Place | None, limit: int
) -> list[Placed]:
    """At most `limit` hits. Raises `BadQuery`."""
    order = _order(sort)
    page: list[Placed] = []
    value, last = (after.keys[0], str(after.keys[-1])) if after else (None, "")
    if not order.columns:
        return _by_id(snapshot, query, None, last, limit)
    if value is not None or not after:
        for found, group in _groups(snapshot, query, order, sort.descending, value, limit):
            beyond = last if found == value else ""
            page += _by_id(snapshot, b.all_of([query, group]), found, beyond, limit - len(page))
            if len(page) >= limit:
                return page
        last = ""
    rest = b.all_of([query, order.missing])
    return page + _by_id(snapshot, rest, None, last, limit - len(page))


def _order(sort: Sort) -> _Order:
    field = sort.field
    if isinstance(field, PropertyDefinition):
        return _property_order(field, "high" if sort.descending else "low")
    if field in INTEGERS:
        found = Query.exists_query(field)
        return _Order((_Column(field, False, b.everything()),), _lacking(found))
    if field == "title":
        return _Order((_Column("title_key", True, b.everything()),), b.nothing())
    if field == "id":  # what all ties go by is all that counts
        return _Order((), b.everything())
    raise BadQuery(
        f"sort cannot be {field!r}. Sort by relevance, created, modified, title, size, id "
        "or a property.",
        parameter="sort",
    )


def _property_order(field: PropertyDefinition, extreme: str) -> _Order:
    """A document with several values stands where its least one does, or in descending order
    where its greatest one does."""
    if field.type == "text":
        raise BadQuery(f"sort cannot be {field.name}, which is text.", parameter="sort")
    found = b.term("has", properties.token(field.type, field.name))
    path, is_text = properties.path(field.type, field.name), field.type == "keyword"
    if is_text and extreme == "low":  # of several keywords the least stands first
        return _Order((_Column(path, is_text, found),), _lacking(found))
    several = properties.several(field.type, field.name)
    has_several = b.term("has", several)
    one = _Column(path, is_text, b.all_of([found], [has_several]))
    return _Order((one, _Column(f"{extreme}.{several}", is_text, has_several)), _lacking(found))


def _lacking(found: Query) -> Query:
    return b.all_of([b.everything()], [found])


def _groups(
    snapshot: Snapshot,
    query: Query,
    order: _Order,
    descending: bool,
    value: str | float | None,
    limit: int,
) -> Iterator[tuple[str | float, Query]]:
    """The values in order from `value` on, and queries for the documents that have them: enough
    for `limit` documents after those of `value` itself."""
    lists = [
        [(found, column) for found in _values(snapshot, query, column, descending, value, limit)]
        for column in order.columns
    ]
    merged = heapq.merge(*lists, key=lambda item: item[0], reverse=descending)
    for found, same in itertools.groupby(merged, key=lambda item: item[0]):
        ways = [b.all_of([column.within, b.term(column.path, found)]) for _, column in same]
        yield found, b.silent(b.any_of(ways))


def _values(
    snapshot: Snapshot,
    query: Query,
    column: _Column,
    descending: bool,
    value: str | float | None,
    limit: int,
) -> list[str] | list[float]:
    """The values from `value` on, at least `limit` beyond it if there are. Of the two aggregations
    that can sort by value, one is slow with text, and the other puts integers before floats."""
    within = b.all_of([query, b.silent(column.within)])
    if column.is_text:
        direction = "desc" if descending else "asc"
        return _texts(snapshot, within, column.path, direction, value, limit + 1)
    numbers = Numbers(snapshot, within, column.path, descending)
    return numbers.first(limit + 1, None if value is None else float(value))


def _texts(
    snapshot: Snapshot, query: Query, path: str, direction: str, value: object, most: int
) -> list[str]:
    """The expression looks at the beginning of long values only, so that others may come first."""
    terms = {"field": path, "order": {"_key": direction}}
    if value is not None:
        terms["include"] = from_text_on(str(value), descending=direction == "desc")
    size = most
    while True:
        wanted = {"it": {"terms": {**terms, "size": size}}}
        buckets = snapshot.searcher.aggregate(query, wanted)["it"]["buckets"]
        keys = [str(bucket["key"]) for bucket in buckets]
        if value is not None:
            text = str(value)
            keys = [key for key in keys if (key <= text if direction == "desc" else key >= text)]
        if len(keys) >= most or len(buckets) < size or size == _MOST_VALUES:
            return keys
        size = min(size * 8, _MOST_VALUES)


def _by_id(
    snapshot: Snapshot, query: Query, key: str | float | None, after: str, limit: int
) -> list[Placed]:
    """At most `limit` documents with ids above `after`, by id."""
    if limit < 1:
        return []
    if plain := _PLAIN.match(after):
        # Only the parser reaches ranges of text; what it cannot read of an id is left to us.
        since = snapshot.index.parse_query(f"id:>={plain[0]}", [])
        query = b.all_of([query, b.silent(since)])
    wanted = limit + 1
    while True:
        found = snapshot.searcher.search(
            query, wanted, count=False, order_by_field="id", order=Order.Asc
        ).hits
        page = [Placed(key, str(id_), address) for id_, address in found if id_ > after]
        if len(page) >= limit or len(found) < wanted:
            return page[:limit]
        wanted *= 8
