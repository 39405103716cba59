"""JSON values as JSON Schema tells them apart."""

from __future__ import annotations

import json
import math
from typing import Any

TYPES = ("null", "boolean", "integer", "fraction", "string", "array", "object")
# `number` is both kinds of numbers: the whole ones (1.0 is one) and the others.
ALL_TYPES = frozenset(TYPES)
NUMBERS = frozenset({"integer", "fraction"})
# Up to here a double holds every whole number, so that all validators count alike.
EXACT = 2**53


def key_of(value: Any) -> str:
    """Equal for two values exactly where `const` and `enum` take them for equal (1 is 1.0)."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def type_of(value: Any) -> str:
    """One of `TYPES`."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    kinds = {str: "string", list: "array", dict: "object"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "null")


def types_named(names: Any) -> frozenset[str]:
    """What the value of `type` stands for."""
    listed = names if isinstance(names, list) else [names]
    found: set[str] = set()
    for name in listed:
        found |= NUMBERS if name == "number" else {str(name)}
    return frozenset(found) & ALL_TYPES


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_exact(value: float) -> bool:
    """Whether no validator rounds the number before it compares."""
    return math.isfinite(value) and abs(value) < EXACT


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
