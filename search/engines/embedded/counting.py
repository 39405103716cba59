"""How many documents a query finds."""

from __future__ import annotations

from tantivy import Query, Searcher


def count(searcher: Searcher, query: Query) -> int:
    # A limit of 0 panics. The attribute is missing from tantivy's stubs.
    found = searcher.search(query, 1)
    return int(found.count)  # type: ignore[attr-defined]
