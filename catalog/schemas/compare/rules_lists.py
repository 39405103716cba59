"""The rules about lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.parts import Part, Shape

if TYPE_CHECKING:
    from catalog.schemas.compare.proof import Prover

_MAX_PREFIX = 200


def of_counts(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`minItems`, `maxItems`, `uniqueItems`."""
    if "array" not in facts.types:
        return True
    most = facts.max_items
    if shape.unique and not facts.unique and (most is None or most > 1):
        return False
    if facts.min_items < shape.min_items:
        return False
    return shape.max_items is None or (most is not None and most <= shape.max_items)


def of_entries(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`prefixItems`, `items`, by whatever names."""
    if "array" not in facts.types or not (shape.prefix or shape.items):
        return True
    # Beyond the longer of the two prefixes, all entries are alike.
    alike = max(len(shape.prefix), facts.longest_prefix())
    if alike > _MAX_PREFIX:
        return False
    for index in range(alike + 1):
        if facts.max_items is not None and index >= facts.max_items:
            return True
        part = shape.prefix[index] if index < len(shape.prefix) else shape.items
        if part is not None and not prover.contained_below(facts.entry(index), part):
            return False
    return True


def of_contained(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    """`contains` with `minContains` and `maxContains`."""
    part = shape.contains
    if part is None or "array" not in facts.types:
        return True
    if shape.min_contains > 0 and not _enough(prover, facts, part, shape.min_contains):
        return False
    most = shape.max_contains
    return most is None or _few(prover, facts, part, most)


def _enough(prover: Prover, facts: Facts, part: Part, least: int) -> bool:
    known = [s.contains for s in facts.shapes if s.contains and s.min_contains >= least]
    if any(prover.contained_below(prover.cases.of([each]), part) for each in known):
        return True
    if facts.min_items < least or facts.min_items > _MAX_PREFIX:
        return False
    sure = 0
    for index in range(facts.min_items):
        sure += prover.contained_below(facts.entry(index), part)
        if sure >= least:
            return True
    return False


def _few(prover: Prover, facts: Facts, part: Part, most: int) -> bool:
    if facts.max_items is not None and facts.max_items <= most:
        return True
    case = prover.cases.of([part])
    return any(
        shape.max_contains is not None
        and shape.max_contains <= most
        and shape.contains is not None
        and prover.contained_below(case, shape.contains)
        for shape in facts.shapes
    )
