"""What templates draw of a form: one view a place, with its problems."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from catalog.pages.entry.shape import shown


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Alternatives:
    """A list box of a `oneOf` or `anyOf`. `name` is that of its input."""

    id: str
    name: str
    options: Sequence[Option]
    required: bool


@dataclasses.dataclass(slots=True)
class View:
    """One place. `template` is the file of `catalog/entry/` that draws it.

    `state`: "given", "absent" (an optional group or list that is not begun). `place` is its
    pointer, `id` the id of what gets the focus. `count` and `total`: fields filled, and there.
    """

    template: str
    place: str
    id: str
    label: str
    hint: str = ""
    required: bool = False
    name: str = ""
    text: str = ""
    unit: str = ""
    example: str = ""
    entered: str = ""
    vocabulary: str = ""
    source: str = ""
    options: Sequence[Option] = ()
    alternatives: Sequence[Alternatives] = ()
    children: Sequence[View] = ()
    problems: Sequence[str] = ()
    theirs: str = ""
    state: str = "given"
    removable: bool = False
    extendable: bool = False
    entry: int = 0
    last: bool = False
    summary: str = ""
    is_open: bool = False
    below: int = 0
    count: int = 0
    total: int = 0

    @property
    def described(self) -> str:
        """The ids that describe the input, for `aria-describedby`."""
        parts = [f"{self.id}-hint"] if self.hint or self.unit or self.vocabulary else []
        parts += [f"{self.id}-problem"] if self.problems else []
        parts += [f"{self.id}-theirs"] if self.theirs else []
        return " ".join(parts)


def id_of(place: str) -> str:
    """The id of the input, group or list at a place: no spaces, any name."""
    return "f" + quote(place, safe="/")


def summary_of(value: Any) -> str:
    """A line that tells an entry from others: its first texts and numbers."""
    if not isinstance(value, dict):
        return "" if value is None else shown(value)[:120]
    found = [
        shown(each) for each in value.values() if isinstance(each, str | int | float) and each != ""
    ]
    if len(found) < 2:
        inner = [each for each in value.values() if isinstance(each, dict)]
        found += [text for each in inner[:2] if (text := summary_of(each))]
    return " · ".join(text[:60] for text in found[:4])


def is_filled(view: View) -> bool:
    """Whether something was entered there, or below it."""
    if view.template in ("group.html", "list.html", "choice.html", "folded.html"):
        chosen = any(each.chosen for group in view.alternatives for each in group.options)
        return view.state == "given" and (
            view.template == "folded.html" or chosen or view.count > 0
        )
    if view.options:
        return any(each.chosen for each in view.options)
    return bool(view.text)
