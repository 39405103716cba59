"""Query objects for one moment of an index, without what holds nowhere in it.

A word is looked for in many ways (as a part of a code, in names of files), and most of them hold
nowhere. tantivy merges lists of documents faster where it need not ask each of the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tantivy import Query, Searcher

from search.engines.embedded import building

# Documents that have each of two words, up to which it is looked whether these are neighbors:
# beyond, that took longer than all the rest, for words that tell little.
_MOST_WITH_NEIGHBORS = 200_000


@dataclasses.dataclass(slots=True)
class Known:
    """See `search.engines.building.Builder`. For one search."""

    searcher: Searcher
    _frequencies: dict[tuple[str, object], int] = dataclasses.field(default_factory=dict)

    everything = staticmethod(building.everything)
    nothing = staticmethod(building.nothing)
    all_of = staticmethod(building.all_of)
    any_of = staticmethod(building.any_of)
    preferring = staticmethod(building.preferring)
    silent = staticmethod(building.silent)
    weighed = staticmethod(building.weighed)
    worth = staticmethod(building.worth)
    one_of = staticmethod(building.one_of)
    starting = staticmethod(building.starting)

    def term(self, field: str, value: object) -> Query:
        return building.term(field, value) if self._count(field, value) else building.nothing()

    def scored_terms(self, field: str, values: Sequence[str]) -> Query:
        if not all(self._count(field, value) for value in values):
            return building.nothing()
        return building.scored_terms(field, values)

    def neighbors(self, field: str, values: Sequence[str]) -> Query:
        if min(self._count(field, value) for value in values) > _MOST_WITH_NEIGHBORS:
            return building.nothing()
        return self.scored_terms(field, values)

    def _count(self, field: str, value: object) -> int:
        """How many documents have a term, with those that were removed and not yet merged away."""
        key = field, value
        if key not in self._frequencies:
            self._frequencies[key] = self.searcher.doc_freq(field, value)
        return self._frequencies[key]
