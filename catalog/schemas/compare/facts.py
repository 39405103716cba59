"""What follows at once from a case: the keywords of all its subschemas drawn together.

Everything here may say less than is true of the values of a case, never more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.schemas.compare.cases import Case, Cases
from catalog.schemas.compare.groups import ANYTHING
from catalog.schemas.compare.parts import Bound, Part, Shape
from catalog.schemas.compare.ranges import fits, possible_types
from catalog.schemas.compare.values import type_of
from catalog.schemas.cost import matches

_MAX_WAYS = 32


class Facts:
    """Read only after it is made. `choices` are lists of cases of which one must hold."""

    def __init__(self, case: Case, cases: Cases) -> None:
        self._cases = cases
        self.case = case
        self.parts: dict[Part, None] = {}
        self.groups: set[int] = set()
        self.outside: dict[int, Part] = {part.group: part for part in case.outside}
        self.required = set(case.required)
        self._draw_together(case)
        self.shapes = [part.shape for part in self.parts]
        self._gather(case)
        self._narrow()
        self._places: dict[object, Case] = {}

    @property
    def is_open(self) -> bool:
        """Whether there is a choice."""
        return next(self._open_choices(), None) is not None

    def choice(self) -> list[Case] | None:
        """The shortest list of cases of which one must hold; None where none is known."""
        options = min(self._open_choices(), key=len, default=None)
        if options is None:
            return None
        return [
            self._cases.without_part(self.case, part)
            if refused
            else self._cases.with_parts(self.case, [part])
            for part, refused in options
        ]

    def _open_choices(self) -> Iterator[list[tuple[Part, bool]]]:
        """Lists of (part, whether it does not hold) that nothing has decided yet."""
        for part in self.parts:
            shape = part.shape
            for branches in (shape.any_of, shape.one_of):
                if branches and not any(branch.group in self.groups for branch in branches):
                    yield [(branch, False) for branch in branches]
            condition = shape.condition
            if condition is not None and self._undecided(condition):
                yield [(condition, False), (condition, True)]

    def field(self, name: str) -> Case:
        """What is known of a field's value, where the field is there."""
        return self._place(name, lambda shape: _field_parts(shape, name))

    def entry(self, index: int) -> Case:
        """What is known of a list's entry, where it is there."""
        return self._place(index, lambda shape: _entry_parts(shape, index))

    def other_fields(self, *, matching: str | None, avoiding: Iterable[str]) -> list[Case] | None:
        """What may be known of fields that no `properties` names, each way one case.

        The names match `matching` and none of `avoiding`. None where there are too many ways.
        """
        avoided = set(avoiding)
        ways = [way for shape in self.shapes if (way := _other_ways(shape, matching, avoided))]
        count = 1
        for way in ways:
            count *= len(way)
        if count > _MAX_WAYS:
            return None
        return [
            self._cases.of(part for part in chosen if part is not None)
            for chosen in itertools.product(*ways)
        ]

    def named_fields(self) -> set[str]:
        """The names that the case speaks of."""
        names = set(self.required)
        for shape in self.shapes:
            names |= shape.properties.keys()
        return names

    def longest_prefix(self) -> int:
        return max((len(shape.prefix) for shape in self.shapes), default=0)

    def fits(self, value: Any) -> bool:
        """False where a value is certainly not of the case."""
        return type_of(value) in self.types and all(fits(shape, value) for shape in self.shapes)

    def _undecided(self, part: Part) -> bool:
        return part.group not in self.groups and part.group not in self.outside

    def _place(self, key: object, parts: Any) -> Case:
        if key not in self._places:
            found = (part for shape in self.shapes for part in parts(shape))
            self._places[key] = self._cases.of(found)
        return self._places[key]

    def _draw_together(self, case: Case) -> None:
        waiting = list(case.under)
        while waiting:
            while waiting:
                self._take(waiting.pop(), waiting)
            waiting = [part for part in self._implied() if part not in self.parts]

    def _take(self, part: Part, waiting: list[Part]) -> None:
        if part in self.parts:
            return
        shape = part.shape
        self.parts[part] = None
        self.groups.add(part.group)
        self.required |= shape.required
        waiting += shape.all_of
        if shape.negated is not None:
            self.outside.setdefault(shape.negated.group, shape.negated)

    def _implied(self) -> Iterator[Part]:
        """The parts that hold because others hold, or do not."""
        # Of other values than objects, `required` says nothing.
        objects = self._only_objects()
        for part in list(self.parts):
            shape = part.shape
            self._tell_apart(shape)
            for name, names in shape.needs.items():
                if name in self.required:
                    self.required |= names
            needed = shape.needs_schema.items() if objects else ()
            yield from (sub for name, sub in needed if name in self.required)
            yield from self._conditional(shape)
            for branches in (shape.any_of, shape.one_of):
                if len(branches) == 1:
                    yield branches[0]

    def _conditional(self, shape: Shape) -> Iterator[Part]:
        if shape.condition is None:
            return
        if shape.condition.group in self.groups and shape.then is not None:
            yield shape.then
        elif shape.condition.group in self.outside and shape.otherwise is not None:
            yield shape.otherwise

    def _only_objects(self) -> bool:
        types = self.case.types
        for part in self.parts:
            types &= part.shape.types
        return types <= {"object"}

    def _tell_apart(self, shape: Shape) -> None:
        """Where one branch of a `oneOf` holds, the others do not."""
        chosen = next(
            (at for at, branch in enumerate(shape.one_of) if branch.group in self.groups), None
        )
        for at, branch in enumerate(shape.one_of):
            if chosen is not None and at != chosen:
                self.outside.setdefault(branch.group, branch)

    def _gather(self, case: Case) -> None:
        shapes = self.shapes
        self.types = case.types
        self.enum: dict[str, Any] | None = None
        for shape in shapes:
            self.types &= shape.types
            if shape.enum is not None:
                kept = self.enum if self.enum is not None else shape.enum
                self.enum = {key: kept[key] for key in kept if key in shape.enum}
        self.strict_integer = any(shape.strict_integer for shape in shapes)
        self.lower: list[Bound] = [bound for shape in shapes for bound in shape.lower]
        self.upper: list[Bound] = [bound for shape in shapes for bound in shape.upper]
        self.factors = [s.multiple_of for s in shapes if s.multiple_of is not None]
        self.string_patterns = {s.pattern for s in shapes if s.pattern is not None}
        self.min_length = max((s.min_length for s in shapes), default=0)
        self.max_length = _least(s.max_length for s in shapes)
        self.min_items = max((s.min_items for s in shapes), default=0)
        self.max_items = _least([*(s.max_items for s in shapes), *map(_closed_after, shapes)])
        self.unique = any(s.unique for s in shapes)
        self.names = [s.names for s in shapes if s.names is not None]
        least = max((s.min_properties for s in shapes), default=0)
        self.min_properties = max(least, len(self.required))
        self.max_properties = _least(s.max_properties for s in shapes)

    def _narrow(self) -> None:
        if ANYTHING in self.outside or self.outside.keys() & self.groups:
            self.types = frozenset()
        self.types = possible_types(self)
        if self.enum is not None:
            self.enum = {key: value for key, value in self.enum.items() if self.fits(value)}
            self.types &= {type_of(value) for value in self.enum.values()}
        elif self.types <= {"null", "boolean"}:
            every = {"null": None, "true": True, "false": False}
            self.enum = {key: value for key, value in every.items() if type_of(value) in self.types}


def _least(limits: Iterable[int | None]) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _closed_after(shape: Shape) -> int | None:
    """How many entries a list may have because the first one beyond is refused."""
    for at, part in enumerate(shape.prefix):
        if part.schema is False:
            return at
    closed = shape.items is not None and shape.items.schema is False
    return len(shape.prefix) if closed else None


def _field_parts(shape: Shape, name: str) -> Iterator[Part]:
    found = [part for pattern, part in shape.patterns.items() if matches(pattern, name)]
    if name in shape.properties:
        found.append(shape.properties[name])
    if not found and shape.additional is not None:
        found.append(shape.additional)
    yield from found


def _entry_parts(shape: Shape, index: int) -> Iterator[Part]:
    if index < len(shape.prefix):
        yield shape.prefix[index]
    elif shape.items is not None:
        yield shape.items


def _other_ways(shape: Shape, matching: str | None, avoided: set[str]) -> list[Part | None]:
    if matching is not None and matching in shape.patterns:
        return [shape.patterns[matching]]
    if not shape.patterns:
        return [shape.additional] if shape.additional is not None else []
    return [
        shape.additional,
        *(part for pattern, part in shape.patterns.items() if pattern not in avoided),
    ]
