"""What a command found: one entry of the `problems` in its report."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """`where` it is (a kind and an id, or a part of the system), `what`, and `what_to_do`."""

    where: str
    what: str
    what_to_do: str


MOST_LISTED = 1000
