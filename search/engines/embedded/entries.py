"""Everything that the index holds, in parts, without reading stored documents."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tantivy import FieldType, Query, Searcher

from search.engines.base import Entry
from search.engines.embedded import building as b
from search.engines.embedded.boundary import boundary
from search.engines.embedded.layout import SCHEMA, SLICES

_AT_ONCE = 5_000


def entries(searcher: Searcher) -> Iterator[Entry]:
    """In no particular order; of the moment of `searcher`."""
    width = max(1, SLICES * _AT_ONCE // max(searcher.num_docs, _AT_ONCE))
    for start in range(0, SLICES, width):
        with boundary("listing its entries"):
            found = _slice(searcher, start, min(start + width, SLICES) - 1)
        yield from found


def held(searcher: Searcher, ids: Sequence[str]) -> list[Entry]:
    found = b.all_of([b.one_of("id", ids), b.term("live", 1)])
    return _found(searcher, found, max(len(ids), 1))


def sample(searcher: Searcher, count: int) -> list[Entry]:
    """Out of neighboring slices from a random one on, round the end: ids are spread over them by a
    hash."""
    width = min(max(1, SLICES * count * 2 // max(searcher.num_docs, 1)), SLICES)
    first = random.randrange(SLICES)
    found = _slice(searcher, first, min(first + width, SLICES) - 1)
    if first + width > SLICES:
        found += _slice(searcher, 0, first + width - SLICES - 1)
    return random.sample(found, min(count, len(found)))


def _slice(searcher: Searcher, first: int, last: int) -> list[Entry]:
    some = Query.range_query(SCHEMA, "slice", FieldType.Integer, first, last)
    query = b.all_of([some, b.term("live", 1)])
    found = _found(searcher, query, _AT_ONCE * 4)
    return found if len(found) < _AT_ONCE * 4 else _found(searcher, query, searcher.num_docs)


def _found(searcher: Searcher, query: Query, limit: int) -> list[Entry]:
    hits = searcher.search(query, limit, count=False, order_by_field="id").hits
    addresses = [address for _, address in hits]
    columns = ("version", "print_high", "print_low")
    versions, high, low = (searcher.fast_field_values(name, addresses) for name in columns)
    return [
        Entry(str(id_), int(version or 0), f"{first_half or 0:016x}{second_half or 0:016x}")
        for (id_, _), version, first_half, second_half in zip(
            hits, versions, high, low, strict=True
        )
    ]
