"""What a form sends, taken into the document: only what was changed changes it."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from catalog.pages.entry import words
from catalog.pages.entry.pointers import MISSING, is_within, name_of, parent_of, put, take, value_at
from catalog.pages.entry.shape import Shape, shape_at
from catalog.pages.entry.skeleton import begun, complete_owners
from catalog.pages.entry.state import State
from catalog.schemas.paths import Fields
from catalog.schemas.problems import BadDocument

_KINDS = frozenset({words.TEXT, words.NUMBER, words.SWITCH, words.OPTION, words.RAW})


def take_in(state: State, sent: Iterable[tuple[str, str]], fields: Fields) -> None:
    """Puts the changed inputs (`kind:/pointer`, text) into the state's document.

    An input that says what the document says already changes nothing, so any document, valid or
    not, comes back from its form as it went in. Alternatives (`alt:key`) are switched last.
    """
    alternatives = []
    for name, text in sent:
        kind, colon, place = name.partition(":")
        if kind == "alt" and colon:
            alternatives.append((place, text))
        elif kind in _KINDS and place.startswith("/"):
            _take_one(state, kind, place, text, fields)
    for key, text in alternatives:
        switch(state, key, text, fields)


def _take_one(state: State, kind: str, place: str, text: str, fields: Fields) -> None:
    before = value_at(state.document, place)
    kept = state.typed.get(place)
    shown = words.words_of(kind, before) if kept is None else kept
    if words.as_typed(text) == words.as_typed(shown):
        return
    state.typed.pop(place, None)
    state.entered.pop(place, None)
    shape = shape_at(fields, state.document, place, state.chosen)
    if text.strip() == "" and (before is not MISSING or kept is not None):
        _clear(state, place, shape, fields)
    elif text != "":
        takes_text = "string" in shape.types
        try:
            value = words.meaning_of(kind, text, shape.unit, takes_text=takes_text)
        except BadDocument:
            state.typed[place] = text
            return
        if put(state.document, place, value):
            complete_owners(fields, state.document, place)
        if kind == words.NUMBER and shape.unit and not words.is_number(text):
            state.entered[place] = text.strip()[:64]
    state.touch(place)


def _clear(state: State, place: str, shape: Shape, fields: Fields) -> None:
    owner = value_at(state.document, parent_of(place))
    if isinstance(owner, list):
        put(state.document, place, None)
        return
    required = shape_at(fields, state.document, parent_of(place), state.chosen).required
    if shape.nullable and name_of(place) in required:
        put(state.document, place, None)
    else:
        take(state.document, place)


def switch(state: State, key: str, text: str, fields: Fields) -> None:
    """Choose another alternative at `place#number`; "" is none. The values of both are kept."""
    place = key.rpartition("#")[0]
    shape = shape_at(fields, state.document, place, state.chosen)
    choice = next((each for each in shape.choices if each.key == key), None)
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    if choice is None or wanted == choice.chosen or (wanted or 0) >= len(choice.options):
        return
    before = value_at(state.document, place)
    shelf = state.shelf.setdefault(key, {})
    if before is not MISSING and choice.chosen is not None:
        shelf[str(choice.chosen)] = before
    for inner in [each for each in state.chosen if is_within(each, place) and each != key]:
        del state.chosen[inner]
    state.touch(place)
    if wanted is None:
        state.chosen.pop(key, None)
        _clear(state, place, shape, fields)
        return
    state.chosen[key] = wanted
    _begin(state, place, shelf.get(str(wanted), MISSING), before, fields)


def _begin(state: State, place: str, kept: Any, before: Any, fields: Fields) -> None:
    """What was entered here before, or a new value with the fields that both alternatives have."""
    if kept is not MISSING:
        put(state.document, place, copy.deepcopy(kept))
        return
    shape = shape_at(fields, state.document, place, state.chosen)
    value = begun(shape, place)
    if value is MISSING and shape.kind in ("object", "any"):
        value = {} if shape.kind == "object" else None
    if isinstance(value, dict) and isinstance(before, dict):
        shared = {name: each for name, each in before.items() if name in shape.fields}
        value = {**copy.deepcopy(shared), **value}
    if value is MISSING:
        owner = value_at(state.document, parent_of(place))
        if isinstance(owner, list):
            put(state.document, place, None)
        else:
            take(state.document, place)
        return
    if put(state.document, place, value):
        complete_owners(fields, state.document, place)
