"""The best hits after a place; equal scores go by id."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from tantivy import DocAddress, Query, Searcher

from search.engines.cursors import Place
from search.engines.embedded.placed import Placed
from search.engines.embedded.stored import id_of

# Up to so many hits of one score are put in order by id. More of them keep the order of the
# index, which stays the same until something is written.
_MOST_TIED = 2_000
_FIRST_LOOK = 250  # a second look costs as much as the first; so many more cost next to nothing


def ranked_page(searcher: Searcher, query: Query, after: Place | None, limit: int) -> list[Placed]:
    """At most `limit` hits, the best first. The cost grows with the depth: the engine has no way
    to start at a score."""
    if limit < 1:
        return []
    wanted = (after.seen if after else 0) + limit + _FIRST_LOOK
    while True:
        hits = searcher.search(query, wanted, count=False).hits
        ranking = _Ranking(searcher, hits, is_whole=len(hits) < wanted)
        page, is_settled = ranking.page(after, limit)
        if is_settled:
            return page
        wanted += _MOST_TIED


@dataclasses.dataclass(frozen=True, slots=True)
class _Last:
    """The last hit of the page before: its score now, and where it stands, if it is there."""

    score: float
    id: str
    index: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Ranking:
    """The first hits by score; `is_whole` where there are no more."""

    searcher: Searcher
    hits: Sequence[tuple[float, DocAddress]]
    is_whole: bool

    def page(self, after: Place | None, limit: int) -> tuple[list[Placed], bool]:
        """The page, and whether more hits could not change it."""
        last = self._last(after) if after else None
        found: list[Placed] = []
        for start, end in self._ties(last.score if last else None):
            found += self._tied(start, end, last, limit - len(found))
            if len(found) >= limit:
                is_known = self.is_whole or end < len(self.hits) or end - start > _MOST_TIED
                return found[:limit], is_known
        return found, self.is_whole

    def _last(self, after: Place) -> _Last:
        """Scores move with everything that is written, so the hit is looked for near where it
        stood. Where it is gone, the hit before it counts; where all of them are, its former
        score."""
        stood = after.seen - 1
        near = range(max(stood - _MOST_TIED, 0), min(stood + _MOST_TIED, len(self.hits)))
        wanted, places = set(after.ids), dict[str, int]()
        for index in sorted(near, key=lambda index: abs(index - stood)):
            if (id_ := self._id(index)) in wanted:
                places[id_] = index
            if after.ids[-1] in places:
                break
        for id_ in reversed(after.ids):
            if id_ in places:
                return _Last(self.hits[places[id_]][0], id_, places[id_])
        return _Last(float(after.keys[0]), after.ids[-1], None)

    def _ties(self, score: float | None) -> Iterator[tuple[int, int]]:
        """Where hits of one score begin and end, from `score` downwards."""
        scores = [hit[0] for hit in self.hits]
        start = 0
        if score is not None:
            start = next((n for n, each in enumerate(scores) if each <= score), len(scores))
        while start < len(scores):
            end = start + 1
            while end < len(scores) and scores[end] == scores[start]:
                end += 1
            yield start, end
            start = end

    def _tied(self, start: int, end: int, last: _Last | None, limit: int) -> list[Placed]:
        """Of the hits of one score, those after the last page."""
        continues = last is not None and last.score == self.hits[start][0]
        if end - start > _MOST_TIED:
            if continues and last is not None and last.index is not None:
                start = last.index + 1
            return [self._placed(index) for index in range(start, min(start + limit, end))]
        named = sorted((self._placed(index) for index in range(start, end)), key=lambda hit: hit.id)
        return [hit for hit in named if not continues or last is None or hit.id > last.id]

    def _placed(self, index: int) -> Placed:
        score, address = self.hits[index]
        return Placed(score, self._id(index), address)

    def _id(self, index: int) -> str:
        return id_of(self.searcher, self.hits[index][1])
