"""What earlier questions showed of an index, so that later ones are asked the quicker way.

Nothing of it is believed: every answer says whether it was asked the right way.
"""

from __future__ import annotations

import dataclasses

Ranges = list[tuple[float, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class Learned:
    """For one index in one process, shared by its threads.

    `crowded`: names of lists with too many different pairs (see `lists`). `ranges`: those of the
    last histogram of a property, by its type and name.
    """

    crowded: set[str] = dataclasses.field(default_factory=set)
    ranges: dict[tuple[str, str], Ranges] = dataclasses.field(default_factory=dict)
