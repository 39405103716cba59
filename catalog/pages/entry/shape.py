"""What a schema says about one place of a document, merged from all that applies there."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from catalog.pages.entry.pointers import MISSING, joined, parts_of
from catalog.pages.values import field_words
from catalog.schemas.alternatives import alternatives, choose
from catalog.schemas.annotations import UNIT, VOCABULARY
from catalog.schemas.cost import matches
from catalog.schemas.graph import Node
from catalog.schemas.paths import Fields

Kind = Literal["object", "list", "text", "number", "boolean", "options", "constant", "any"]
# Applied with the node itself, so that their fields are on the form.
_TOGETHER = ("$ref", "$dynamicRef", "$recursiveRef", "allOf", "then", "else", "dependentSchemas")
_SHAPING = ("type", "properties", "const", "enum", "items", "prefixItems", "additionalProperties")
_KINDS: dict[str, Kind] = {
    "object": "object",
    "array": "list",
    "string": "text",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
}
_MOST_NODES = 500
_SCALAR = (str, int, float, bool)


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives of `oneOf` or `anyOf`, null not among them. `chosen` is an index or None.

    `tag` is the field that tells them apart, where a `discriminator` (OpenAPI 3.1) names it.
    """

    key: str
    options: tuple[Node, ...]
    chosen: int | None
    tag: str = ""

    def label(self, index: int) -> str:
        return option_label(self.options[index], self.tag)


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """`nodes` are the subschemas that apply, nearest first, the chosen alternatives' included;
    the first `own` of them stand at the place itself."""

    nodes: tuple[Node, ...]
    own: int
    choices: tuple[Choice, ...] = ()
    nullable: bool = False

    def get(self, keyword: str) -> Any:
        """What the nearest subschema that has the keyword says, or None."""
        found = (node.get(keyword) for node in self.nodes)
        return next((value for value in found if value is not None), None)

    def text(self, keyword: str) -> str:
        found = self.get(keyword)
        return found if isinstance(found, str) else ""

    @property
    def kind(self) -> Kind:
        if self.constant is not MISSING:
            return "constant"
        if self.options is not None:
            return "options"
        types = self.types
        if len(types) == 1:
            return _KINDS[types[0]]
        if not types:
            if self.fields:
                return "object"
            return "list" if any(node.entries for node in self.nodes) else "any"
        if "number" in types or "integer" in types:
            return "any" if {"object", "array"} & set(types) else "number"
        return "any" if {"object", "array"} & set(types) else "text"

    @property
    def types(self) -> list[str]:
        """The types that are allowed, without null; empty where the schema says nothing."""
        declared = [names for node in self.nodes if (names := _types(node))]
        first = declared[0] if declared else []
        return [name for name in first if name in _KINDS]

    @property
    def constant(self) -> Any:
        """The one value that may stand here, or `MISSING`."""
        for node in self.nodes:
            if isinstance(node.schema, dict) and "const" in node.schema:
                return node.schema["const"]
        options = self.options or []
        return options[0] if len(options) == 1 and not self.nullable else MISSING

    @property
    def options(self) -> list[Any] | None:
        """The values of an `enum`, without null."""
        found = self.get("enum")
        if not isinstance(found, list) or not found:
            return None
        return [value for value in found if value is not None]

    @property
    def unit(self) -> str:
        return self.text(UNIT)

    @property
    def vocabulary(self) -> str:
        return self.text(VOCABULARY)

    @property
    def hint(self) -> str:
        return self.text("description")

    @property
    def fields(self) -> dict[str, list[Node]]:
        """The declared fields of an object, the required ones first."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name, below in node.properties.items():
                found.setdefault(name, []).append(below)
        required = self.required
        return dict(sorted(found.items(), key=lambda pair: pair[0] not in required))

    @property
    def required(self) -> set[str]:
        lists = (node.get("required") for node in self.nodes)
        return {
            name
            for names in lists
            if isinstance(names, list)
            for name in names
            if isinstance(name, str)
        }

    @property
    def is_closed(self) -> bool:
        """Whether fields of any other name are refused or unknown."""
        return not self.rest and not any(node.patterns for node in self.nodes)

    @property
    def rest(self) -> list[Node]:
        """What fields without a declaration must be, where the schema says so."""
        return [
            below for node in self.nodes for below in node.rest if isinstance(below.schema, dict)
        ]

    def label(self, name: str) -> str:
        own = (node.get("title") for node in self.nodes[: self.own])
        titles = (title for title in own if isinstance(title, str) and title)
        return next(titles, field_words(name))

    def named(self, name: str) -> list[Node]:
        """The subschemas of a field of that name; empty where the schema does not know it."""
        declared = [node.properties[name] for node in self.nodes if name in node.properties]
        declared += [
            below
            for node in self.nodes
            for pattern, below in node.patterns.items()
            if matches(pattern, name)
        ]
        return declared or self.rest

    def entry(self, place: int) -> list[Node]:
        """The subschemas of the entry at an index of a list."""
        found = []
        for node in self.nodes:
            fixed = [each for each in node.entries if isinstance(each.path[-1], int)]
            free = [each for each in node.entries if each.path[-1] in ("items", "additionalItems")]
            found += fixed[place : place + 1] or free[:1]
        return found


def shape_of(
    targets: Sequence[Node], value: Any, place: str, chosen: Mapping[str, int] | None = None
) -> Shape:
    """`chosen` says which alternative holds at a key (`place#number`); else the value decides."""
    view = list(dict.fromkeys(targets))
    own, choices, nullable = len(view), list[Choice](), False
    for part in view:
        nullable = nullable or _takes_null(part)
        _add(view, [below for keyword, below in part.in_place if keyword in _TOGETHER])
        for keyword in ("oneOf", "anyOf"):
            found = alternatives(part, keyword)
            options = [node for node in found if not _is_null(node)]
            nullable = nullable or len(options) < len(found)
            if not any(_has_shape(node) for node in options):
                continue
            if len(options) == 1:
                _add(view, options)
                continue
            key = f"{place}#{len(choices)}"
            index = _index(options, value, (chosen or {}).get(key))
            choices.append(Choice(key, tuple(options), index, _tag(part)))
            if index is not None:
                _add(view, [options[index]])
    return Shape(tuple(view), own, tuple(choices), nullable)


def shape_at(
    fields: Fields, content: Any, place: str, chosen: Mapping[str, int] | None = None
) -> Shape:
    """The shape of any place of `content`, there or not; without nodes where none is known."""
    shape, here, value = shape_of([fields.graph.root], content, "", chosen), "", content
    for part in parts_of(place):
        if isinstance(value, list) or (shape.kind == "list" and part.isdigit()):
            targets = shape.entry(int(part)) if part.isdigit() else []
            inside = isinstance(value, list) and part.isdigit() and int(part) < len(value)
            value = value[int(part)] if inside else MISSING
        else:
            targets = shape.named(part)
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        here = joined(here, part)
        shape = shape_of(targets, value, here, chosen)
    return shape


def option_label(node: Node, tag: str = "") -> str:
    """What an alternative is called: the value of its tag, its title, its fixed value, or the
    kind of its value."""
    view = shape_of([node], MISSING, "")
    if tag in view.fields:
        constant = shape_of(view.fields[tag], MISSING, "").constant
        if isinstance(constant, str) and constant:
            return constant
    title = view.text("title")
    if title:
        return title
    if view.constant is not MISSING:
        return shown(view.constant)
    for name, below in view.fields.items():
        constant = shape_of(below, MISSING, "").constant
        if isinstance(constant, str) and name in view.required:
            return constant
    words = {"number": "Number", "text": "Text", "list": "List", "boolean": "Yes or no"}
    return words.get(view.kind, "Group of fields" if view.fields else "Other")


def shown(value: Any) -> str:
    """A JSON value as people read it: text without its quotes."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tag(part: Node) -> str:
    """The discriminator's field, of the alternatives or of alternatives right among them."""
    for node in (part, *(below for _, below in part.in_place)):
        given = node.get("discriminator")
        name = given.get("propertyName") if isinstance(given, dict) else None
        if isinstance(name, str):
            return name
    return ""


def _add(view: list[Node], nodes: Sequence[Node]) -> None:
    view += [node for node in nodes if node not in view][: max(0, _MOST_NODES - len(view))]


def _index(options: Sequence[Node], value: Any, wanted: int | None) -> int | None:
    if wanted is not None and 0 <= wanted < len(options):
        return wanted
    if value is MISSING or value is None:
        return None
    found = choose(list(options), value)
    return options.index(found) if isinstance(found, Node) else None


def _types(node: Node) -> list[str]:
    declared = node.get("type")
    if isinstance(declared, str):
        return [declared]
    return [name for name in declared or () if isinstance(name, str)]


def _takes_null(node: Node) -> bool:
    enum = node.get("enum")
    return "null" in _types(node) or (isinstance(enum, list) and None in enum)


def _is_null(node: Node) -> bool:
    is_null = isinstance(node.schema, dict) and "const" in node.schema and node.get("const") is None
    return _types(node) == ["null"] or is_null


def _has_shape(node: Node) -> bool:
    """Whether it says what a value looks like; some alternatives only add conditions."""
    return any(part.get(keyword) is not None for part in _together(node) for keyword in _SHAPING)


def _together(node: Node) -> Iterator[Node]:
    seen = [node]
    for part in seen:
        yield part
        _add(
            seen,
            [
                below
                for keyword, below in part.in_place
                if keyword in (*_TOGETHER, "anyOf", "oneOf")
            ],
        )
