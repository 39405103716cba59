"""Random schemas over every keyword of the verdict's language, edits of them, and documents."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

NAMES = ("a", "b", "c", "x1")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, 3, 5, 1.0, 1.5, -1, 0.5, 10, "", "a", "b", "ab", "abc", "x1",
    [], [1], [1, 1], ["a"], [1, "a"], [None, 2, "b"], {}, {"a": 1}, {"b": "a"}, {"a": 1, "b": 2},
    {"a": None, "c": "ab"}, {"x1": 3}, {"a": {"a": 1}}, {"a": [1]},
)  # fmt: skip
PATTERNS = ("^a", "b$", "^x", "^[a-z]+$", "1")


class Maker:
    """Everything it makes follows from its seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def schema(self, depth: int = 3) -> dict[str, Any]:
        """A whole document, sometimes with definitions that may be recursive."""
        made = self.part(depth)
        if self.random.random() < 0.3:
            made["$defs"] = {name: self.guarded(2) for name in ("d", "e")}
            made = _with_references(made, self.random)
        return made

    def guarded(self, depth: int) -> dict[str, Any]:
        """A definition whose references, if any, stand below `properties` or `items`."""
        below: Any = {"$ref": f"#/$defs/{self.random.choice('de')}"}
        made = self.part(depth - 1)
        if self.random.random() < 0.6:
            made.setdefault("properties", {})["a"] = below
        elif self.random.random() < 0.5:
            made["items"] = below
        return made

    def part(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for _ in range(self.random.choice((1, 1, 2, 2, 3))):
            made.update(self.keywords(depth))
        return made

    def sub(self, depth: int) -> Any:
        if depth <= 0 or self.random.random() < 0.15:
            return self.random.choice((True, False, {}, {"type": "string"}, {"const": 1}))
        return self.part(depth - 1)

    def keywords(self, depth: int) -> dict[str, Any]:
        options = _SCALAR if depth <= 0 else _SCALAR + _NESTED * 2
        return self.random.choice(options)(self, depth)

    def edited(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema after one to three random edits anywhere in it."""
        made = copy.deepcopy(schema)
        for _ in range(self.random.choice((1, 1, 2, 3))):
            part = self.random.choice(list(parts_of(made)))
            if part and self.random.random() < 0.4:
                word = self.random.choice(list(part))
                if word not in ("$defs", "$ref"):
                    del part[word]
            elif self.random.random() < 0.5:
                part.update(self.keywords(1))
            else:
                self._nudge(part)
        return made

    def _nudge(self, part: dict[str, Any]) -> None:
        for word, value in list(part.items()):
            if isinstance(value, bool):
                continue
            if isinstance(value, int | float):
                by = self.random.choice((-1, 1, 0))
                part[word] = max(value + by, 1 if word == "multipleOf" else 0)
            elif word in ("enum", "anyOf", "required") and isinstance(value, list):
                if len(value) > 1 and self.random.random() < 0.5:
                    del value[self.random.randrange(len(value))]
                elif word == "enum":
                    part[word] = distinct([*value, self.random.choice(VALUES)])

    def document(self, *schemas: Any) -> Any:
        """A value that follows one of the schemas more or less."""
        return self._like(self.random.choice(schemas), self.random.choice(schemas), 3)

    def _like(self, schema: Any, root: Any, depth: int) -> Any:
        if isinstance(schema, dict) and "$ref" in schema and "$defs" in root:
            schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        if not isinstance(schema, dict) or depth <= 0 or self.random.random() < 0.15:
            return copy.deepcopy(self.random.choice(VALUES))
        if "const" in schema or "enum" in schema:
            options = [schema["const"]] if "const" in schema else schema["enum"]
            return copy.deepcopy(self.random.choice(options))
        for word in ("anyOf", "oneOf", "allOf"):
            if word in schema and self.random.random() < 0.6:
                return self._like(self.random.choice(schema[word]), root, depth)
        limits = [
            v for v in schema.values() if isinstance(v, int | float) and not isinstance(v, bool)
        ]
        kinds = schema.get("type", self.random.choice((*TYPES, "object", "array")))
        kind = self.random.choice(kinds) if isinstance(kinds, list) else kinds
        return self._of_kind(kind, schema, root, limits, depth)

    def _of_kind(self, kind: str, schema: Any, root: Any, limits: list[Any], depth: int) -> Any:
        if kind == "object":
            names = [*schema.get("properties", {}), *schema.get("required", []), *NAMES]
            chosen = {n: True for n in schema.get("required", []) if self.random.random() < 0.9}
            chosen |= {self.random.choice(names): True for _ in range(self.random.randrange(3))}
            described = schema.get("properties", {})
            return {n: self._like(described.get(n, True), root, depth - 1) for n in chosen}
        if kind == "array":
            entries = schema.get("items", schema.get("contains", True))
            count = self.random.choice((0, 1, 2, 3))
            return [self._like(entries, root, depth - 1) for _ in range(count)]
        if kind in ("integer", "number"):
            return self.random.choice((*limits, 0, 1)) + self.random.choice((0, 1, -1, 0.5, 1.0))
        if kind == "string":
            length = self.random.choice((*limits, 1, 2))
            return self.random.choice(("a", "b", "1")) * min(int(abs(length)), 9)
        return None if kind == "null" else self.random.random() < 0.5


def distinct(values: list[Any]) -> list[Any]:
    """Without values that JSON Schema takes for equal."""
    seen: dict[str, Any] = {}
    for value in values:
        plain = int(value) if isinstance(value, float) and value.is_integer() else value
        seen.setdefault(repr(plain), value)
    return list(seen.values())


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every subschema that is an object, the schema itself included."""
    if not isinstance(schema, dict):
        return
    yield schema
    for word, value in schema.items():
        if word in _MAPS:
            for sub in value.values():
                yield from parts_of(sub)
        elif word in ("allOf", "anyOf", "oneOf", "prefixItems"):
            for sub in value:
                yield from parts_of(sub)
        elif word in _SINGLE:
            yield from parts_of(value)


_MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas")
_SINGLE = ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then",
           "else", "unevaluatedProperties", "unevaluatedItems")  # fmt: skip


def _with_references(made: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    for part in list(parts_of({word: made[word] for word in made if word != "$defs"})):
        for word in ("properties", "patternProperties"):
            for name in part.get(word, {}):
                if chance.random() < 0.5:
                    part[word][name] = {"$ref": f"#/$defs/{chance.choice('de')}"}
    return made


def _pair(maker: Maker, least: str, most: str, top: int) -> dict[str, Any]:
    low = maker.random.randrange(top)
    both = {least: low, most: low + maker.random.randrange(3)}
    return both if maker.random.random() < 0.4 else dict([maker.random.choice(list(both.items()))])


Keyword = Callable[[Maker, int], dict[str, Any]]
_SCALAR: list[Keyword] = [
    lambda m, d: {"type": m.random.choice(TYPES)},
    lambda m, d: {"type": m.random.sample(TYPES, 2)},
    lambda m, d: {"enum": distinct(m.random.sample(VALUES, 4))},
    lambda m, d: {"const": m.random.choice(VALUES)},
    lambda m, d: _pair(m, "minimum", "maximum", 4),
    lambda m, d: _pair(m, "exclusiveMinimum", "exclusiveMaximum", 4),
    lambda m, d: {"multipleOf": m.random.choice((1, 2, 3, 4, 0.5, 1.5))},
    lambda m, d: _pair(m, "minLength", "maxLength", 4),
    lambda m, d: {"pattern": m.random.choice(PATTERNS)},
    lambda m, d: _pair(m, "minItems", "maxItems", 3),
    lambda m, d: {"uniqueItems": True},
    lambda m, d: {"required": m.random.sample(NAMES, m.random.choice((1, 1, 2)))},
    lambda m, d: _pair(m, "minProperties", "maxProperties", 3),
    lambda m, d: {"dependentRequired": {m.random.choice(NAMES): [m.random.choice(NAMES)]}},
    lambda m, d: {"format": "date", "title": "t"},
    lambda m, d: {"type": "object", "properties": {"a": {"type": "integer"}}},
]
_NESTED: list[Keyword] = [
    lambda m, d: {"properties": {n: m.sub(d - 1) for n in m.random.sample(NAMES, 2)}},
    lambda m, d: {
        "type": "object",
        "properties": {n: m.sub(d - 1) for n in m.random.sample(NAMES, 3)},
        "additionalProperties": False,
    },
    lambda m, d: {"additionalProperties": m.sub(d - 1)},
    lambda m, d: {"patternProperties": {m.random.choice(PATTERNS): m.sub(d - 1)}},
    lambda m, d: {"propertyNames": m.sub(0) if m.random.random() < 0.3 else {"pattern": "^[a-z]"}},
    lambda m, d: {"dependentSchemas": {m.random.choice(NAMES): m.sub(d - 1)}},
    lambda m, d: {"items": m.sub(d - 1)},
    lambda m, d: {"prefixItems": [m.sub(d - 1), m.sub(d - 1)]},
    lambda m, d: {"contains": m.sub(d - 1), **(_pair(m, "minContains", "maxContains", 3))},
    lambda m, d: {"allOf": [m.sub(d - 1), m.sub(d - 1)]},
    lambda m, d: {"anyOf": [m.sub(d - 1), m.sub(d - 1)]},
    lambda m, d: {"oneOf": [m.sub(d - 1), m.sub(d - 1)]},
    lambda m, d: {"not": m.sub(d - 1)},
    lambda m, d: {"if": m.sub(d - 1), "then": m.sub(d - 1), "else": m.sub(d - 1)},
    lambda m, d: {m.random.choice(("unevaluatedProperties", "unevaluatedItems")): m.sub(0)},
]
