"""One search, from the question to the answer."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from search.engines.cursors import Place, decode_cursor, encode_cursor, place_after
from search.engines.embedded.asking import Asked
from search.engines.embedded.beside import beside, processors
from search.engines.embedded.facets import Counted, groups
from search.engines.embedded.layout import VECTORS
from search.engines.embedded.ordering import sorted_page
from search.engines.embedded.placed import Placed
from search.engines.embedded.ranking import ranked_page
from search.engines.embedded.reading import Snapshot
from search.engines.embedded.stored import stored_of
from search.engines.hits import hits_of, marked_terms
from search.engines.limits import check_facets, check_limit
from search.engines.nearness import Nearness, ranking_of
from search.request import (
    AuthorisedQuery,
    FacetResult,
    Hit,
    SearchRequest,
    SearchResult,
    Sort,
)  # fmt: skip

_NEWEST = Sort("modified", descending=True)
_MOST_HANDS = 4  # each goes over all hits, so more of them only work more


def search(query: AuthorisedQuery, snapshot: Snapshot) -> SearchResult:
    """Raises `BadQuery`."""
    request = query.request
    check_limit(request)
    check_facets(request.facets)
    after = decode_cursor(request)
    asked = _with_nearness(Asked.of(query, snapshot))
    page, counted = _answered(asked, after)
    return SearchResult(
        total=counted[0].total,
        relation="eq",  # counting costs this engine next to nothing
        hits=page.hits,
        facets=_in_order(request, counted),
        next_cursor=page.next_cursor,
        ranking=ranking_of(query, is_ranked=asked.ranked is not None, nearness=asked.nearness),
    )


def _answered(asked: Asked, after: Place | None) -> tuple[_Page, list[Counted]]:
    """A page and counts, the first of which are over all hits."""
    if not asked.snapshot.is_large:
        return _page(asked, after), [group.counted() for group in groups(asked, 1)]
    # The page takes the caller's own processor. Finding the places of a phrase costs more than
    # counting what has it: one group looks once.
    is_phrase = any(word.phrase for word in asked.sought)
    hands = 1 if is_phrase else max(1, min(processors() - 1, _MOST_HANDS))
    some = groups(asked, hands)
    asked.ranked  # noqa: B018 - made now, not by two threads
    calls = [group.counted for group in some]
    # A facet's own selection does not narrow it: where finding is what costs, it takes longest.
    order = -1 if is_phrase else 1
    page, counted = beside(functools.partial(_page, asked, after), calls[::order])
    return page, counted[::order]


def _in_order(request: SearchRequest, counted: Sequence[Counted]) -> dict[str, FacetResult]:
    found = {name: result for some in counted for name, result in some.results.items()}
    names = (facet.property.name for facet in request.facets)
    return {name: found[name] for name in names}


def _with_nearness(asked: Asked) -> Asked:
    """With what is near in meaning, where the query has one and the documents have vectors."""
    meaning, folder = asked.query.meaning, asked.snapshot.folder
    if meaning is None or folder is None or not (folder / VECTORS).is_dir():
        return asked
    from search.engines.embedded.nearest import nearest  # needs numpy, as the vectors do

    near = nearest(folder, asked.query, meaning)
    best = 0.0
    if asked.ranked is not None and not meaning.alone:
        first = ranked_page(asked.snapshot.searcher, asked.ranked, None, 1)
        best = float(first[0].key or 0) if first else 0.0
    return dataclasses.replace(asked, nearness=Nearness.of(near, best=best, alone=meaning.alone))


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """`next_cursor`: empty where nothing follows."""

    hits: tuple[Hit, ...]
    next_cursor: str


def _page(asked: Asked, after: Place | None) -> _Page:
    limit = asked.query.request.limit
    found = _found(asked, after, limit + 1) if limit else []
    page = found[:limit]
    cursor = _cursor(asked, after, page) if len(found) > len(page) else ""
    return _Page(_hits(asked, page), cursor)


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
    stored = [stored_of(asked.snapshot.searcher, address) for _, _, address in page]
    scores = [float(key) if asked.is_ranked and key is not None else None for key, _, _ in page]
    terms = marked_terms(asked.query, asked.sought)
    hits, texts = [each.hit for each in stored], [each.texts for each in stored]
    return hits_of(asked.query, terms, hits, texts, scores)
