"""What one change does to records: proven safe, shown to break, or neither."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from typing import Any

import jsonschema_rs

from catalog.schemas.compare.attacks import Attacker
from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.changes import BREAKING, SAFE, UNDECIDED, Effect
from catalog.schemas.compare.edges import scalars
from catalog.schemas.compare.parts import Part, Shape
from catalog.schemas.compare.places import Place
from catalog.schemas.compare.proof import Prover
from catalog.schemas.compare.rules import RULES
from catalog.schemas.compare.rules_objects import asked, others_contained
from catalog.schemas.compare.samples import Sampler
from catalog.schemas.patterns import OPTIONS

_TRIED = 120


class Effects:
    """Bounded by what its prover and sampler may still do; then everything is undecided."""

    def __init__(self, prover: Prover, sampler: Sampler, attacker: Attacker) -> None:
        self.prover = prover
        self.sampler = sampler
        self.attacker = attacker
        self.witness: Any = None
        self.found = False
        self._known: dict[tuple[Part, Part], Effect] = {}

    def of_keywords(self, place: Place, words: Iterable[str], fields: Iterable[str]) -> Effect:
        """Of keywords that hold values only; `fields` are their names in `Shape`."""
        if place.whole is not None or not place.upright:
            return self.of_whole(place)
        asked_for = place.new.shape
        narrow = dataclasses.replace(Shape(), **{name: getattr(asked_for, name) for name in fields})
        case = self._case(place)
        facts = self.prover.facts(case)
        if all(rule(self.prover, case, facts, narrow) for rule in RULES):
            return SAFE
        schema = place.new.schema
        plain = {w: schema[w] for w in words if w in schema} if isinstance(schema, dict) else {}
        return self._shown(place, self._refused(case, place, plain))

    def of_field(self, place: Place, name: str) -> Effect:
        """Of a field that is now described otherwise, by its own name or by none."""
        if place.whole is not None or not place.upright:
            return self.of_whole(place)
        facts = self.prover.facts(self._case(place))
        field = facts.field(name)
        parts = asked(place.new.shape, name)
        if all(self.prover.contained(field, part) for part in parts):
            return SAFE
        values = (value for part in parts for value in self.attacker.attacks(field, part)[:1])
        made = [self.sampler.object_with(facts, name, value) for value in values]
        return self._shown(place, [value for value in made if value is not None])

    def of_rest(self, place: Place) -> Effect:
        """Of the fields that no `properties` names."""
        if place.whole is None and place.upright:
            part = place.new.shape.additional
            facts = self.prover.facts(self._case(place))
            avoiding = tuple(place.new.shape.patterns)
            if part is None or others_contained(
                self.prover, facts, part, matching=None, avoiding=avoiding
            ):
                return SAFE
        return self.of_whole(place)

    def of_whole(self, place: Place) -> Effect:
        """Of everything that changed for one value together."""
        place = place.anchor
        pair = (place.old, place.new)
        if pair not in self._known:
            self._known[pair] = self._of_whole(place)
        return self._known[pair]

    def _of_whole(self, place: Place) -> Effect:
        if not place.upright:
            return UNDECIDED
        case = self._case(place)
        if self.prover.contained(case, place.new):
            return SAFE
        return self._shown(place, self.attacker.attacks(case, place.new)[:2])

    def _refused(self, case: Case, place: Place, plain: dict[str, Any]) -> list[Any]:
        """Values of the case that keywords without subschemas refuse."""
        try:
            validator = place.new.document.dialect.validator(
                plain, validate_formats=False, pattern_options=OPTIONS, offline=True
            )
        except (jsonschema_rs.ValidationError, ValueError):
            return []
        facts = self.prover.facts(case)
        wanted = self.prover.facts(self.prover.cases.of([place.new]))
        values = itertools.chain(
            itertools.islice(scalars(facts, wanted), _TRIED),
            self.sampler.samples(case),
            self.attacker.attacks(case, place.new),
        )
        refused = (v for v in values if not validator.is_valid(v) and self.sampler.holds(case, v))
        return list(itertools.islice(refused, 2))

    def _shown(self, place: Place, values: Iterable[Any]) -> Effect:
        """Breaking where a value leads to a whole record that is valid before and not after."""
        for value in values:
            if self._lifted(place.anchor, value):
                return BREAKING
        return UNDECIDED

    def _lifted(self, place: Place, value: Any) -> bool:
        here: Place | None = place
        while here is not None:
            case = self._case(here)
            if not self.attacker.succeeds(case, here.new, value):
                return False
            if here.parent is None:
                self._keep(value)
                return True
            value = self._wrapped(here, value)
            here = here.parent.anchor
            if value is None:
                return False
        return False

    def _wrapped(self, place: Place, value: Any) -> Any:
        """A value for the place above that has this one where it belongs."""
        if place.parent is None:
            return None
        above = place.parent
        case = self.prover.cases.of([above.anchor.old, above.old])
        facts = self.prover.facts(case)
        if isinstance(place.step, int):
            return self.sampler.list_with(facts, place.step, value)
        return self.sampler.object_with(facts, place.step, value)

    def _keep(self, value: Any) -> None:
        if not self.found:
            self.witness, self.found = value, True

    def _case(self, place: Place) -> Case:
        return self.prover.cases.of([place.anchor.old])
