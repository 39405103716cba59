"""Realistic schemas, and single edits of them that are compatible by construction."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

from tests.schemas_compare.random_schemas import parts_of

WORDS = ("name", "species", "sex", "weight", "note", "age", "genotype", "site", "rig", "dose")


def realistic(seed: int) -> dict[str, Any]:
    """Objects in objects, lists, unions with null, tagged alternatives, references, recursion."""
    chance = random.Random(seed)
    made = _object(chance, 3)
    made["properties"]["kept"] = {"$ref": "#/$defs/Tree"}
    made["$defs"] = {
        "Tree": {
            "type": "object",
            "properties": {
                "label": {"type": "string", "minLength": 1},
                "below": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
            },
            "required": ["label"],
            "additionalProperties": False,
        },
        "Site": _object(chance, 1),
    }
    return made


def _object(chance: random.Random, depth: int) -> dict[str, Any]:
    names = chance.sample(WORDS, 4)
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: _field(chance, depth - 1) for name in names},
        "required": sorted(chance.sample(names, 2)),
    }
    if chance.random() < 0.7:
        made["additionalProperties"] = False
    return made


def _field(chance: random.Random, depth: int) -> dict[str, Any]:
    kinds: list[Callable[[], dict[str, Any]]] = [
        lambda: {"type": "string", "minLength": 2, "maxLength": 20},
        lambda: {"type": "string", "pattern": "^[A-Z][a-z]+$"},
        lambda: {"type": "number", "minimum": 0, "maximum": 100},
        lambda: {"type": "integer", "exclusiveMinimum": 6, "multipleOf": 6},
        lambda: {"enum": ["Female", "Male", "Unknown"]},
        lambda: {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]},
        lambda: {"type": ["string", "null"], "maxLength": 9},
    ]
    nested: list[Callable[[], dict[str, Any]]] = [
        lambda: _object(chance, depth),
        lambda: {"type": "array", "items": _field(chance, depth - 1), "maxItems": 9, "minItems": 1},
        lambda: {"oneOf": [_tagged(chance, tag, depth) for tag in ("cage", "field", "tank")]},
        lambda: {"$ref": "#/$defs/Site"},
        lambda: {"anyOf": [_object(chance, depth), {"type": "null"}]},
    ]
    return chance.choice(kinds if depth <= 0 else kinds + nested * 2)()


def _tagged(chance: random.Random, tag: str, depth: int) -> dict[str, Any]:
    made = _object(chance, depth)
    made["properties"]["kind"] = {"const": tag}
    made["required"].append("kind")
    return made


Edit = Callable[[dict[str, Any], random.Random], bool]


def _somewhere(schema: dict[str, Any], chance: random.Random, *words: str) -> dict[str, Any] | None:
    """A part that has one of the keywords, and is no alternative's tag."""
    found = [part for part in parts_of(schema) if any(word in part for word in words)]
    return chance.choice(found) if found else None


def make_optional(schema: dict[str, Any], chance: random.Random) -> bool:
    parts = [part for part in parts_of(schema) if set(part.get("required", ())) - {"kind"}]
    part = chance.choice(parts)
    part["required"].remove(next(name for name in part["required"] if name != "kind"))
    return True


def widen_range(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, "minimum", "exclusiveMinimum", "multipleOf")
    if part is None:
        return False
    word = chance.choice([w for w in _WIDER if w in part])
    part[word] = _WIDER[word](part[word])
    return True


_WIDER: dict[str, Callable[[Any], Any]] = {
    "minimum": lambda value: value - 1,
    "maximum": lambda value: value + 1.5,
    "exclusiveMinimum": lambda value: value - 1,
    "multipleOf": lambda value: value // 2,
}


def drop_range(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, *_WIDER)
    if part is None:
        return False
    del part[chance.choice([word for word in _WIDER if word in part])]
    return True


def add_optional_field(schema: dict[str, Any], chance: random.Random) -> bool:
    closed = [part for part in parts_of(schema) if part.get("additionalProperties") is False]
    chance.choice(closed)["properties"]["brand_new"] = _field(chance, 1)
    return True


def add_value(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, "enum")
    if part is None:
        return False
    part["enum"].insert(0, "Other")
    return True


def reorder(schema: dict[str, Any], chance: random.Random) -> bool:
    for part in list(parts_of(schema)):
        for word in ("required", "enum", "anyOf", "oneOf"):
            if word in part:
                part[word].reverse()
        for word in ("properties", "$defs"):
            if word in part:
                part[word] = dict(reversed(part[word].items()))
    return True


def move_behind_reference(schema: dict[str, Any], chance: random.Random) -> bool:
    holder = chance.choice([part for part in parts_of(schema) if part.get("properties")])
    name = chance.choice(sorted(holder["properties"]))
    schema["$defs"]["Moved"] = holder["properties"][name]
    holder["properties"][name] = {"$ref": "#/$defs/Moved", "title": "Moved"}
    return True


def write_reference_out(schema: dict[str, Any], chance: random.Random) -> bool:
    holders = [
        (part["properties"], name)
        for part in parts_of(schema)
        for name, value in part.get("properties", {}).items()
        if value.get("$ref") == "#/$defs/Site"
    ]
    if not holders:
        return False
    fields, name = chance.choice(holders)
    fields[name] = copy.deepcopy(schema["$defs"]["Site"])
    return True


def annotate(schema: dict[str, Any], chance: random.Random) -> bool:
    part = chance.choice(list(parts_of(schema)))
    part.update({"title": "Title", "description": "Words.", "x-searchable": True, "format": "x"})
    return True


def loosen_length(schema: dict[str, Any], chance: random.Random) -> bool:
    words = ("maxLength", "minLength", "maxItems", "minItems")
    part = _somewhere(schema, chance, *words)
    if part is None:
        return False
    word = chance.choice([w for w in words if w in part])
    part[word] += 1 if word.startswith("max") else -1
    return True


def drop_pattern(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, "pattern")
    if part is not None:
        del part["pattern"]
    return part is not None


def add_type(schema: dict[str, Any], chance: random.Random) -> bool:
    found = [p for p in parts_of(schema) if p.get("type") in ("string", "number", "integer")]
    if not found:
        return False
    part = chance.choice(found)
    part["type"] = [part["type"], "null"]
    return True


def add_branch(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, "anyOf")
    if part is None:
        return False
    part["anyOf"].append({"type": "array", "items": {"type": "string"}})
    return True


def wrap_in_union(schema: dict[str, Any], chance: random.Random) -> bool:
    holder = chance.choice([part for part in parts_of(schema) if part.get("properties")])
    names = sorted(name for name in holder["properties"] if name != "kind")
    name = chance.choice(names)
    holder["properties"][name] = {"anyOf": [{"type": "null"}, holder["properties"][name]]}
    return True


def add_tagged_alternative(schema: dict[str, Any], chance: random.Random) -> bool:
    part = _somewhere(schema, chance, "oneOf")
    if part is None:
        return False
    part["oneOf"].append(_tagged(chance, "barn", 1))
    return True


def open_object(schema: dict[str, Any], chance: random.Random) -> bool:
    closed = [part for part in parts_of(schema) if part.get("additionalProperties") is False]
    del chance.choice(closed)["additionalProperties"]
    return True


def integer_to_number(schema: dict[str, Any], chance: random.Random) -> bool:
    found = [part for part in parts_of(schema) if part.get("type") == "integer"]
    if found:
        chance.choice(found)["type"] = "number"
    return bool(found)


EDITS: tuple[Edit, ...] = (
    make_optional, widen_range, drop_range, add_optional_field, add_value, reorder,
    move_behind_reference, write_reference_out, annotate, loosen_length, drop_pattern, add_type,
    add_branch, wrap_in_union, add_tagged_alternative, open_object, integer_to_number,
)  # fmt: skip
