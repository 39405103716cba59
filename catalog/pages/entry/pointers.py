"""Reading and changing a JSON value at a JSON Pointer (RFC 6901)."""

from __future__ import annotations

from typing import Any

from catalog.schemas.problems import pointer

MISSING: Any = object()
Parts = tuple[str, ...]


def parts_of(text: str) -> Parts:
    """The names in a pointer; indexes of lists stay text until a list is met."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def joined(place: str, name: str | int) -> str:
    """The pointer of what stands at `name` of the value at `place`."""
    return place + pointer((name,))


def parent_of(place: str) -> str:
    return place.rpartition("/")[0]


def name_of(place: str) -> str:
    """The last name of a pointer, "" of the whole document."""
    return parts_of(place)[-1] if place else ""


def value_at(content: Any, place: str) -> Any:
    """`MISSING` where there is nothing."""
    here = content
    for part in parts_of(place):
        here = _step(here, part)
    return here


def put(content: Any, place: str, value: Any) -> bool:
    """Set a value, making the objects that lead to it; the entry after a list's last is added.

    False, and nothing changed, where the way leads through a value that has no parts.
    """
    if not place:
        return _replace(content, value)
    *way, last = parts_of(place)
    here = content
    for part in way:
        here = here.setdefault(part, {}) if isinstance(here, dict) else _step(here, part)
    if isinstance(here, dict):
        here[last] = value
    elif (
        isinstance(here, list) and (place_in := _index(last)) is not None and place_in <= len(here)
    ):
        here[place_in : place_in + 1] = [value]
    else:
        return False
    return True


def take(content: Any, place: str) -> Any:
    """Remove a field or an entry and give it back, or `MISSING`."""
    if not place:
        return MISSING
    owner, last = value_at(content, parent_of(place)), name_of(place)
    if isinstance(owner, dict):
        return owner.pop(last, MISSING)
    if isinstance(owner, list) and (at := _index(last)) is not None and at < len(owner):
        return owner.pop(at)
    return MISSING


def is_within(place: str, above: str) -> bool:
    return place == above or place.startswith((above + "/", above + "#"))


def _replace(content: Any, value: Any) -> bool:
    if not isinstance(content, dict) or not isinstance(value, dict):
        return False
    content.clear()
    content.update(value)
    return True


def _step(here: Any, part: str) -> Any:
    if isinstance(here, dict):
        return here.get(part, MISSING)
    if isinstance(here, list) and (at := _index(part)) is not None and at < len(here):
        return here[at]
    return MISSING


def _index(part: str) -> int | None:
    return int(part) if part.isascii() and part.isdigit() and len(part) < 7 else None
