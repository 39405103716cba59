"""What is known of a value: subschemas that it is valid under and others that it is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from catalog.schemas.compare.groups import ANYTHING
from catalog.schemas.compare.parts import Part
from catalog.schemas.compare.values import ALL_TYPES


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """The values that are valid under all of `under` and under none of `outside`.

    `types` narrows them further; an object of the case has every field of `required` (of other
    values that says nothing).
    """

    under: frozenset[Part]
    outside: frozenset[Part] = frozenset()
    types: frozenset[str] = ALL_TYPES
    required: frozenset[str] = frozenset()


class Cases:
    """Makes cases in which parts that mean the same are the same part."""

    def __init__(self) -> None:
        self._first: dict[int, Part] = {}

    def first(self, part: Part) -> Part:
        """The part that stands for all of its group."""
        return self._first.setdefault(part.group, part)

    def of(self, parts: Iterable[Part]) -> Case:
        return Case(self._under(parts))

    def with_parts(self, case: Case, parts: Iterable[Part]) -> Case:
        return dataclasses.replace(case, under=case.under | self._under(parts))

    def without_part(self, case: Case, part: Part) -> Case:
        return dataclasses.replace(case, outside=case.outside | {self.first(part)})

    def with_types(self, case: Case, types: frozenset[str]) -> Case:
        return dataclasses.replace(case, types=case.types & types)

    def with_field(self, case: Case, name: str) -> Case:
        """The objects of the case that have the field."""
        objects = case.types & {"object"}
        return dataclasses.replace(case, required=case.required | {name}, types=objects)

    def _under(self, parts: Iterable[Part]) -> frozenset[Part]:
        return frozenset(self.first(part) for part in parts if part.group != ANYTHING)
