"""Looking for values that are valid before and invalid after, where the two differ."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.edges import in_turn, lengths_near, scalars
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.parts import Part, Shape
from catalog.schemas.compare.rules_objects import asked
from catalog.schemas.compare.samples import Sampler
from catalog.schemas.compare.values import key_of

_PAIRS = 24


class Attacker:
    """Values of a case that a part refuses; each is confirmed by the validator.

    At each place at most `tried` values are tried and `kept` of those that succeed are kept;
    `depth` places inside each other are looked into.
    """

    def __init__(self, sampler: Sampler, *, kept: int, tried: int, depth: int) -> None:
        self.sampler = sampler
        self._kept, self._tried, self._depth = kept, tried, depth
        self.prover = sampler.prover
        self._found: dict[tuple[Case, Part], list[Any]] = {}
        self._open: set[tuple[Case, Part]] = set()

    def attacks(self, case: Case, part: Part) -> list[Any]:
        """A few such values, the simplest first; none may have been found."""
        place = (case, self.prover.cases.first(part))
        known = self._found.get(place)
        if known is not None:
            return known
        if place in self._open or len(self._open) >= self._depth or self.sampler.checks <= 0:
            return []
        self.sampler.charge(case)
        if self.prover.contained(case, part):
            return []
        self._open.add(place)
        try:
            found: dict[str, Any] = {}
            for value in itertools.islice(self._candidates(case, part), self._tried):
                if self.succeeds(case, part, value):
                    found.setdefault(key_of(value), value)
                if len(found) >= self._kept or self.sampler.checks <= 0:
                    break
        finally:
            self._open.discard(place)
        values = list(found.values())
        if values or not self._open:
            self._found[place] = values
        return values

    def succeeds(self, case: Case, part: Part, value: Any) -> bool:
        return self.prover.judge.accepts(part, value) is False and self.sampler.holds(case, value)

    def _candidates(self, case: Case, part: Part) -> Iterator[Any]:
        facts = self.prover.facts(case)
        shapes = list(_shapes(part))
        choice = facts.choice()
        if choice is not None:
            for way in choice:
                yield from self.attacks(way, part)[:3]
        else:
            asked_for = [self.prover.facts(self.prover.cases.of([p])) for p, _ in shapes[:30]]
            yield from self.sampler.samples(case)
            yield from in_turn(
                *(self._inside(facts, shape) for _, shape in shapes),
                scalars(facts, *asked_for),
                *(self._between(case, shape) for _, shape in shapes),
            )
            return
        for _, shape in shapes:
            yield from self._between(case, shape)

    def _inside(self, facts: Facts, shape: Shape) -> Iterator[Any]:
        objects = self._objects(facts, shape) if "object" in facts.types else iter(())
        lists = self._lists(facts, shape) if "array" in facts.types else iter(())
        yield from in_turn(objects, lists)

    def _objects(self, facts: Facts, shape: Shape) -> Iterator[Any]:
        others = self.sampler.other_names(facts)
        names = sorted(facts.named_fields() | shape.properties.keys() | shape.needs.keys())
        if shape.names is not None:
            name_case = self.prover.cases.with_types(
                self.prover.cases.of(facts.names), frozenset({"string"})
            )
            others += self.attacks(name_case, shape.names)
        for name in dict.fromkeys([*names, *others]):
            yield from self._field(facts, shape, name)
        sizes = lengths_near(shape.min_properties, shape.max_properties)
        for size in sizes if shape.min_properties or shape.max_properties is not None else ():
            yield from self._sized(facts, size)

    def _field(self, facts: Facts, shape: Shape, name: str) -> Iterator[Any]:
        case = facts.field(name)
        values = [value for part in asked(shape, name) for value in self.attacks(case, part)[:3]]
        for value in itertools.chain(values, self.sampler.samples(case)[:1]):
            made = self.sampler.object_with(facts, name, value)
            if made is not None:
                yield made

    def _sized(self, facts: Facts, size: int) -> Iterator[Any]:
        names = [*sorted(facts.named_fields()), *(f"x{number}" for number in range(size + 1))]
        made = self.sampler.object_with(facts, names[0], None) or {}
        for name in names:
            options = self.sampler.samples(facts.field(name))
            if options:
                made[name] = options[0]
            if len(made) > size:
                return
            yield dict(made)

    def _lists(self, facts: Facts, shape: Shape) -> Iterator[Any]:
        parts = list(enumerate(shape.prefix))
        if shape.items is not None:
            parts.append((max(len(shape.prefix), facts.longest_prefix()), shape.items))
            parts += [(index, shape.items) for index in range(len(shape.prefix), parts[-1][0])]
        for index, part in parts:
            for value in self.attacks(facts.entry(index), part)[:3]:
                made = self.sampler.list_with(facts, index, value)
                if made is not None:
                    yield made
        yield from self._repeated(facts, shape)

    def _repeated(self, facts: Facts, shape: Shape) -> Iterator[Any]:
        pool = self.sampler.samples(facts.entry(0))[:4]
        if shape.contains is not None:
            part, cases = shape.contains, self.prover.cases
            pool += self.attacks(facts.entry(0), part)[:2]
            pool += self.sampler.samples(cases.with_parts(facts.entry(0), [part]))[:2]
        limits = (shape.min_items, shape.max_items, facts.min_items, facts.max_items, 2)
        counts = {near for limit in limits if limit is not None for near in (limit, limit + 1)}
        counts |= {near for limit in limits if limit for near in (limit - 1,)}
        if shape.contains is not None:
            counts |= {shape.min_contains, (shape.max_contains or 0) + 1}
        for count in sorted(count for count in counts if count <= 200):
            for value in pool:
                yield [value] * count
            yield [pool[index % len(pool)] for index in range(count)] if pool else []
            yield list(range(count))

    def _between(self, case: Case, shape: Shape) -> Iterator[Any]:
        """What fits two branches of a `oneOf`, what a `not` or an `if` is about …"""
        cases, samples = self.prover.cases, self.sampler.samples
        for pair in itertools.islice(itertools.combinations(shape.one_of, 2), _PAIRS):
            yield from samples(cases.with_parts(case, pair))[:2]
        if shape.negated is not None:
            yield from samples(cases.with_parts(case, [shape.negated]))
        if shape.condition is not None:
            yield from self._conditional(case, shape)
        for name, part in shape.needs_schema.items():
            given = cases.with_field(case, name)
            yield from self.attacks(given, part)
            yield from samples(given)
        for name in shape.needs:
            yield from samples(cases.with_field(case, name))

    def _conditional(self, case: Case, shape: Shape) -> Iterator[Any]:
        condition, cases = shape.condition, self.prover.cases
        if condition is None:
            return
        for way, part in (
            (cases.with_parts(case, [condition]), shape.then),
            (cases.without_part(case, condition), shape.otherwise),
        ):
            if part is not None:
                yield from self.attacks(way, part)
                yield from self.sampler.samples(way)


def _shapes(part: Part) -> Iterator[tuple[Part, Shape]]:
    """The part and all that apply to the same value, alternatives included."""
    seen: dict[Part, None] = {}
    waiting = [part]
    while waiting:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen[here] = None
        shape = here.shape
        yield here, shape
        waiting += [*shape.all_of, *shape.any_of, *shape.one_of, *shape.needs_schema.values()]
        waiting += filter(None, [shape.negated, shape.condition, shape.then, shape.otherwise])
