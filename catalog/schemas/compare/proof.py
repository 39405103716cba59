"""Proving that whatever is of a case is valid under a subschema.

Every method that answers True has proven it; False says only that no proof was found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType

from catalog.schemas.compare.cases import Case, Cases
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.groups import ANYTHING, NOTHING
from catalog.schemas.compare.judge import Judge
from catalog.schemas.compare.memory import Memory
from catalog.schemas.compare.parts import Part
from catalog.schemas.compare.rules import RULES
from catalog.schemas.compare.values import NUMBERS

MAX_CLAIMS = 25_000
# So many of Python's own calls a claim takes, and so many are left for the last one.
_CALLS_EACH, _CALLS_LEFT = 10, 150
# What making samples and looking for witnesses may nest before it asks for a proof.
_CALLS_ABOVE = 350
_PARTS_EACH = 10
_MAX_VALUES = 500
_MAX_BRANCHES = 200
_MAX_ENTRIES = 30


class Prover:
    """Remembers what it has proven; used for one pair of documents, by one thread."""

    def __init__(self, judge: Judge, *, max_claims: int = MAX_CLAIMS) -> None:
        self.cases = Cases()
        self.judge = judge
        self._room = _room()
        self.memory = Memory(max_claims=max_claims, max_depth=self._room)
        self._facts: dict[Case, Facts] = {}

    def allow(self, more: int) -> None:
        """Let so many further claims be proven, from calls that are nested themselves."""
        self.memory.allow(more, max_depth=max(10, self._room - _CALLS_ABOVE // _CALLS_EACH))

    def facts(self, case: Case) -> Facts:
        found = self._facts.get(case)
        if found is None:
            found = self._facts[case] = Facts(case, self.cases)
            # Large cases count more, so that the count bounds the time.
            self.memory.claims += len(found.parts) // _PARTS_EACH
        return found

    def contained(self, case: Case, part: Part) -> bool:
        """Every value of the case is valid under the part."""
        part = self.cases.first(part)
        facts = self.facts(case)
        if part.group == ANYTHING or not facts.types or part.group in facts.groups:
            return True
        if part.group == NOTHING:
            return self.empty(case)
        return self.memory.proven((case, part), self._contained, case, facts, part)

    def empty(self, case: Case) -> bool:
        """There is no value of the case."""
        facts = self.facts(case)
        if not facts.types:
            return True
        if not (facts.parts or facts.required):
            return False
        return self.memory.proven((case, None), self._empty, case, facts)

    def contained_below(self, case: Case, part: Part) -> bool:
        """`contained`, of values that are parts of the value in question."""
        self.memory.level += 1
        try:
            return self.contained(case, part)
        finally:
            self.memory.level -= 1

    def empty_below(self, case: Case) -> bool:
        self.memory.level += 1
        try:
            return self.empty(case)
        finally:
            self.memory.level -= 1

    def _contained(self, case: Case, facts: Facts, part: Part) -> bool:
        if self._by_keywords(case, facts, part) or self._by_splitting(case, facts, part):
            return True
        return self.empty(case)

    def _by_keywords(self, case: Case, facts: Facts, part: Part) -> bool:
        for rule in RULES:
            if not rule(self, case, facts, part.shape):
                return False
        return not part.shape.opaque

    def _by_splitting(self, case: Case, facts: Facts, part: Part) -> bool:
        if facts.enum is not None and self._each_value_accepted(case, facts, part):
            return True
        if part.shape.opaque:
            return False
        choice = facts.choice()
        if choice is not None:
            return len(choice) <= _MAX_BRANCHES and self._all_contained(choice, part)
        if len(facts.types) > 1 and facts.types != NUMBERS and _branches(part):
            kinds = [NUMBERS, *(frozenset({name}) for name in sorted(facts.types - NUMBERS))]
            ways = [self.cases.with_types(case, kind & facts.types) for kind in kinds]
            return self._all_contained(ways, part)
        return False

    def _all_contained(self, cases: Iterable[Case], part: Part) -> bool:
        return all(self.contained(case, part) for case in cases)

    def _each_value_accepted(self, case: Case, facts: Facts, part: Part) -> bool:
        values = list((facts.enum or {}).values())
        return len(values) <= _MAX_VALUES and all(
            self.judge.settles(part, value) or self._refused(case, value) for value in values
        )

    def _refused(self, case: Case, value: object) -> bool:
        return any(self.judge.settles(part, value) is False for part in case.under)

    def _empty(self, case: Case, facts: Facts) -> bool:
        values = None if facts.enum is None else list(facts.enum.values())
        few = values is not None and len(values) <= _MAX_VALUES
        if few and all(self._refused(case, value) for value in values or ()):
            return True
        if all(self._no_value_of(name, facts) for name in facts.types):
            return True
        if any(self.contained(case, part) for part in facts.outside.values()):
            return True
        choice = facts.choice()
        if choice is None or len(choice) > _MAX_BRANCHES:
            return False
        return all(self.empty(way) for way in choice)

    def _no_value_of(self, name: str, facts: Facts) -> bool:
        if name == "object":
            return any(self.empty_below(facts.field(field)) for field in sorted(facts.required))
        if name == "array":
            count = min(facts.min_items, _MAX_ENTRIES)
            return any(self.empty_below(facts.entry(index)) for index in range(count))
        return False


def _room() -> int:
    """How many claims can be open at once without running into Python's limit."""
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        frame = frame.f_back
        depth += 1
    return max(10, (sys.getrecursionlimit() - depth - _CALLS_LEFT) // _CALLS_EACH)


def _branches(part: Part) -> bool:
    """Whether the part, or one that it includes, leaves a choice."""
    seen: set[Part] = set()
    waiting = [part]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        shape = here.shape
        if shape.any_of or shape.one_of or shape.negated or shape.condition:
            return True
        waiting += shape.all_of
    return False
