"""What a half-filled form is made of, between two requests."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from catalog.errors import Fault, Invalid
from catalog.pages.entry.pointers import (
    MISSING,
    is_within,
    name_of,
    parent_of,
    put,
    take,
    value_at,
)
from catalog.schemas.limits import Bounds
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

_MOST = 500
# The document, what other alternatives keep, and what was removed last.
_BOUNDS = Bounds(max_bytes=16_000_000, max_depth=72, max_nodes=1_500_000)


@dataclasses.dataclass(slots=True)
class State:
    """`document` is the record as far as it is known: inputs hold only what was changed since.

    `shelf` keeps the values of alternatives that are not chosen: key → index → value. `open` are
    the entries that stand open, `at` is the part that fills the page. `typed` are texts that are
    no JSON, `entered` the quantities that were converted, `touched` the places that were edited,
    `removed` what was taken away last.
    """

    document: dict[str, Any] = dataclasses.field(default_factory=dict)
    shelf: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    chosen: dict[str, int] = dataclasses.field(default_factory=dict)
    open: list[str] = dataclasses.field(default_factory=list)
    touched: list[str] = dataclasses.field(default_factory=list)
    typed: dict[str, str] = dataclasses.field(default_factory=dict)
    entered: dict[str, str] = dataclasses.field(default_factory=dict)
    removed: list[Any] = dataclasses.field(default_factory=list)
    at: str = ""

    def touch(self, place: str) -> None:
        if place not in self.touched:
            self.touched.append(place)

    def as_text(self) -> str:
        """As the form carries it; what is empty is left out."""
        found = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        kept = {name: value for name, value in found.items() if value or name == "document"}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def forget(self, place: str) -> None:
        """Nothing stands at a place any more: nor does what was remembered of it."""
        self._rename(lambda each: None if is_within(each, place) else each)

    def move(self, old: str, new: str) -> None:
        """What stood at `old` stands at `new`, and the other way round."""

        def renamed(each: str) -> str:
            for one, other in ((old, new), (new, old)):
                if is_within(each, one):
                    return other + each[len(one) :]
            return each

        self._rename(renamed)

    def close_gap(self, owner: str, gone: int, count: int) -> None:
        """The entry `gone` of the list at `owner` was removed: those behind it moved up."""
        self.forget(f"{owner}/{gone}")
        for index in range(gone + 1, count):
            self.move(f"{owner}/{index}", f"{owner}/{index - 1}")

    def remove(self, place: str) -> bool:
        value = take(self.document, place)
        if value is MISSING:
            return False
        self.removed = [place, value]
        return True

    def bring_back(self) -> str:
        """Puts what was removed last where it was; gives its place, or ""."""
        if not self.removed:
            return ""
        place, value = self.removed
        self.removed = []
        return place if _insert(self.document, place, value) else ""

    def _rename(self, to: Any) -> None:
        for name in ("shelf", "chosen", "typed", "entered"):
            kept = {to(key): value for key, value in getattr(self, name).items()}
            kept.pop(None, None)
            setattr(self, name, kept)
        for name in ("open", "touched"):
            setattr(self, name, [new for each in getattr(self, name) if (new := to(each))])


def read_state(text: str) -> State:
    """Raises Invalid for what no form of ours has sent."""
    try:
        given = read_json(
            text,
            max_bytes=_BOUNDS.max_bytes,
            max_depth=_BOUNDS.max_depth,
            max_nodes=_BOUNDS.max_nodes,
        )
    except BadDocument as bad:
        raise _refused(bad.problems[0].message) from None
    if not isinstance(given, dict) or not isinstance(given.get("document"), dict):
        raise _refused("A record is an object: it begins with { and ends with }.")
    return State(
        document=given["document"],
        shelf={key: each for key, each in _mapping(given, "shelf") if isinstance(each, dict)},
        chosen={key: each for key, each in _mapping(given, "chosen") if isinstance(each, int)},
        open=_texts(given, "open"),
        touched=_texts(given, "touched"),
        typed={key: each for key, each in _mapping(given, "typed") if isinstance(each, str)},
        entered={key: each for key, each in _mapping(given, "entered") if isinstance(each, str)},
        removed=_removed(given.get("removed")),
        at=given["at"] if isinstance(given.get("at"), str) else "",
    )


def _insert(document: Any, place: str, value: Any) -> bool:
    owner, name = value_at(document, parent_of(place)), name_of(place)
    if isinstance(owner, list) and name.isdigit():
        owner.insert(int(name), value)
        return True
    return put(document, place, value)


def _refused(message: str) -> Invalid:
    return Invalid("The form was not read.", problems=[Fault("/content", message)])


def _mapping(given: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    found = given.get(name)
    return list(found.items())[:_MOST] if isinstance(found, dict) else []


def _texts(given: dict[str, Any], name: str) -> list[str]:
    found = given.get(name)
    return (
        [each for each in found if isinstance(each, str)][:_MOST] if isinstance(found, list) else []
    )


def _removed(found: Any) -> list[Any]:
    is_one = isinstance(found, list) and len(found) == 2 and isinstance(found[0], str)
    return list(found) if is_one else []
