"""Which version number a change needs (Semantic Versioning 2.0.0, read for records).

| what the new version does to records | it needs |
|---|---|
| some that were valid no longer are | a new major version |
| all stay valid, and what is accepted or described changes | a new minor version |
| all stay valid, and only annotations change | a new patch version |

Before 1.0.0 nothing is promised by a major version, so there a new minor version may break.
"""

from __future__ import annotations

import enum
from typing import TypeAlias

from catalog.schemas.compare import Comparison

Number: TypeAlias = tuple[int, int, int]


class Step(enum.IntEnum):
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def number_of(version: str) -> Number:
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def step_between(old: Number, new: Number) -> Step:
    """What the step from one number to a higher one allows."""
    if old[0] != new[0]:
        return Step.MAJOR
    if old[0] == 0:
        return Step.MAJOR if old[1] != new[1] else Step.MINOR
    return Step.MINOR if old[1] != new[1] else Step.PATCH


def step_needed(comparison: Comparison, *, records_stay_valid: bool = False) -> Step:
    """What the changes need; where logic cannot decide, the records may have."""
    compatible = comparison.verdict == "compatible"
    if not compatible and not (comparison.verdict == "undecided" and records_stay_valid):
        return Step.MAJOR
    plain = all(change.kind == "annotation" for change in comparison.changes)
    return Step.PATCH if plain and compatible else Step.MINOR


def least(old: Number, step: Step) -> str:
    """The lowest number after `old` that allows the step."""
    major, minor, patch = old
    if major == 0:
        numbers = {Step.MAJOR: (0, minor + 1, 0)}
        return ".".join(map(str, numbers.get(step, (0, minor, patch + 1))))
    numbers = {Step.MAJOR: (major + 1, 0, 0), Step.MINOR: (major, minor + 1, 0)}
    return ".".join(map(str, numbers.get(step, (major, minor, patch + 1))))


def same_promise(one: Number, other: Number) -> bool:
    """Whether records that are valid under the lower stay so under the higher, as numbers say."""
    return step_between(min(one, other), max(one, other)) < Step.MAJOR
