"""Which alternative of a `oneOf` or `anyOf` a value was meant to be, by its shape alone."""

from __future__ import annotations

from typing import Any

from catalog.schemas.findings import OneOf, Path, TypeOf
from catalog.schemas.graph import Node

_MAX_ALTERNATIVES = 1_000
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def alternatives(node: Node, keyword: str) -> list[Node]:
    """The alternatives under a keyword; one that is itself nothing but alternatives is opened."""
    found: list[Node] = []
    stack = [target for name, target in reversed(node.in_place) if name == keyword]
    while stack and len(found) < _MAX_ALTERNATIVES:
        target = stack.pop()
        inner = [below for name, below in target.in_place if name in ("anyOf", "oneOf")]
        if inner and len(inner) == len(target.in_place) and target.get("properties") is None:
            stack.extend(reversed(inner))
        else:
            found.append(target)
    return found


def choose(group: list[Node], value: Any) -> Node | tuple[Path, OneOf | TypeOf]:
    """The alternative that was meant, or one cause that all of them share."""
    views = {node: _applied_with(node) for node in group}
    fitting = [node for node in group if _type_fits(views[node], value)]
    if not fitting:
        names = (name for node in group for part in views[node] for name in _types(part))
        return (), TypeOf(tuple(dict.fromkeys(names)))
    if not isinstance(value, dict):
        return fitting[0]
    misses = {node: _missed_tags(views[node], value) for node in fitting}
    shared = [name for name in misses[fitting[0]] if all(name in misses[n] for n in fitting)]
    if len(fitting) > 1 and shared and all(_fixed_missed(misses[node]) for node in fitting):
        options = [option for node in fitting for option in misses[node][shared[0]]]
        return (shared[0],), OneOf(tuple({repr(option): option for option in options}.values()))
    return min(
        fitting, key=lambda node: (_fixed_missed(misses[node]), _distance(views[node], value))
    )


def _fixed_missed(misses: dict[str, list[Any]]) -> int:
    return sum(len(options) == 1 for options in misses.values())


def _applied_with(node: Node) -> list[Node]:
    """The node and what it refers to or includes unconditionally."""
    found = [node]
    for part in found:
        found += [
            target
            for keyword, target in part.in_place
            if keyword in ("$ref", "allOf") and target not in found
        ]
    return found


def _types(part: Node) -> list[str]:
    declared = part.get("type")
    return [declared] if isinstance(declared, str) else list(declared or [])


def _type_fits(view: list[Node], value: Any) -> bool:
    for part in view:
        kinds = tuple(kind for name in _types(part) for kind in _PYTHON_TYPES.get(name, ()))
        if kinds and (not isinstance(value, kinds) or (value is True and bool not in kinds)):
            return False
    return True


def _missed_tags(view: list[Node], value: dict[str, Any]) -> dict[str, list[Any]]:
    """Fields that would have to have another, fixed value: name → the values that would fit."""
    missed: dict[str, list[Any]] = {}
    for part in view:
        for name, field in part.properties.items():
            options = _fixed(field)
            if name in value and options and value[name] not in options:
                missed[name] = options
    return missed


def _fixed(field: Node) -> list[Any]:
    for part in _applied_with(field):
        if isinstance(part.schema, dict) and "const" in part.schema:
            return [part.schema["const"]]
        if isinstance(part.get("enum"), list):
            return list(part.get("enum"))
    return []


def _distance(view: list[Node], value: dict[str, Any]) -> int:
    """How many fields are missing or not known."""
    known = {name for part in view for name in part.properties}
    required = {name for part in view for name in part.get("required") or () if name}
    return len(required - value.keys()) + len(value.keys() - known)
