"""Reading what a subschema asserts, in the words of its own draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.schemas import dialects
from catalog.schemas.compare.parts import Bound, Part, Shape
from catalog.schemas.compare.values import is_number, key_of, types_named
from catalog.schemas.cost import MAX_CHAIN
from catalog.schemas.dialects import DIALECTS, Dialect

# The keywords that hold subschemas which apply, and those that hold values.
HOLDING = (dialects.SINGLE | dialects.LISTED | dialects.MAPPED) - (
    dialects.DEFINITIONS | dialects.ASIDE_ONE
)
VALUES = frozenset(
    {"type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
     "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
     "minContains", "maxContains", "required", "minProperties", "maxProperties",
     "dependentRequired", "contentMediaType", "contentEncoding"}
)  # fmt: skip
ASSERTING = HOLDING | VALUES | frozenset(dialects.REFERENCES)
_ORDER = [dialect.name for dialect in reversed(DIALECTS)]
_COUNTS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas", "dependencies")


def read_shape(part: Part) -> Shape:
    shape = Shape()
    schema = part.schema
    if isinstance(schema, bool):
        shape.types = shape.types if schema else frozenset()
        return shape
    _references(part, shape)
    if part.document.dialect.lone_ref and "$ref" in schema:
        return shape
    _values(schema, shape, part.document.dialect)
    _numbers(schema, shape)
    _lists(part, shape)
    _objects(part, schema, shape)
    _needs(part, schema, shape)
    _logic(part, schema, shape)
    shape.opaque += _opaque(part, schema)
    return shape


def since(dialect: Dialect, name: str) -> bool:
    """Whether the dialect is the named one or a later one."""
    return _ORDER.index(dialect.name) >= _ORDER.index(name)


def _references(part: Part, shape: Shape) -> None:
    for keyword, target in part.targets():
        if keyword == "$ref" and target is not None:
            shape.all_of.append(followed(target))
        else:
            shape.opaque.append(keyword)


def _values(schema: dict[str, Any], shape: Shape, dialect: Dialect) -> None:
    if "type" in schema:
        shape.types = types_named(schema["type"])
        named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        shape.strict_integer = (
            dialect.name == "draft-04" and "integer" in named and "number" not in named
        )
    if isinstance(schema.get("enum"), list):
        shape.enum = {key_of(value): value for value in schema["enum"]}
    if "const" in schema and since(dialect, "draft-06"):
        only = key_of(schema["const"])
        kept = shape.enum is None or only in shape.enum
        shape.enum = {only: schema["const"]} if kept else {}
    for keyword, name in _COUNTS.items():
        if is_number(schema.get(keyword)):
            setattr(shape, name, int(schema[keyword]))
    if isinstance(schema.get("pattern"), str):
        shape.pattern = schema["pattern"]
    shape.unique = schema.get("uniqueItems") is True


def _numbers(schema: dict[str, Any], shape: Shape) -> None:
    for side, name, strict_name in (
        (shape.lower, "minimum", "exclusiveMinimum"),
        (shape.upper, "maximum", "exclusiveMaximum"),
    ):
        strict = schema.get(strict_name)
        if is_number(schema.get(name)):
            side.append(Bound(schema[name], strict is True))
        if strict is not None and is_number(strict):
            side.append(Bound(strict, True))
    if is_number(schema.get("multipleOf")):
        shape.multiple_of = schema["multipleOf"]


def _lists(part: Part, shape: Shape) -> None:
    dialect = part.document.dialect
    rest = "items"
    listed = "prefixItems"
    if dialect.tuple_items:
        listed = "items"
        rest = "additionalItems" if isinstance(_get(part, "items"), list) else "items"
    shape.prefix = list(_each(part, listed))
    shape.items = _sub(part, rest)
    if since(dialect, "draft-06"):
        shape.contains = _sub(part, "contains")
    if since(dialect, "2019-09") and shape.contains is not None:
        least, most = _get(part, "minContains"), _get(part, "maxContains")
        shape.min_contains = int(least) if is_number(least) else 1
        shape.max_contains = int(most) if is_number(most) else None


def _objects(part: Part, schema: dict[str, Any], shape: Shape) -> None:
    shape.properties = dict(_named(part, "properties"))
    shape.patterns = dict(_named(part, "patternProperties"))
    shape.additional = _sub(part, "additionalProperties")
    if since(part.document.dialect, "draft-06"):
        shape.names = _sub(part, "propertyNames")
    if isinstance(schema.get("required"), list):
        shape.required = frozenset(schema["required"])
    if "additionalProperties" not in schema and _alone(part, schema):
        shape.additional = _sub(part, "unevaluatedProperties")


def _alone(part: Part, schema: dict[str, Any]) -> bool:
    """Whether no subschema beside can evaluate a property: unevaluated is additional then."""
    beside = any(keyword in schema for keyword in _IN_PLACE) or any(part.targets())
    return since(part.document.dialect, "2019-09") and not beside


def _needs(part: Part, schema: dict[str, Any], shape: Shape) -> None:
    modern = since(part.document.dialect, "2019-09")
    listing = schema.get("dependentRequired" if modern else "dependencies")
    for name, value in listing.items() if isinstance(listing, dict) else ():
        if isinstance(value, list):
            shape.needs[name] = frozenset(value)
    shape.needs_schema = dict(_named(part, "dependentSchemas" if modern else "dependencies"))


def _logic(part: Part, schema: dict[str, Any], shape: Shape) -> None:
    shape.all_of += _each(part, "allOf")
    shape.any_of = list(_each(part, "anyOf"))
    shape.one_of = list(_each(part, "oneOf"))
    shape.negated = _sub(part, "not")
    if since(part.document.dialect, "draft-07") and "if" in schema:
        shape.condition = _sub(part, "if")
        shape.then = _sub(part, "then")
        shape.otherwise = _sub(part, "else")


def _opaque(part: Part, schema: dict[str, Any]) -> Iterator[str]:
    """Keywords that are only proven by being the same."""
    dialect = part.document.dialect
    if since(dialect, "2019-09"):
        settled = "additionalProperties" in schema or _alone(part, schema)
        if schema.get("unevaluatedProperties", True) is not True and not settled:
            yield "unevaluatedProperties"
        if schema.get("unevaluatedItems", True) is not True:
            yield "unevaluatedItems"
        # Gone since 2019-09; some validators still assert it, others do not.
        if "dependencies" in schema:
            yield "dependencies"
    elif since(dialect, "draft-06"):
        yield from (word for word in ("contentMediaType", "contentEncoding") if word in schema)


def followed(part: Part) -> Part:
    """The part itself, or where it only refers to another one, that one."""
    seen = 0
    while isinstance(part.schema, dict) and "$ref" in part.schema and seen < MAX_CHAIN:
        lone = part.document.dialect.lone_ref
        beside = any(word != "$ref" and word in ASSERTING for word in part.schema)
        targets = dict(part.targets())
        target = targets.get("$ref")
        if target is None or (beside and not lone) or len(targets) > 1:
            break
        part = target
        seen += 1
    return part


def _sub(part: Part, *below: str | int) -> Part | None:
    child = part.part(*below)
    return None if child is None else followed(child)


def _get(part: Part, keyword: str) -> Any:
    return part.schema.get(keyword) if isinstance(part.schema, dict) else None


def _each(part: Part, keyword: str) -> Iterator[Part]:
    value = _get(part, keyword)
    for index in range(len(value)) if isinstance(value, list) else ():
        child = _sub(part, keyword, index)
        if child is not None:
            yield child


def _named(part: Part, keyword: str) -> Iterator[tuple[str, Part]]:
    value = _get(part, keyword)
    for name in value if isinstance(value, dict) else ():
        child = _sub(part, keyword, name)
        if child is not None:
            yield name, child
