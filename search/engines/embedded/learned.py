"""What earlier questions showed of an index, so that later ones are asked the quicker way.

Nothing of it is believed: every answer says whether it was asked the right way. What callers with
other labels found is not looked at, so that not even the time of an answer tells of it.
"""

from __future__ import annotations

import dataclasses

from search.document import PropertyDefinition
from search.engines.memory import Memory

Ranges = list[tuple[float, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class Learned:
    """Of what callers with these `labels` asked."""

    memory: Memory[Ranges]
    labels: frozenset[str]

    def ranges(self, definition: PropertyDefinition) -> Ranges | None:
        """Those of the last histogram of a number or a date."""
        return self.memory.kept.get(self._key(definition))

    def keep_ranges(self, definition: PropertyDefinition, ranges: Ranges) -> None:
        self.memory.keep(self._key(definition), ranges)

    def is_crowded(self, definition: PropertyDefinition) -> bool:
        """Whether a list of keywords had too many different pairs (see `lists`)."""
        return self._key(definition) in self.memory.kept

    def keep_crowded(self, definition: PropertyDefinition) -> None:
        self.memory.keep(self._key(definition), [])

    def _key(self, definition: PropertyDefinition) -> tuple[int, str, str]:
        """By a hash: what is kept must not grow with what somebody asks."""
        return hash(self.labels), definition.type, definition.name
