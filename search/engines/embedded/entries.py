"""Everything that the index holds, in parts, without reading stored documents."""

from __future__ import annotations

from collections.abc import Iterator

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


def _slice(searcher: Searcher, first: int, last: int) -> list[Entry]:
    some = Query.range_query(SCHEMA, "slice", FieldType.Integer, first, last)
    query = b.all_of([some, b.term("live", 1)])
    hits = searcher.search(query, _AT_ONCE * 4, count=False, order_by_field="id").hits
    if len(hits) == _AT_ONCE * 4:
        hits = searcher.search(query, searcher.num_docs, count=False, order_by_field="id").hits
    addresses = [address for _, address in hits]
    columns = ("version", "print_high", "print_low")
    versions, high, low = (searcher.fast_field_values(name, addresses) for name in columns)
    return [
        Entry(str(id_), int(version or 0), f"{first_half or 0:016x}{second_half or 0:016x}")
        for (id_, _), version, first_half, second_half in zip(
            hits, versions, high, low, strict=True
        )
    ]
