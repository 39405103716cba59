"""Differences in what one subschema says by itself: values of keywords, and annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from catalog.schemas.compare.changes import SAFE, Change
from catalog.schemas.compare.effects import Effects
from catalog.schemas.compare.parts import Part
from catalog.schemas.compare.places import Place
from catalog.schemas.compare.shapes import ASSERTING
from catalog.schemas.compare.values import key_of
from catalog.schemas.dialects import DEFINITIONS
from catalog.schemas.problems import pointer

# (kind, keywords, the names in `Shape` of what they say)
_GROUPS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("type", ("type",), ("types", "strict_integer")),
    ("enum", ("enum", "const"), ("enum",)),
    ("range", ("minimum", "exclusiveMinimum"), ("lower",)),
    ("range", ("maximum", "exclusiveMaximum"), ("upper",)),
    ("range", ("multipleOf",), ("multiple_of",)),
    ("range", ("minLength",), ("min_length",)),
    ("range", ("maxLength",), ("max_length",)),
    ("range", ("minItems",), ("min_items",)),
    ("range", ("maxItems",), ("max_items",)),
    ("range", ("minProperties",), ("min_properties",)),
    ("range", ("maxProperties",), ("max_properties",)),
    ("pattern", ("pattern",), ("pattern",)),
    ("uniqueItems", ("uniqueItems",), ("unique",)),
    ("dependentRequired", ("dependentRequired", "dependencies"), ("needs",)),
)
_SHOWN = 80
_LISTED = 5
_SILENT = DEFINITIONS | {"$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"}


def changes(place: Place, effects: Effects) -> Iterator[Change]:
    if place.old.group != place.new.group:
        for kind, words, fields in _GROUPS:
            before = [getattr(place.old.shape, name) for name in fields]
            after = [getattr(place.new.shape, name) for name in fields]
            if before != after:
                effect = effects.of_keywords(place, words, fields)
                yield _change(kind, place, words, effect)
        yield from _required(place, effects)
        yield from _opaque(place, effects)
    yield from _annotations(place, effects)


def _change(kind: str, place: Place, words: tuple[str, ...], effect: Any) -> Change:
    old, new = _said(place.old, words), _said(place.new, words)
    reason = _values(place) if kind == "enum" else ""
    reason = reason or f"{_shown(place.old, words)} became {_shown(place.new, words)}."
    return Change(kind, _at(place.old, old), _at(place.new, new), reason, effect)


def _values(place: Place) -> str:
    """Which values came and which went."""
    old, new = place.old.shape.enum, place.new.shape.enum
    if old is None or new is None:
        return ""
    texts = []
    for what, keys in (("added", new.keys() - old.keys()), ("removed", old.keys() - new.keys())):
        if keys:
            listed = ", ".join(_short(text) for text in sorted(keys)[:_LISTED])
            more = f" and {len(keys) - _LISTED} more" if len(keys) > _LISTED else ""
            texts.append(f"{what} {listed}{more}")
    return f"Allowed values: {'; '.join(texts)}."


def _required(place: Place, effects: Effects) -> Iterator[Change]:
    old, new = place.old.shape.required, place.new.shape.required
    old_at, new_at = (_at(part, _said(part, ("required",))) for part in (place.old, place.new))
    for name in sorted(new - old):
        effect = effects.of_keywords(place, ("required",), ("required",))
        yield Change("required", old_at, new_at, f"`{name}` is required now.", effect)
    for name in sorted(old - new):
        effect = SAFE if place.whole is None and place.upright else effects.of_whole(place)
        yield Change("required", old_at, new_at, f"`{name}` is optional now.", effect)


def _opaque(place: Place, effects: Effects) -> Iterator[Change]:
    for word in dict.fromkeys([*place.old.shape.opaque, *place.new.shape.opaque]):
        old, new = _said(place.old, (word,)), _said(place.new, (word,))
        if _texts(place.old, old) != _texts(place.new, new):
            reason = f"{_shown(place.old, (word,))} became {_shown(place.new, (word,))}."
            effect = effects.of_whole(place)
            yield Change(word, _at(place.old, old), _at(place.new, new), reason, effect)


def _annotations(place: Place, effects: Effects) -> Iterator[Change]:
    old, new = _plain(place.old), _plain(place.new)
    for word in sorted(old.keys() | new.keys()):
        if word in old and word in new and key_of(old[word]) == key_of(new[word]):
            continue
        if word == "$schema":
            effect = effects.of_whole(place)
            yield Change("$schema", "/$schema", "/$schema", "The dialect changed.", effect)
            continue
        before = _at(place.old, [word] if word in old else [])
        after = _at(place.new, [word] if word in new else [])
        what = "was added" if word not in old else "was removed" if word not in new else "changed"
        yield Change("annotation", before, after, f"`{word}` {what}.", SAFE)


def _plain(part: Part) -> dict[str, Any]:
    schema = part.schema if isinstance(part.schema, dict) else {}
    return {w: v for w, v in schema.items() if w not in ASSERTING and w not in _SILENT}


def _said(part: Part, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if isinstance(part.schema, dict) and word in part.schema]


def _texts(part: Part, words: list[str]) -> list[str]:
    return [key_of(part.schema[word]) for word in words if isinstance(part.schema, dict)]


def _at(part: Part, words: list[str]) -> str:
    """The place of the keyword, or of the subschema that does not have it."""
    return pointer((*part.path, *words[:1]))


def _shown(part: Part, words: tuple[str, ...]) -> str:
    if not isinstance(part.schema, dict):
        return f"`{str(part.schema).lower()}`"
    said = [word for word in words if word in part.schema]
    texts = [f"`{w}` {_short(json.dumps(part.schema[w], ensure_ascii=False))}" for w in said]
    return " and ".join(texts) or f"no `{words[0]}`"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
