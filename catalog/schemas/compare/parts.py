"""The subschemas of a document in one form, whatever draft it is written in."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from catalog.schemas.compare.values import ALL_TYPES
from catalog.schemas.dialects import NATIVE, Dialect, dialect_of
from catalog.schemas.graph import Node, Path, SchemaGraph


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a number; `strict` where the limit itself is outside."""

    value: float
    strict: bool


@dataclasses.dataclass(slots=True)
class Shape:
    """What one subschema asserts by itself. Annotations are left out.

    `opaque` names the keywords that nothing is concluded from.
    """

    types: frozenset[str] = ALL_TYPES
    # The type `integer` of draft 4 has no 1.0; nothing else tells the two apart.
    strict_integer: bool = False
    enum: dict[str, Any] | None = None
    lower: list[Bound] = dataclasses.field(default_factory=list)
    upper: list[Bound] = dataclasses.field(default_factory=list)
    multiple_of: float | None = None
    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False
    prefix: list[Part] = dataclasses.field(default_factory=list)
    items: Part | None = None
    contains: Part | None = None
    min_contains: int = 1
    max_contains: int | None = None
    properties: dict[str, Part] = dataclasses.field(default_factory=dict)
    patterns: dict[str, Part] = dataclasses.field(default_factory=dict)
    additional: Part | None = None
    names: Part | None = None
    required: frozenset[str] = frozenset()
    min_properties: int = 0
    max_properties: int | None = None
    needs: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    needs_schema: dict[str, Part] = dataclasses.field(default_factory=dict)
    # `$ref` and `allOf` alike.
    all_of: list[Part] = dataclasses.field(default_factory=list)
    any_of: list[Part] = dataclasses.field(default_factory=list)
    one_of: list[Part] = dataclasses.field(default_factory=list)
    negated: Part | None = None
    condition: Part | None = None
    then: Part | None = None
    otherwise: Part | None = None
    opaque: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True, eq=False)
class Part:
    """One subschema. Compared by identity; `group` is the same for two that mean the same,
    `look` for two that also read the same.
    """

    document: Document
    path: Path
    schema: dict[str, Any] | bool
    node: Node | None
    group: int = -1
    look: int = -1
    _shape: Shape | None = None

    @property
    def shape(self) -> Shape:
        if self._shape is None:
            # Imported here: the reader builds parts.
            from catalog.schemas.compare.shapes import read_shape

            self._shape = read_shape(self)
        return self._shape

    def part(self, *below: str | int) -> Part | None:
        """The subschema at a relative path, or None where there is none."""
        here: Any = self.schema
        for step in below:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        if not isinstance(here, dict | bool):
            return None
        return self.document.part_of(here, (*self.path, *below))

    def targets(self) -> Iterator[tuple[str, Part | None]]:
        """(keyword, target) of each reference; None where it leads to a metaschema."""
        if isinstance(self.schema, bool) or self.node is None:
            return
        found = {
            keyword: target for keyword, target in self.node.in_place if keyword.startswith("$")
        }
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(self.schema.get(keyword), str):
                target = found.get(keyword)
                part = self.document.part_of(target.schema, target.path) if target else None
                yield keyword, part


class Document:
    """A whole schema, its parts made when they are asked for."""

    def __init__(self, content: dict[str, Any]) -> None:
        # A copy: parts are known by identity, and the caller's may hold one object twice.
        self.content: dict[str, Any] = json.loads(json.dumps(content))
        self.dialect: Dialect = dialect_of(content) or NATIVE
        self.graph = SchemaGraph(self.content, self.dialect)
        self._nodes = {id(node.schema): node for node in self.graph.nodes if not _is_bool(node)}
        self._switches = {node.path: node for node in self.graph.nodes if _is_bool(node)}
        self._parts: dict[int | Path, Part] = {}
        # What such a reference leads to depends on the way that leads to it.
        self.dynamic = any(
            isinstance(node.schema, dict) and {"$dynamicRef", "$recursiveRef"} & node.schema.keys()
            for node in self.graph.nodes
        )
        root = self.part_of(self.content, ())
        self.root: Part = root

    def part_of(self, schema: dict[str, Any] | bool, path: Path) -> Part:
        mark: int | Path = path if isinstance(schema, bool) else id(schema)
        found = self._parts.get(mark)
        if found is None:
            known = self._switches.get(path) if isinstance(schema, bool) else None
            node = known if isinstance(schema, bool) else self._nodes.get(id(schema))
            found = Part(self, node.path if node else path, schema, node)
            self._parts[mark] = found
        return found


def _is_bool(node: Node) -> bool:
    return isinstance(node.schema, bool)
