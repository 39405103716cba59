"""What earlier questions showed of an index, so that later ones are asked the quicker way.

Nothing of it is believed: every answer says whether it was asked the right way. What callers with
other labels found is not looked at, so that not even the time of an answer tells of it.
"""

from __future__ import annotations

import dataclasses

from search.document import PropertyDefinition

Ranges = list[tuple[float, float]]
_MOST = 4_000
_Key = tuple[int, str, str]


class Memory:
    """Of one index in one process, shared by its threads; forgets everything when it is full."""

    def __init__(self) -> None:
        self._kept: dict[_Key, Ranges] = {}

    def get(self, key: _Key) -> Ranges | None:
        return self._kept.get(key)

    def keep(self, key: _Key, ranges: Ranges) -> None:
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = ranges


@dataclasses.dataclass(frozen=True, slots=True)
class Learned:
    """Of what callers with these `labels` asked."""

    memory: Memory
    labels: frozenset[str]

    def ranges(self, definition: PropertyDefinition) -> Ranges | None:
        """Those of the last histogram of a number or a date."""
        return self.memory.get(self._key(definition))

    def keep_ranges(self, definition: PropertyDefinition, ranges: Ranges) -> None:
        self.memory.keep(self._key(definition), ranges)

    def is_crowded(self, definition: PropertyDefinition) -> bool:
        """Whether a list of keywords had too many different pairs (see `lists`)."""
        return self.memory.get(self._key(definition)) is not None

    def keep_crowded(self, definition: PropertyDefinition) -> None:
        self.memory.keep(self._key(definition), [])

    def _key(self, definition: PropertyDefinition) -> _Key:
        """By a hash: what is kept must not grow with what somebody asks."""
        return hash(self.labels), definition.type, definition.name
