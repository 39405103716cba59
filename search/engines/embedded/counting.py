"""How many documents a query finds."""

from __future__ import annotations

from typing import Any

from tantivy import Query, Searcher

# Every entry has one version. (tantivy's own way to count goes document by document.)
TOTAL: dict[str, Any] = {"value_count": {"field": "version"}}


def count(searcher: Searcher, query: Query) -> int:
    return int(searcher.aggregate(query, {"total": TOTAL})["total"]["value"] or 0)
