"""One rule for each group of keywords: is it sure to hold for every value of a case?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from catalog.schemas.compare import rules_lists, rules_objects
from catalog.schemas.compare.cases import Case
from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.parts import Shape
from catalog.schemas.compare.ranges import is_above, is_below, is_multiple
from catalog.schemas.compare.values import NUMBERS

if TYPE_CHECKING:
    from catalog.schemas.compare.proof import Prover

Rule: TypeAlias = "Callable[[Prover, Case, Facts, Shape], bool]"


def of_type(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    if shape.strict_integer and "integer" in facts.types and not facts.strict_integer:
        return False
    return facts.types <= shape.types


def of_values(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    if shape.enum is None:
        return True
    return facts.enum is not None and facts.enum.keys() <= shape.enum.keys()


def of_numbers(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    kinds = facts.types & NUMBERS
    if not kinds:
        return True
    whole = kinds == {"integer"}
    factor = shape.multiple_of
    return (
        all(is_above(facts.lower, bound, whole=whole) for bound in shape.lower)
        and all(is_below(facts.upper, bound, whole=whole) for bound in shape.upper)
        and (factor is None or is_multiple(facts.factors, factor, whole=whole))
    )


def of_strings(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    if "string" not in facts.types:
        return True
    if shape.pattern is not None and shape.pattern not in facts.string_patterns:
        return False
    if facts.min_length < shape.min_length:
        return False
    most = shape.max_length
    return most is None or (facts.max_length is not None and facts.max_length <= most)


def of_all(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    return all(prover.contained(case, part) for part in shape.all_of)


def of_any(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    if not shape.any_of:
        return True
    if any(branch.group in facts.groups for branch in shape.any_of):
        return True
    # The case is taken apart first: its own alternatives fit those asked for one by one.
    if len(shape.any_of) > 1 and facts.is_open:
        return False
    return any(prover.contained(case, branch) for branch in shape.any_of)


def of_one(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    branches = shape.one_of
    if not branches:
        return True
    if len(branches) > 1 and facts.is_open:
        return False
    known = [at for at, branch in enumerate(branches) if branch.group in facts.groups]
    for at in known or range(len(branches)):
        if prover.contained(case, branches[at]):
            others = (other for index, other in enumerate(branches) if index != at)
            return all(prover.empty(prover.cases.with_parts(case, [other])) for other in others)
    return False


def of_not(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    refused = shape.negated
    if refused is None or refused.group in facts.outside:
        return True
    return prover.empty(prover.cases.with_parts(case, [refused]))


def of_condition(prover: Prover, case: Case, facts: Facts, shape: Shape) -> bool:
    condition, cases = shape.condition, prover.cases
    if condition is None:
        return True
    ways = (
        (cases.with_parts(case, [condition]), shape.then),
        (cases.without_part(case, condition), shape.otherwise),
    )
    return all(part is None or prover.contained(way, part) for way, part in ways)


# What is cheap to refute comes first.
RULES: tuple[Rule, ...] = (
    of_type,
    of_values,
    of_numbers,
    of_strings,
    rules_objects.of_counts,
    rules_lists.of_counts,
    of_all,
    rules_objects.of_fields,
    rules_objects.of_names,
    rules_objects.of_needs,
    rules_lists.of_entries,
    rules_lists.of_contained,
    of_any,
    of_one,
    of_not,
    of_condition,
)
