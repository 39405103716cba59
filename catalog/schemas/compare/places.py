"""A pair of subschemas that stand at the same place of two versions."""

from __future__ import annotations

import dataclasses

from catalog.schemas.compare.parts import Part


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Place:
    """`whole` is the place that holds all that applies to the same value; itself, or one above.

    A whole place stands in `parent` (which applies to the value that this one's is part of) at
    `step`, a field's name or an entry's index. `upright` is False inside a `not` and the like,
    where accepting more below means accepting less above.
    """

    old: Part
    new: Part
    whole: Place | None = None
    parent: Place | None = None
    step: str | int = ""
    upright: bool = True

    @property
    def anchor(self) -> Place:
        return self.whole or self

    def beside(self, old: Part, new: Part, *, upright: bool = True) -> Place:
        """A pair that applies to the same value."""
        return Place(old, new, self.anchor, self.parent, self.step, self.upright and upright)

    def below(self, old: Part, new: Part, step: str | int) -> Place:
        """A pair that applies to a part of the value."""
        return Place(old, new, None, self, step, self.upright)
