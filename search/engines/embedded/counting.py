"""How many documents a query finds."""

from __future__ import annotations

from tantivy import Query, Searcher

from search.engines.embedded.building import silent


def count(searcher: Searcher, query: Query) -> int:
    # Without scores it takes a fifth of the time. A limit of 0 panics. The attribute is missing
    # from tantivy's stubs.
    found = searcher.search(silent(query), 1)
    return int(found.count)  # type: ignore[attr-defined]
