"""The rules about objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.groups import ANYTHING, NOTHING
from catalog.schemas.compare.parts import Part, Shape
from catalog.schemas.cost import matches

if TYPE_CHECKING:
    from catalog.schemas.compare.proof import Prover


def of_counts(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`required`, `minProperties`, `maxProperties`."""
    if "object" not in facts.types:
        return True
    if not shape.required <= facts.required or shape.min_properties > facts.min_properties:
        return False
    most = shape.max_properties
    if most is None or (facts.max_properties is not None and facts.max_properties <= most):
        return True
    names = possible_names(prover, facts)
    return names is not None and len(names) <= most


def of_fields(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`properties`, `patternProperties`, `additionalProperties`."""
    if "object" not in facts.types:
        return True
    if not (shape.properties or shape.patterns or shape.additional):
        return True
    names = facts.named_fields() | shape.properties.keys()
    wanted = sorted(
        ((name, part) for name in names for part in asked(shape, name)),
        key=lambda pair: (pair[1].shape.enum is None, pair[0]),
    )
    for name, part in wanted:
        if not prover.contained_below(facts.field(name), part):
            return False
    for pattern, part in shape.patterns.items():
        if not others_contained(prover, facts, part, matching=pattern, avoiding=()):
            return False
    if shape.additional is None:
        return True
    return others_contained(
        prover, facts, shape.additional, matching=None, avoiding=tuple(shape.patterns)
    )


def of_names(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`propertyNames`."""
    if "object" not in facts.types or shape.names is None:
        return True
    if prover.contained_below(_name_case(prover, facts), shape.names):
        return True
    names = possible_names(prover, facts)
    return names is not None and all(prover.judge.accepts(shape.names, name) for name in names)


def of_needs(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`dependentRequired`, `dependentSchemas`, `dependencies`."""
    if "object" not in facts.types:
        return True
    for name, names in shape.needs.items():
        given = prover.facts(prover.cases.with_field(case, name))
        if not names <= given.required and not prover.empty_below(facts.field(name)):
            return False
    for name, part in shape.needs_schema.items():
        given_case = prover.cases.with_field(case, name)
        if not prover.contained(given_case, part) and not prover.empty_below(facts.field(name)):
            return False
    return True


def possible_names(prover: Prover, facts: Facts) -> list[str] | None:
    """The names that fields can have; None where they cannot be listed."""
    ways = facts.other_fields(matching=None, avoiding=())
    if ways is None or not all(prover.empty_below(way) for way in ways):
        names = prover.facts(_name_case(prover, facts)).enum
        if names is None:
            return None
        listed = {name for name in names.values() if isinstance(name, str)}
    else:
        listed = facts.named_fields()
    return [
        name
        for name in sorted(listed)
        if name in facts.required or not prover.empty_below(facts.field(name))
    ]


def asked(shape: Shape, name: str) -> list[Part]:
    """The subschemas that a field's value must be valid under."""
    asked = [part for pattern, part in shape.patterns.items() if matches(pattern, name)]
    if name in shape.properties:
        asked.append(shape.properties[name])
    if not asked and shape.additional is not None:
        asked.append(shape.additional)
    return [part for part in asked if part.group != ANYTHING]


def others_contained(
    prover: Prover, facts: Facts, part: Part, *, matching: str | None, avoiding: tuple[str, ...]
) -> bool:
    """The fields that nobody names are valid under the part."""
    if part.group == ANYTHING:
        return True
    ways = facts.other_fields(matching=matching, avoiding=avoiding)
    if ways is not None and all(prover.contained_below(way, part) for way in ways):
        return True
    names = prover.facts(_name_case(prover, facts)).enum
    if names is None or part.group == NOTHING:
        return False
    # `propertyNames` lists every name there can be.
    return all(prover.contained_below(facts.field(str(name)), part) for name in names.values())


def _name_case(prover: Prover, facts: Facts) -> Case:
    case = prover.cases.of(facts.names)
    return prover.cases.with_types(case, frozenset({"string"}))
