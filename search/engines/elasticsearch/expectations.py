"""What facets are expected to be like, by those that were counted before.

With the right expectation a facet takes one request and its cheapest form. A wrong one costs a
second request, never a wrong answer. What callers with other labels found is not looked at, so
that not even the time of an answer tells of it.
"""

from __future__ import annotations

from search.document import PropertyDefinition
from search.request import Facet

Bounds = tuple[tuple[float, float], ...]
_MOST = 10_000


class Expectations:
    """Of one process, shared by its threads."""

    def __init__(self) -> None:
        self._bounds: dict[tuple[Facet, frozenset[str]], Bounds] = {}
        self._shared: dict[tuple[PropertyDefinition, frozenset[str]], bool] = {}

    def bounds(self, facet: Facet, labels: frozenset[str]) -> Bounds:
        """The ranges of a histogram; none where nothing is known."""
        return self._bounds.get((facet, labels), ())

    def expect_bounds(self, facet: Facet, labels: frozenset[str], bounds: Bounds) -> None:
        if len(self._bounds) >= _MOST:
            self._bounds.clear()
        self._bounds[facet, labels] = bounds

    def is_shared(self, definition: PropertyDefinition, labels: frozenset[str]) -> bool:
        """Whether a keyword's column holds other properties' values as well."""
        return (definition, labels) in self._shared

    def expect_shared(self, definition: PropertyDefinition, labels: frozenset[str]) -> None:
        if len(self._shared) >= _MOST:
            self._shared.clear()
        self._shared[definition, labels] = True
