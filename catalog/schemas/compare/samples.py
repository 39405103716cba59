"""Making documents of a case: small ones, each confirmed by the validator."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.edges import annotated, in_turn, scalars, text_like
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.groups import NOTHING
from catalog.schemas.compare.proof import Prover
from catalog.schemas.compare.values import key_of, type_of

_KEPT = 8
_TRIED = 150
_DEPTH = 16
_ENTRIES = 40
OTHER_NAMES = ("other", "x", "a1", "Z", "zz_other", "0")


class Sampler:
    """Gives up, with fewer samples, after `max_checks` questions to the validator."""

    def __init__(self, prover: Prover, *, max_checks: int) -> None:
        self.prover = prover
        self.checks = max_checks
        self._samples: dict[Case, list[Any]] = {}
        self._open: set[Case] = set()

    def samples(self, case: Case) -> list[Any]:
        """A few values of the case, the smaller ones first; none may have been found."""
        known = self._samples.get(case)
        if known is not None:
            return known
        if case in self._open or len(self._open) >= _DEPTH or self.checks <= 0:
            return []
        self._open.add(case)
        self.charge(case)
        try:
            found: dict[str, Any] = {}
            for value in itertools.islice(self._candidates(case), _TRIED):
                if self.holds(case, value):
                    found.setdefault(key_of(value), value)
                if len(found) >= _KEPT or self.checks <= 0:
                    break
        finally:
            self._open.discard(case)
        values = list(found.values())
        if values or not self._open:
            self._samples[case] = values
        return values

    def charge(self, case: Case) -> None:
        """Count a place that is looked into: more where more applies to it."""
        self.checks -= 1 + len(self.prover.facts(case).parts) // 20

    def holds(self, case: Case, value: Any) -> bool:
        """Whether the value is of the case, by the validator."""
        self.checks -= 1
        if type_of(value) not in case.types:
            return False
        if isinstance(value, dict) and not case.required <= value.keys():
            return False
        judge = self.prover.judge
        return all(judge.accepts(part, value) for part in case.under) and not any(
            judge.accepts(part, value) for part in case.outside
        )

    def object_with(self, facts: Facts, name: str, value: Any) -> dict[str, Any] | None:
        """A small object whose field `name` has the value."""
        base = self._object(facts, leaving=name)
        if base is None:
            return None
        return {**base, name: value}

    def list_with(self, facts: Facts, index: int, value: Any) -> list[Any] | None:
        """A short list whose entry at `index` is the value."""
        before = self._entries(facts, index)
        if before is None:
            return None
        after = self._entries(facts, facts.min_items)
        return [*before, value, *(after or [])[index + 1 :]]

    def _candidates(self, case: Case) -> Iterator[Any]:
        facts = self.prover.facts(case)
        if not facts.types:
            return
        if facts.enum is not None:
            yield from facts.enum.values()
            return
        choice = facts.choice()
        if choice is not None:
            # One of each first, then the second ones: all branches have their turn.
            yield from in_turn(*(iter(self.samples(way)) for way in choice))
            return
        yield from annotated(facts)
        yield from in_turn(self._objects(facts), self._lists(facts), scalars(facts))

    def _lists(self, facts: Facts) -> Iterator[list[Any]]:
        base = self._entries(facts, facts.min_items) if "array" in facts.types else None
        if base is None:
            return
        yield base
        for shape in facts.shapes:
            if shape.contains is not None:
                at = len(base)
                both = self.prover.cases.with_parts(facts.entry(at), [shape.contains])
                entries = self.samples(both)
                yield from ([*base, entry] for entry in entries[:2])
                yield [*base, *itertools.islice(itertools.cycle(entries), shape.min_contains)]
        for entry in self.samples(facts.entry(len(base)))[:3]:
            yield [*base, entry]

    def _entries(self, facts: Facts, count: int) -> list[Any] | None:
        """That many entries, different ones; None where they cannot be made."""
        made: list[Any] = []
        seen: set[str] = set()
        for index in range(min(count, _ENTRIES)):
            options = self.samples(facts.entry(index))
            fresh = [option for option in options if key_of(option) not in seen]
            if not options:
                return None
            made.append((fresh or options)[0])
            seen.add(key_of(made[-1]))
        return made

    def _objects(self, facts: Facts) -> Iterator[dict[str, Any]]:
        base = self._object(facts) if "object" in facts.types else None
        if base is None:
            return
        yield base
        for name in itertools.chain(sorted(facts.named_fields()), self.other_names(facts)):
            case = facts.field(name)
            if name not in base and all(part.group != NOTHING for part in case.under):
                for value in self.samples(case)[:1]:
                    yield {**base, name: value}

    def other_names(self, facts: Facts) -> list[str]:
        """Names that fields may have though no schema lists them."""
        found = dict.fromkeys(OTHER_NAMES[:2])
        for shape in facts.shapes:
            for pattern in shape.patterns:
                found.update(dict.fromkeys(itertools.islice(text_like(pattern), 1, 3)))
        if facts.names:
            cases = self.prover.cases
            texts = self.samples(cases.with_types(cases.of(facts.names), frozenset({"string"})))
            found.update(dict.fromkeys(texts[:4]))
        return list(found)

    def _object(self, facts: Facts, leaving: str | None = None) -> dict[str, Any] | None:
        made: dict[str, Any] = {}
        for name in sorted(facts.required):
            if name == leaving:
                continue
            options = self.samples(facts.field(name))
            if not options:
                return None
            made[name] = options[0]
        lacking = facts.min_properties - len(made) - (leaving is not None)
        if lacking > 0:
            self._fill(facts, made, lacking, leaving)
        return made

    def _fill(self, facts: Facts, made: dict[str, Any], lacking: int, leaving: str | None) -> None:
        more = (f"x{number}" for number in range(_ENTRIES))
        for name in itertools.chain(
            sorted(facts.named_fields()), self.other_names(facts), OTHER_NAMES, more
        ):
            if lacking <= 0:
                return
            options = self.samples(facts.field(name)) if name not in made else []
            if options and name != leaving:
                made[name] = options[0]
                lacking -= 1
