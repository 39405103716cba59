"""One search, from the question to the answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from search.engines.cursors import Place, decode_cursor, encode_cursor, place_after
from search.engines.embedded.asking import Asked
from search.engines.embedded.counting import count
from search.engines.embedded.facets import facets
from search.engines.embedded.layout import VECTORS
from search.engines.embedded.ordering import sorted_page
from search.engines.embedded.placed import Placed
from search.engines.embedded.ranking import ranked_page
from search.engines.embedded.reading import Snapshot
from search.engines.embedded.stored import stored_of
from search.engines.highlighting import Highlighter
from search.engines.limits import check_facets, check_limit
from search.engines.matching import searched_terms
from search.engines.nearness import Nearness, ranking_of
from search.request import AuthorisedQuery, Hit, SearchResult, Sort

_NEWEST = Sort("modified", descending=True)


def search(query: AuthorisedQuery, snapshot: Snapshot) -> SearchResult:
    """Raises `BadQuery`."""
    request = query.request
    check_limit(request)
    check_facets(request.facets)
    after = decode_cursor(request)
    asked = _with_nearness(Asked.of(query, snapshot))
    found = _found(asked, after, request.limit + 1) if request.limit else []
    page = found[: request.limit]
    total = count(snapshot.searcher, asked.everything)
    return SearchResult(
        total=total,
        relation="eq",  # counting costs this engine next to nothing
        hits=_hits(asked, page),
        facets=facets(asked, total),
        next_cursor=_cursor(asked, after, page) if len(found) > len(page) else "",
        ranking=ranking_of(query, is_ranked=asked.ranked is not None, nearness=asked.nearness),
    )


def _with_nearness(asked: Asked) -> Asked:
    """With what is near in meaning, where the query has one and the documents have vectors."""
    meaning, folder = asked.query.meaning, asked.snapshot.folder
    if meaning is None or folder is None or not (folder / VECTORS).is_dir():
        return asked
    from search.engines.embedded.nearest import nearest  # needs numpy, as the vectors do

    near = nearest(folder, asked.query, meaning.vector)
    best = 0.0
    if asked.ranked is not None and not meaning.alone:
        first = ranked_page(asked.snapshot.searcher, asked.ranked, None, 1)
        best = float(first[0].key or 0) if first else 0.0
    return dataclasses.replace(asked, nearness=Nearness.of(near, best=best, alone=meaning.alone))


def _found(asked: Asked, after: Place | None, limit: int) -> list[Placed]:
    """Without words the newest are the most relevant."""
    sort = asked.query.request.sort
    if asked.is_ranked and asked.ranked is not None:
        return ranked_page(asked.snapshot.searcher, asked.ranked, after, limit)
    if sort.field == "relevance":
        sort = _NEWEST
    return sorted_page(asked.snapshot, asked.everything, sort, after, limit)


def _cursor(asked: Asked, after: Place | None, page: Sequence[Placed]) -> str:
    if not page:
        return ""
    ends = [((hit.key, hit.id), hit.id) for hit in page]
    place = place_after(after, ends, is_ranked=asked.is_ranked)
    return encode_cursor(asked.query.request, place)


def _hits(asked: Asked, page: Sequence[Placed]) -> tuple[Hit, ...]:
    """With scores where the words decide the order."""
    request, labels = asked.query.request, asked.query.labels
    terms = searched_terms(asked.sought) if request.highlight else frozenset()
    highlighter = Highlighter(terms)
    found = []
    for key, _, address in page:
        stored = stored_of(asked.snapshot.searcher, address)
        score = float(key) if asked.is_ranked and key is not None else None
        marked = highlighter.highlights(stored, labels)
        found.append(Hit(stored["id"], stored["type"], score, stored["source"], marked))
    return tuple(found)
