"""What a schema says about the value at a path of a document."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Container, Iterator
from typing import Any

from catalog.schemas.annotations import IRI, PROPERTY, SEARCHABLE, UNIT, VOCABULARY
from catalog.schemas.cache import Lru
from catalog.schemas.cost import matches
from catalog.schemas.dialects import NATIVE, dialect_of
from catalog.schemas.document import digest_of
from catalog.schemas.graph import Node, SchemaGraph
from search.document import PropertyType

# A path without the indexes of lists: ("subject_details", "alleles", "name").
FieldPath = tuple[str, ...]

_SCALARS = frozenset({"string", "number", "integer", "boolean"})
_MAX_ALTERNATIVES = 2_000
_MAX_REMEMBERED = 20_000
_MAX_VISITED = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class FieldInfo:
    """All alternatives (`anyOf`, `oneOf` …) of a place, merged.

    `path` is dotted, without the indexes of lists. `type` is what search takes values there for:
    "number", "date" (by `format`) or else "keyword"; `json_types` is what the schema says.
    `iri` is what it means, where `x-iri` says so.
    `property` is the catalogue property that `x-property` names, or empty. `unit` is UCUM; it is
    empty, and `mixed_units` true, where alternatives differ in it. `declared` is false where a
    value is merely allowed (`additionalProperties`). `many`: the value stands in a list.
    `vocabulary` is the version that its texts are terms of (`icb/brain-regions@1.0.0`), or empty.
    """

    path: str
    type: PropertyType = "keyword"
    json_types: frozenset[str] = frozenset()
    format: str = ""
    title: str = ""
    description: str = ""
    unit: str = ""
    mixed_units: bool = False
    property: str = ""
    iri: str = ""
    searchable: bool = True
    declared: bool = True
    many: bool = False
    vocabulary: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class FieldList:
    fields: tuple[FieldInfo, ...]
    truncated: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """The subschemas that apply at a path, those of the entries of a list there included."""

    nodes: tuple[Node, ...]
    info: FieldInfo


class Fields:
    """The fields of one schema. Remembers the paths that it was asked for, up to a bound."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.graph = SchemaGraph(content, dialect_of(content) or NATIVE)
        self._places: dict[FieldPath, _Place | None] = {
            (): self._place((), [self.graph.root], declared=True, parent=None)
        }
        self.hides = any(node.get(SEARCHABLE) is False for node in self.graph.nodes)
        self.has_terms = any(node.get(VOCABULARY) for node in self.graph.nodes)

    def at(self, path: FieldPath) -> FieldInfo | None:
        """None where the schema says nothing about such a value."""
        place = self._at(path)
        return place.info if place else None

    def names_at(self, path: FieldPath) -> list[str]:
        """The fields that an object at `path` may have."""
        place = self._at(path)
        nodes = place.nodes if place else ()
        return list(dict.fromkeys(name for node in nodes for name in node.properties))

    def values_at(self, path: FieldPath, keyword: str) -> list[Any]:
        """What the subschemas at `path` say with a keyword, nearest first."""
        place = self._at(path)
        found = [node.get(keyword) for node in place.nodes] if place else []
        return [value for value in found if value is not None]

    def subschemas_at(self, path: FieldPath) -> list[tuple[str | int, ...]]:
        """Where in the schema document the subschemas stand that apply at `path`."""
        place = self._at(path)
        return [node.path for node in place.nodes] if place else []

    def below(self, path: FieldPath) -> Iterator[FieldPath]:
        for name in self.names_at(path):
            yield (*path, name)

    def identity(self, path: FieldPath) -> frozenset[int]:
        """Equal for two paths exactly where the same subschemas apply: how recursion is noticed."""
        place = self._at(path)
        return frozenset(id(node) for node in place.nodes) if place else frozenset()

    def _at(self, path: FieldPath) -> _Place | None:
        start = len(path)
        while path[:start] not in self._places:
            start -= 1
        place = self._places[path[:start]]
        for end in range(start + 1, len(path) + 1):
            place = self._step(place, path[:end]) if place else None
            if len(self._places) < _MAX_REMEMBERED:
                self._places[path[:end]] = place
        return place

    def _step(self, parent: _Place, path: FieldPath) -> _Place | None:
        key = path[-1]
        named = [node.properties[key] for node in parent.nodes if key in node.properties]
        named += [
            target
            for node in parent.nodes
            for pattern, target in node.patterns.items()
            if matches(pattern, key)
        ]
        allowed = [target for node in parent.nodes for target in node.rest]
        targets = named or [node for node in allowed if node.schema is not False]
        if not targets:
            return None
        return self._place(path, targets, declared=bool(named), parent=parent)

    def _place(
        self, path: FieldPath, targets: list[Node], *, declared: bool, parent: _Place | None
    ) -> _Place:
        own = _alternatives(targets)
        nodes = list(own)
        many = bool(parent and parent.info.many)
        entries = [entry for node in nodes for entry in node.entries]
        while entries:
            many = True
            fresh = [node for node in _alternatives(entries) if node not in nodes]
            nodes += fresh
            entries = [entry for node in fresh for entry in node.entries]
        info = _merge(path, nodes, own=len(own))
        hidden = parent is not None and not parent.info.searchable
        info = dataclasses.replace(
            info, declared=declared, many=many, searchable=info.searchable and not hidden
        )
        return _Place(tuple(nodes), info)


def _alternatives(targets: list[Node]) -> list[Node]:
    """The nodes and all that apply in place with them, nearest first, bounded."""
    found = dict.fromkeys(targets)
    queue = deque(found)
    while queue and len(found) < _MAX_ALTERNATIVES:
        for keyword, node in queue.popleft().in_place:
            # What is excluded or only tested describes no field.
            if keyword not in ("not", "if") and node not in found:
                found[node] = None
                queue.append(node)
    return list(found)


def _merge(path: FieldPath, nodes: list[Node], *, own: int) -> FieldInfo:
    types = frozenset(name for node in nodes for name in _types(node))
    units = dict.fromkeys(_texts(nodes, UNIT))
    formats = dict.fromkeys(_texts(nodes, "format"))
    return FieldInfo(
        path=".".join(path),
        type=_search_type(types, formats),
        json_types=types,
        format=next(iter(formats), ""),
        title=next(_texts(nodes[:own], "title"), ""),
        description=next(_texts(nodes[:own], "description"), ""),
        unit=next(iter(units)) if len(units) == 1 else "",
        mixed_units=len(units) > 1,
        property=next(_texts(nodes, PROPERTY), ""),
        iri=next(_texts(nodes, IRI), ""),
        searchable=not any(node.get(SEARCHABLE) is False for node in nodes),
        vocabulary=next(_texts(nodes, VOCABULARY), ""),
    )


def _types(node: Node) -> Iterator[str]:
    declared = node.get("type")
    if isinstance(declared, str):
        yield declared
    elif isinstance(declared, list):
        yield from (name for name in declared if isinstance(name, str))
    elif node.get("const") is not None:
        yield _type_of(node.get("const"))
    elif isinstance(node.get("enum"), list):
        yield from (_type_of(option) for option in node.get("enum"))


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    names = {str: "string", list: "array", dict: "object"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "null")


def _search_type(types: frozenset[str], formats: Container[str]) -> PropertyType:
    scalar = types - {"null", "array", "object"}
    if scalar and scalar <= {"number", "integer"}:
        return "number"
    if scalar == {"string"} and ("date" in formats or "date-time" in formats):
        return "date"
    return "keyword"


def _texts(nodes: list[Node], keyword: str) -> Iterator[str]:
    for node in nodes:
        text = node.get(keyword)
        if isinstance(text, str) and text:
            yield text


_CACHE: Lru[str, Fields] = Lru(32)


def fields_of(schema: dict[str, Any], *, digest: str = "") -> Fields:
    """The fields of a schema, kept by its digest (worked out where it is not given)."""
    return _CACHE.get(digest or digest_of(schema), lambda: Fields(schema))


def field_at(
    schema: dict[str, Any], path: tuple[str | int, ...], *, digest: str = ""
) -> FieldInfo | None:
    """What `schema` says about the value at a path of a document; indexes of lists are skipped."""
    return fields_of(schema, digest=digest).at(without_indexes(path))


def without_indexes(path: tuple[str | int, ...]) -> FieldPath:
    return tuple(part for part in path if isinstance(part, str))


def fields(schema: dict[str, Any], *, limit: int = 2_000, digest: str = "") -> FieldList:
    """The declared leaf fields (text, numbers, booleans), shallow ones first.

    A recursive schema is followed once around. Objects without declared fields are no leaves.
    """
    known = fields_of(schema, digest=digest)
    found: list[FieldInfo] = []
    for path, info in walk(known):
        if info is None or len(found) == limit:
            return FieldList(tuple(found), truncated=True)
        untyped = not info.json_types - {"null"}
        if info.json_types & _SCALARS or (untyped and not known.names_at(path)):
            found.append(info)
    return FieldList(tuple(found), truncated=False)


def bound_properties(schema: dict[str, Any], *, digest: str = "") -> dict[str, str]:
    """Dotted path → name of the catalogue property that the schema binds it to (`x-property`)."""
    known = fields_of(schema, digest=digest)
    if not any(node.get(PROPERTY) for node in known.graph.nodes):
        return {}
    return {info.path: info.property for _, info in walk(known) if info and info.property}


def walk(known: Fields) -> Iterator[tuple[FieldPath, FieldInfo | None]]:
    """Every declared field, breadth first; ends with None where there are too many to visit."""
    start: FieldPath = ()
    queue = deque([(start, frozenset({known.identity(start)}))])
    visited = 0
    while queue:
        parent, above = queue.popleft()
        for path in known.below(parent):
            visited += 1
            if visited > _MAX_VISITED:
                yield path, None
                return
            info = known.at(path)
            assert info is not None, "a name that a place lists leads somewhere"
            yield path, info
            here = known.identity(path)
            if here not in above:
                queue.append((path, above | {here}))
