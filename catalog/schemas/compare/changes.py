"""What a comparison lists."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

Effect = Literal["safe", "breaking", "undecided"]
SAFE: Effect = "safe"
BREAKING: Effect = "breaking"
UNDECIDED: Effect = "undecided"


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions.

    `kind` is added, removed, renamed, nesting, type, required, enum, range, pattern,
    additionalProperties, annotation … or another keyword. `old` and `new` are the JSON Pointers
    (RFC 6901) in the two documents, None where there is nothing in one of them. `effect` is what
    this change alone does to records: "safe" is proven, "breaking" was shown by a record.
    """

    kind: str
    old: str | None
    new: str | None
    reason: str
    effect: Effect

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)
