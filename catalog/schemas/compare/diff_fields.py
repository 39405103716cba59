"""Differences in the parts of a value: fields of objects, entries of lists."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.schemas.compare.changes import BREAKING, SAFE, UNDECIDED, Change, Effect
from catalog.schemas.compare.edges import text_like
from catalog.schemas.compare.effects import Effects
from catalog.schemas.compare.groups import ANYTHING
from catalog.schemas.compare.pairing import renamed
from catalog.schemas.compare.parts import Part
from catalog.schemas.compare.places import Place
from catalog.schemas.problems import pointer

_WEIGHT = {SAFE: 0, UNDECIDED: 1, BREAKING: 2}
_UNNAMED = "other"


def changes(place: Place, effects: Effects) -> Iterator[Change]:
    yield from _fields(place, effects)
    yield from _patterns(place, effects)
    yield from _rest(place, effects)
    yield from _others(place, effects)


def below(place: Place) -> Iterator[Place]:
    """The pairs that belong together one step down."""
    old, new = place.old.shape, place.new.shape
    for name in sorted(old.properties.keys() & new.properties.keys()):
        yield place.below(old.properties[name], new.properties[name], name)
    for pattern in sorted(old.patterns.keys() & new.patterns.keys()):
        name = next(text_like(pattern), _UNNAMED)
        yield place.below(old.patterns[pattern], new.patterns[pattern], name)
    if old.additional and new.additional and _both_described(old.additional, new.additional):
        yield place.below(old.additional, new.additional, _UNNAMED)
    for index, pair in enumerate(zip(old.prefix, new.prefix, strict=False)):
        yield place.below(*pair, index)
    if old.items is not None and new.items is not None:
        yield place.below(old.items, new.items, max(len(old.prefix), len(new.prefix)))


def _fields(place: Place, effects: Effects) -> Iterator[Change]:
    old, new = place.old.shape.properties, place.new.shape.properties
    gone = {name: old[name] for name in old if name not in new}
    came = {name: new[name] for name in new if name not in old}
    for name, now in renamed(gone, came):
        effect = _worst(effects.of_field(place, name), effects.of_field(place, now))
        reason = f"`{name}` is probably called `{now}` now."
        before, after = _at(place.old, name), _at(place.new, now)
        yield Change("renamed", before, after, reason, effect)
        del gone[name], came[now]
    for name, holder, turned in [*_nested(gone, came, False), *_nested(came, gone, True)]:
        old_path, new_path = (
            ((holder, "properties", name), (name,))
            if turned
            else ((name,), (holder, "properties", name))
        )
        effect = _worst(effects.of_field(place, name), effects.of_field(place, holder))
        reason = f"`{name}` moved {'out of' if turned else 'into'} `{holder}`."
        yield Change(
            "nesting", _at(place.old, *old_path), _at(place.new, *new_path), reason, effect
        )
        gone.pop(name, None)
        came.pop(name, None)
    for name in gone:
        reason = f"`{name}` is not described any more."
        yield Change("removed", _at(place.old, name), None, reason, effects.of_field(place, name))
    for name in came:
        reason = f"`{name}` is a new field."
        yield Change("added", None, _at(place.new, name), reason, effects.of_field(place, name))


def _nested(
    single: dict[str, Part], holders: dict[str, Part], turned: bool
) -> list[tuple[str, str, bool]]:
    return [
        (name, holder, turned)
        for name in single
        for holder, part in holders.items()
        if name in part.shape.properties
    ]


def _patterns(place: Place, effects: Effects) -> Iterator[Change]:
    old, new = place.old.shape.patterns, place.new.shape.patterns
    for name in sorted(old.keys() ^ new.keys()):
        kind = "removed" if name in old else "added"
        before = pointer(old[name].path) if name in old else None
        after = pointer(new[name].path) if name in new else None
        reason = f"`patternProperties` for `{name[:80]}` was {kind}."
        yield Change(kind, before, after, reason, effects.of_whole(place))


def _rest(place: Place, effects: Effects) -> Iterator[Change]:
    old, new = place.old.shape.additional, place.new.shape.additional
    if _both_described(old, new) or _group(old) == _group(new):
        return
    words = [_openness(part) for part in (old, new)]
    reason = f"Fields that are not described were {words[0]} and are {words[1]}."
    before, after = (
        pointer((*part.path, "additionalProperties")) for part in (place.old, place.new)
    )
    yield Change("additionalProperties", before, after, reason, effects.of_rest(place))


def _others(place: Place, effects: Effects) -> Iterator[Change]:
    """The single subschemas of names and entries."""
    old, new = place.old.shape, place.new.shape
    pairs = [
        ("propertyNames", old.names, new.names),
        ("contains", old.contains, new.contains),
    ]
    if old.items is None or new.items is None:
        pairs.append(("items", old.items, new.items))
    for word, before, after in pairs:
        counts = word == "contains" and _counts(place.old) != _counts(place.new)
        if _group(before) != _group(after) or counts:
            reason = f"`{word}` was {_how(before, after)}."
            yield _single(word, place, before, after, reason, effects.of_whole(place))
    for part in old.prefix[len(new.prefix) :]:
        reason = "This position of the list is not described any more."
        yield Change("items", pointer(part.path), None, reason, effects.of_whole(place))
    for part in new.prefix[len(old.prefix) :]:
        reason = "This position of the list is described now."
        yield Change("items", None, pointer(part.path), reason, effects.of_whole(place))
    for name in sorted(old.needs_schema.keys() ^ new.needs_schema.keys()):
        before, after = old.needs_schema.get(name), new.needs_schema.get(name)
        reason = f"What holds where `{name}` is given was {_how(before, after)}."
        yield _single("dependentSchemas", place, before, after, reason, effects.of_whole(place))


def _single(
    kind: str, place: Place, old: Part | None, new: Part | None, reason: str, effect: Effect
) -> Change:
    return Change(
        kind,
        pointer((old or place.old).path),
        pointer((new or place.new).path),
        reason,
        effect,
    )


def _how(old: Part | None, new: Part | None) -> str:
    return "added" if old is None else "removed" if new is None else "changed"


def _counts(part: Part) -> tuple[int, int | None]:
    return part.shape.min_contains, part.shape.max_contains


def _openness(part: Part | None) -> str:
    if _group(part) == ANYTHING:
        return "allowed"
    return "refused" if part is not None and part.schema is False else "allowed in part"


def _both_described(old: Part | None, new: Part | None) -> bool:
    return all(part is not None and isinstance(part.schema, dict) for part in (old, new))


def _group(part: Part | None) -> int:
    return ANYTHING if part is None else part.group


def _worst(*effects: Effect) -> Effect:
    return max(effects, key=lambda effect: _WEIGHT[effect])


def _at(part: Part, *names: str) -> str:
    return pointer((*part.path, "properties", *names))
