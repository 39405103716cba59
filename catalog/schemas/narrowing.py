"""Finding what is wrong with a record in bounded time.

The validating library lists problems by trying every alternative of every `oneOf` and `anyOf`
below one that fails. With the real schema of an instrument and a 20 kB record of nonsense, that is
a million errors in 25 s. So a record is weighed first; where listing would be dear, this walks down
to the parts that are invalid, decides by their tags (a field with a fixed value) which alternative
was meant, and lists only there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import jsonschema_rs

from catalog.schemas.alternatives import alternatives, choose
from catalog.schemas.cost import Scale, applied
from catalog.schemas.findings import Finding, Misfit, Path, findings_of
from catalog.schemas.graph import Node, SchemaGraph

# Evaluations: about 25 µs each where all of them fail.
CHEAP = 8_000
BUDGET = 40_000
_MAX_PARTS = 200

Part: TypeAlias = Callable[[Node], jsonschema_rs.Validator]
Compile: TypeAlias = Callable[[dict[str, Any]], jsonschema_rs.Validator]

# What is decided by walking down, and so is left out when a subschema's own keywords are checked.
_WALKED = frozenset(
    {"$ref", "allOf", "anyOf", "oneOf", "items", "prefixItems", "$defs", "definitions"}
)
_LEFT_ALONE = frozenset(
    {"if", "then", "else", "not", "contains", "unevaluatedProperties", "unevaluatedItems",
     "dependentSchemas", "dependencies", "additionalItems", "propertyNames", "$dynamicRef",
     "$recursiveRef", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"}
)  # fmt: skip


@dataclasses.dataclass(slots=True)
class Budget:
    """Evaluations that explaining one record may still take."""

    left: int = BUDGET

    @property
    def spent(self) -> bool:
        return self.left <= 0


def narrow(
    content: Any,
    graph: SchemaGraph,
    scale: Scale,
    part: Part,
    compile_own: Compile,
    budget: Budget,
) -> Iterator[Finding]:
    """The findings of an invalid record: at least one, and all where the budget suffices."""
    stack: list[tuple[Node, Any, Path]] = [(graph.root, content, ())]
    while stack and not budget.spent:
        node, value, path = stack.pop()
        weight = scale.weigh(value, limit=CHEAP, node=node)
        if weight <= CHEAP:
            budget.left -= weight
            yield from findings_of(list(part(node).iter_errors(value)), below=path)
            continue
        budget.left -= CHEAP // 8
        own, invalid = _take_apart(node, value, path, part, compile_own)
        yield from own
        stack.extend(reversed(invalid))
        if not own and not invalid:
            yield Finding(path, node.path, Misfit())


def _take_apart(
    node: Node, value: Any, path: Path, part: Part, compile_own: Compile
) -> tuple[list[Finding], list[tuple[Node, Any, Path]]]:
    """What is wrong with the value itself, and the invalid (schema, value, path) below it."""
    own = list(_own_findings(node, value, path, compile_own))
    invalid: list[tuple[Node, Any, Path]] = []
    for keyword, target in node.in_place:
        if keyword in ("$ref", "allOf") and not part(target).is_valid(value):
            invalid.append((target, value, path))
    for keyword in ("anyOf", "oneOf"):
        group = alternatives(node, keyword)
        choice = choose(group, value) if group else None
        if isinstance(choice, Node):
            if not part(choice).is_valid(value):
                invalid.append((choice, value, path))
        elif choice is not None:
            tag, cause = choice
            own.append(Finding(path + tag, (*node.path, keyword), cause))
    invalid += _invalid_parts(node, value, path, part)
    return own, invalid


def _invalid_parts(node: Node, value: Any, path: Path, part: Part) -> list[tuple[Node, Any, Path]]:
    found: list[tuple[Node, Any, Path]] = []
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    for key, below in parts:
        for target in applied(node, key):
            if target.schema is not False and not part(target).is_valid(below):
                found.append((target, below, (*path, key)))
        if len(found) >= _MAX_PARTS:
            break
    return found


def _own_findings(node: Node, value: Any, path: Path, compile_own: Compile) -> Iterator[Finding]:
    """Problems with the keywords that say something of the value itself."""
    if isinstance(node.schema, bool):
        return
    own = {
        keyword: rule
        for keyword, rule in node.schema.items()
        if keyword not in _WALKED | _LEFT_ALONE
    }
    for keyword in ("properties", "patternProperties"):
        if isinstance(own.get(keyword), dict):
            own[keyword] = {name: {} for name in own[keyword]}
    if isinstance(own.get("additionalProperties"), dict):
        del own["additionalProperties"]
    for error in compile_own(own).iter_errors(value):
        schema_path = node.path + tuple(error.schema_path)
        yield Finding(path + tuple(error.instance_path), schema_path, error.kind)
