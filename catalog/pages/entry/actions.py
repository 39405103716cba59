"""What the buttons of a form do to its state: `verb:/pointer`."""

from __future__ import annotations

from collections.abc import Callable

from catalog.pages.entry.pointers import MISSING, joined, name_of, parent_of, put, value_at
from catalog.pages.entry.shape import shape_at
from catalog.pages.entry.skeleton import begun, complete_owners
from catalog.pages.entry.state import State
from catalog.schemas.paths import Fields

# Deeper than this a part fills the page, with a way back.
INLINE_LEVELS = 2
MOST_PARTS = 6
MOST_ENTRIES = 5_000


def act(state: State, button: str, fields: Fields, name: str = "") -> str:
    """Do what a button says; gives the place to go to. An unknown one does nothing.

    `name` is what was typed beside the button: of a new field of an open object.
    """
    verb, _, place = button.partition(":")
    if verb == "name":
        return _name(state, place, name.strip(), fields)
    action = _ACTIONS.get(verb)
    return action(state, place, fields) if action else ""


def _add(state: State, place: str, fields: Fields) -> str:
    entries = value_at(state.document, place)
    if not isinstance(entries, list):
        entries = []
        if not put(state.document, place, entries):
            return place
    if len(entries) >= MOST_ENTRIES:
        return place
    here = joined(place, len(entries))
    shape = shape_at(fields, state.document, here, state.chosen)
    value = begun(shape, here)
    if value is MISSING:
        value = {} if shape.kind == "object" or shape.choices else None
    put(state.document, here, value)
    complete_owners(fields, state.document, here)
    state.touch(here)
    if isinstance(value, dict | list):
        _open(state, here, fields)
    return here


def _remove(state: State, place: str, fields: Fields) -> str:
    owner = value_at(state.document, parent_of(place))
    count = len(owner) if isinstance(owner, list) else 0
    if not state.remove(place):
        return ""
    if count:
        state.close_gap(parent_of(place), int(name_of(place)), count)
    else:
        state.forget(place)
    state.touch(parent_of(place) or place)
    return parent_of(place) if count else place


def _move(by: int) -> Callable[[State, str, Fields], str]:
    def moved(state: State, place: str, fields: Fields) -> str:
        entries, name = value_at(state.document, parent_of(place)), name_of(place)
        if not isinstance(entries, list) or not name.isdigit():
            return place
        old, new = int(name), int(name) + by
        if not (0 <= new < len(entries) and old < len(entries)):
            return place
        entries[old], entries[new] = entries[new], entries[old]
        state.move(place, target := joined(parent_of(place), new))
        state.touch(target)
        return target

    return moved


def _begin(state: State, place: str, fields: Fields) -> str:
    shape = shape_at(fields, state.document, place, state.chosen)
    value = begun(shape, place)
    if value_at(state.document, place) in (MISSING, None):
        put(state.document, place, {} if value is MISSING else value)
        complete_owners(fields, state.document, place)
        state.touch(place)
    return place


def _open(state: State, place: str, fields: Fields) -> str:
    """In place, or as the part that fills the page where it lies deep below that."""
    if is_deep(place, state.at):
        state.at = place
    elif place not in state.open:
        state.open.append(place)
    return place


def _close(state: State, place: str, fields: Fields) -> str:
    if place in state.open:
        state.open.remove(place)
    return place


def _at(state: State, place: str, fields: Fields) -> str:
    known = isinstance(value_at(state.document, place), dict | list)
    state.at = place if known else ""
    return ""


def show(state: State, place: str, fields: Fields) -> str:
    """Open whatever hides a place, as far as there is something to open."""
    state.at, here = "", ""
    parts = place.split("/")[1:]
    for part in parts[:-1]:
        here = f"{here}/{part}"
        value = value_at(state.document, here)
        if not isinstance(value, dict | list):
            break
        in_list = isinstance(value_at(state.document, parent_of(here)), list)
        if is_deep(here, state.at):
            state.at = here
        elif in_list and here not in state.open:
            state.open.append(here)
    return place


def _bring_back(state: State, place: str, fields: Fields) -> str:
    if back := state.bring_back():
        state.touch(back)
    return back


def _name(state: State, place: str, name: str, fields: Fields) -> str:
    """A field that the schema does not name, of an object that may have such fields."""
    here = joined(place, name)
    if not name or len(name) > 200 or value_at(state.document, here) is not MISSING:
        return here if name else place
    value = begun(shape_at(fields, state.document, here, state.chosen), here)
    put(state.document, here, None if value is MISSING else value)
    complete_owners(fields, state.document, here)
    state.touch(here)
    return here


def is_deep(place: str, at: str) -> bool:
    """Whether a place lies too deep below the part that fills the page to be drawn in it; lists
    of lists count as well, though they have no names."""
    parts = place[len(at) :].split("/")[1:]
    names = [part for part in parts if not part.isdigit()]
    return len(names) > INLINE_LEVELS or len(parts) > MOST_PARTS


_ACTIONS: dict[str, Callable[[State, str, Fields], str]] = {
    "add": _add,
    "remove": _remove,
    "up": _move(-1),
    "down": _move(1),
    "begin": _begin,
    "open": _open,
    "close": _close,
    "at": _at,
    "show": show,
    "undo": _bring_back,
}
