"""Mending what is invalid in a schema, each mend named, for a steward to accept.

A repair loosens and never tightens: the mended schema accepts every record that the original
plainly meant to accept. What cannot be mended so stays as it is, and `diagnose` names it.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
from typing import Any

from catalog.schemas import dialects
from catalog.schemas.dialects import Dialect, dialect_of
from catalog.schemas.graph import SchemaGraph
from catalog.schemas.limits import SCHEMA, check_document
from catalog.schemas.mends import ABSENT, Mend, mend_keyword
from catalog.schemas.metaschema import metaschema_findings
from catalog.schemas.patterns import refused_patterns
from catalog.schemas.problems import pointer

Path = tuple[str | int, ...]
_ROUNDS = 10
# In one document; the real one with the most needs five.
MAX_MENDS = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One place that was mended. `added`: there was nothing. `removed`: there is nothing now."""

    pointer: str
    was: Any
    became: Any
    why: str
    added: bool = False
    removed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON: what is kept with the schema version."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class Repaired:
    """`content` is a copy; the original is left alone."""

    content: dict[str, Any]
    changes: tuple[Change, ...]


def repair(content: dict[str, Any]) -> Repaired:
    """Mend what can be mended; `diagnose(repaired.content)` says what is left.

    A document of a dialect that is not known, or beyond the bounds, is given back as it is.
    """
    dialect = dialect_of(content)
    if dialect is None or check_document(content, bounds=SCHEMA):
        return Repaired(content, ())
    mended = copy.deepcopy(content)
    changes: list[Change] = []
    # A mend can lay open what the metaschema did not get to see before.
    for _ in range(_ROUNDS):
        found = _mend_invalid(mended, dialect)
        changes += found
        if not found or len(changes) >= MAX_MENDS:
            break
    changes += _drop_patterns(mended, dialect)
    return Repaired(mended, tuple(changes))


def _mend_invalid(content: dict[str, Any], dialect: Dialect) -> list[Change]:
    changes: list[Change] = []
    findings = itertools.islice(metaschema_findings(content, dialect), MAX_MENDS)
    places = dict.fromkeys(_place(content, finding.path) for finding in findings)
    excluding = _excluding(SchemaGraph(content, dialect)) if places else frozenset()
    for path, keyword in places:
        schema = _at(content, path)
        if isinstance(schema, dict) and keyword in schema:
            mends = mend_keyword(schema, keyword, dialect)
            if id(schema) not in excluding or not any(mend.loosens for mend in mends):
                changes += _apply(schema, path, mends)
    return changes


def _excluding(graph: SchemaGraph) -> frozenset[int]:
    """Identities of the subschemas under a `not` or `if`: loosening one tightens the whole."""
    stack = [
        target
        for node in graph.nodes
        for keyword, target in node.in_place
        if keyword in ("not", "if")
    ]
    found: dict[int, None] = {}
    while stack:
        node = stack.pop()
        if id(node.schema) not in found and isinstance(node.schema, dict):
            found[id(node.schema)] = None
            stack += [*(target for _, target in node.in_place), *node.below()]
    return frozenset(found)


def _apply(schema: dict[str, Any], path: Path, mends: list[Mend]) -> list[Change]:
    changes = []
    for mend in mends:
        was = schema.get(mend.keyword, ABSENT)
        if was is mend.value or (was == mend.value and type(was) is type(mend.value)):
            continue
        if mend.value is ABSENT:
            schema.pop(mend.keyword, None)
        else:
            schema[mend.keyword] = mend.value
        changes.append(
            Change(
                pointer((*path, mend.keyword)),
                None if was is ABSENT else was,
                None if mend.value is ABSENT else copy.deepcopy(mend.value),
                mend.why,
                added=was is ABSENT,
                removed=mend.value is ABSENT,
            )
        )
    return changes


def _place(content: dict[str, Any], path: Path) -> tuple[Path, str]:
    """The subschema and keyword that an error at `path` is about."""
    here: Any = content
    schema_path: Path = ()
    keyword = ""
    position = 0
    while position < len(path):
        keyword = str(path[position])
        # How many parts lead from a schema to the next schema below it.
        steps = _steps(keyword, here.get(keyword)) if isinstance(here, dict) else 0
        below = path[: position + steps]
        if not steps or position + steps >= len(path) or not isinstance(_at(content, below), dict):
            return schema_path, keyword
        schema_path, here, position = below, _at(content, below), position + steps
    return schema_path, keyword


def _steps(keyword: str, value: Any) -> int:
    if keyword in dialects.MAPPED or (keyword in dialects.LISTED and isinstance(value, list)):
        return 2
    return 1 if keyword in dialects.SINGLE else 0


def _at(content: Any, path: Path) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _drop_patterns(content: dict[str, Any], dialect: Dialect) -> list[Change]:
    """Take out the patterns that cannot be run. (Names in `patternProperties` stay: without
    them a closed object would accept less.)"""
    changes: list[Change] = []
    graph = SchemaGraph(content, dialect)
    refused = [entry for entry in refused_patterns(graph) if entry[1][-1] == "pattern"]
    excluding = _excluding(graph) if refused else frozenset()
    for node, path, why in refused:
        if isinstance(node.schema, dict) and id(node.schema) not in excluding:
            mend = Mend("pattern", ABSENT, f"{why} Any text is accepted here now.")
            changes += _apply(node.schema, path[:-1], [mend])
    return changes
