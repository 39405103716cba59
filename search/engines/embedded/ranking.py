"""The best hits of a page; equal scores go by id."""

from __future__ import annotations

import itertools

from tantivy import DocAddress, Query, Searcher

from search.engines.embedded.stored import id_of

# How many hits of one score are put in order. Where one score has more, those beyond keep the
# order of the index, which is the same from page to page until something is written.
_MOST_TIED = 2_000
_FIRST_LOOK = 50


def ranked_page(
    searcher: Searcher, query: Query, offset: int, limit: int
) -> list[tuple[float, DocAddress]]:
    """At most `limit` scores and addresses after the first `offset`."""
    if limit < 1:
        return []
    needed = offset + limit
    hits = searcher.search(query, needed + _FIRST_LOOK, count=False).hits
    if len(hits) > needed and hits[-1][0] == hits[needed - 1][0]:
        hits = searcher.search(query, needed + _MOST_TIED, count=False).hits
    page: list[tuple[float, DocAddress]] = []
    start = 0
    for score, same in itertools.groupby(hits, key=lambda hit: float(hit[0])):
        group = [address for _, address in same]
        end = start + len(group)
        if end > offset and start < needed:
            if len(group) > 1:
                group.sort(key=lambda address: id_of(searcher, address))
            page += [(score, address) for address in group[max(offset - start, 0) : needed - start]]
        start = end
    return page
