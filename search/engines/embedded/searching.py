"""One search, from the question to the answer."""

from __future__ import annotations

import dataclasses

from tantivy import DocAddress

from search.engines.cursors import encode_cursor
from search.engines.embedded.asking import Asked
from search.engines.embedded.counting import count
from search.engines.embedded.facets import facets
from search.engines.embedded.layout import VECTORS
from search.engines.embedded.ordering import sorted_page
from search.engines.embedded.ranking import ranked_page
from search.engines.embedded.reading import Snapshot
from search.engines.embedded.stored import stored_of
from search.engines.highlighting import highlights
from search.engines.limits import DEEPEST, check_facets, offset_of
from search.engines.matching import searched_terms
from search.engines.nearness import Nearness, ranking_of
from search.request import AuthorisedQuery, Hit, SearchResult, Sort

_NEWEST = Sort("modified", descending=True)


def search(query: AuthorisedQuery, snapshot: Snapshot) -> SearchResult:
    """Raises `BadQuery`."""
    request = query.request
    offset = offset_of(request)
    limit = min(request.limit, DEEPEST - offset)
    check_facets(request.facets)
    asked = _with_nearness(Asked.of(query, snapshot))
    page = _page(asked, offset, limit)
    total = count(snapshot.searcher, asked.everything)
    end = offset + len(page)
    return SearchResult(
        total=total,
        relation="eq",
        hits=_hits(asked, page),
        facets=facets(asked, total),
        next_cursor=encode_cursor(request, offset=end) if page and end < total else "",
        ranking=ranking_of(query, is_ranked=asked.ranked is not None, nearness=asked.nearness),
    )


def _with_nearness(asked: Asked) -> Asked:
    """With what is near in meaning, where the query has one and the documents have vectors."""
    meaning, snapshot = asked.query.meaning, asked.snapshot
    if meaning is None or not (snapshot.folder / VECTORS).is_dir():
        return asked
    from search.engines.embedded.nearest import nearest  # needs numpy, as the vectors do

    near = nearest(snapshot.folder, asked.query, meaning.vector)
    best = 0.0
    if asked.ranked is not None and not meaning.alone:
        first = ranked_page(snapshot.searcher, asked.ranked, 0, 1)
        best = first[0][0] if first else 0.0
    return dataclasses.replace(asked, nearness=Nearness.of(near, best=best, alone=meaning.alone))


def _page(asked: Asked, offset: int, limit: int) -> list[tuple[float | None, DocAddress]]:
    """Scores (where the words decide the order) and addresses. Without words the newest are the
    most relevant."""
    sort = asked.query.request.sort
    searcher = asked.snapshot.searcher
    if sort.field == "relevance":
        if asked.ranked is not None:
            return [*ranked_page(searcher, asked.ranked, offset, limit)]
        sort = _NEWEST
    addresses = sorted_page(searcher, asked.everything, sort, offset, limit)
    return [(None, address) for address in addresses]


def _hits(asked: Asked, page: list[tuple[float | None, DocAddress]]) -> tuple[Hit, ...]:
    request, labels = asked.query.request, asked.query.labels
    terms = searched_terms(asked.words) if request.highlight else frozenset()
    found = []
    for score, address in page:
        stored = stored_of(asked.snapshot.searcher, address)
        hit = Hit(stored["id"], stored["type"], score, stored["source"])
        if terms:
            hit = dataclasses.replace(hit, highlights=highlights(stored, terms, labels))
        found.append(hit)
    return tuple(found)
