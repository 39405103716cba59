"""From a document that somebody gives to what a schema version holds."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from catalog.access.caller import Caller
from catalog.errors import Fault, Invalid
from catalog.models import SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.compose import Composition, compose
from catalog.schemas.dialects import NATIVE, dialect_of
from catalog.schemas.document import (
    diagnose,
    diagnose_graph,
    digest_of,
    is_beyond_bounds,
)
from catalog.schemas.graph import SchemaGraph
from catalog.schemas.problems import Problem
from catalog.schemas.repair import repair


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is a usable schema. `whole` is it with all that it refers to."""

    content: dict[str, Any]
    dialect: str
    digest: str
    repairs: list[dict[str, Any]]
    whole: dict[str, Any]
    targets: Mapping[str, SchemaVersion]


def prepare(
    *,
    actor: Caller,
    own: Address,
    content: dict[str, Any],
    repaired: bool = False,
    own_id: uuid.UUID | None = None,
    faults: tuple[Fault, ...] = (),
    refusal: str = "The schema was not registered.",
) -> Prepared:
    """Raises Invalid with a diagnosis per place, after the `faults` that were found before.

    With `repaired`, what is invalid and can be mended is, and each mend is told.
    """
    repairs: list[dict[str, Any]] = []
    if repaired:
        mended = repair(content)
        content, repairs = mended.content, [change.as_dict() for change in mended.changes]
    composed, problems = _look_into(actor, own, content, own_id)
    found = [*faults, *composed.faults]
    told = {fault.pointer for fault in found}
    found += [
        Fault(place, problem.message, {"keyword": problem.keyword})
        for problem in problems
        if (place := f"/content{problem.pointer}") not in told
    ]
    if found:
        raise Invalid(refusal, problems=found)
    dialect = dialect_of(content) or NATIVE
    return Prepared(
        content, dialect.uri, digest_of(content), repairs, composed.content, composed.targets
    )


def _look_into(
    actor: Caller, own: Address, content: dict[str, Any], own_id: uuid.UUID | None
) -> tuple[Composition, list[Problem]]:
    """What a document refers to, and what is wrong with it and all of that together."""
    dialect = dialect_of(content)
    readable = isinstance(content, dict) and dialect is not None
    # Beyond the bounds nothing is looked into any further.
    if dialect is None or not readable or is_beyond_bounds(content):
        return Composition(content, {}), diagnose(content)
    graph = SchemaGraph(content, dialect)
    composed = compose(actor=actor, own=own, graph=graph, own_id=own_id)
    if composed.content is content:
        return composed, diagnose_graph(content, dialect, graph)
    return composed, diagnose(composed.content)
