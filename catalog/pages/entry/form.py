"""One form: its schema, its state, and what a template draws of it. Knows no dataset."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog.pages.entry.actions import act
from catalog.pages.entry.drawing import Drawer
from catalog.pages.entry.finding import Hit, find, go
from catalog.pages.entry.pointers import name_of, parent_of, value_at
from catalog.pages.entry.problems import Found, Line, lines
from catalog.pages.entry.sending import take_in
from catalog.pages.entry.shape import shape_at
from catalog.pages.entry.skeleton import begun
from catalog.pages.entry.state import State, read_state
from catalog.pages.entry.views import View, is_filled
from catalog.schemas.paths import Fields, fields_of


@dataclasses.dataclass(frozen=True, slots=True)
class General:
    """The fields that stand in no section: how many are filled, and their problems."""

    id: str
    count: int
    total: int
    below: int


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """What `catalog/entry/form.html` shows. `focus` is the id to go to, or ""."""

    state: str
    part: View
    general: General | None
    sections: tuple[View, ...]
    crumbs: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    undo: str
    hits: tuple[Hit, ...]
    typed: str
    focus: str


class Form:
    """A form of a schema. `source` is where long lists of options are searched, "" for nowhere."""

    def __init__(
        self,
        schema: dict[str, Any],
        *,
        digest: str = "",
        state: State | None = None,
        source: str = "",
    ) -> None:
        self.fields: Fields = fields_of(schema, digest=digest)
        self._source = source
        self.state = state or State(document=self.blank())
        self.focus = ""
        self._typed = ""

    def blank(self) -> dict[str, Any]:
        """A record with nothing but what the schema fixes."""
        value = begun(shape_at(self.fields, {}, ""))
        return value if isinstance(value, dict) else {}

    def receive(self, sent: QueryDict) -> None:
        """Take in what the form sends, and do what its button says. Raises Invalid for a state
        that no form has sent."""
        self.state = read_state(sent.get("state", ""))
        take_in(self.state, [(name, str(sent[name])) for name in sent], self.fields)
        button = sent.get("do", "")
        self._typed = sent.get("find", "")[:100]
        verb, _, rest = button.partition(":")
        if verb == "go":
            self.focus = go(self.state, rest, self.fields)
            self._typed = ""
        elif button:
            self.focus = act(self.state, button, self.fields, sent.get(f"key:{rest}", ""))

    def draw(
        self, problems: Iterable[Found] = (), theirs: Mapping[str, str] | None = None
    ) -> Drawn:
        found = list(problems)
        if not isinstance(value_at(self.state.document, self.state.at), dict | list):
            self.state.at = ""
        drawer = Drawer(self.fields, self.state, found, theirs, self._source)
        part = drawer.part()
        ids = _ids(part)
        focus = self.focus
        while focus and focus not in ids:
            focus = parent_of(focus)
        return Drawn(
            state=self.state.as_text(),
            part=part,
            general=general_of(part),
            sections=tuple(each for each in part.children if each.template in _SECTIONS),
            crumbs=tuple(self._crumbs()),
            lines=tuple(lines(found, ids, self.state)),
            undo=self._removed(),
            hits=tuple(find(self.fields, self._typed)),
            typed=self._typed,
            focus=ids.get(focus, "") if self.focus else "",
        )

    def _crumbs(self) -> Iterable[tuple[str, str]]:
        """(pointer, label) of all that lies above the part that fills the page, and of itself."""
        parts = self.state.at.split("/")
        for length in range(1, len(parts) + 1) if self.state.at else ():
            place = "/".join(parts[:length])
            shape = shape_at(self.fields, self.state.document, place, self.state.chosen)
            name = name_of(place)
            if name.isdigit() and isinstance(value_at(self.state.document, parent_of(place)), list):
                yield place, str(int(name) + 1)
            else:
                yield place, shape.label(name) if place else "Record"

    def _removed(self) -> str:
        """What can be brought back, in words."""
        if not self.state.removed:
            return ""
        name = name_of(self.state.removed[0])
        return f"entry {int(name) + 1}" if name.isdigit() else name


def general_of(part: View) -> General | None:
    """None where every field stands in a section."""
    left = [each for each in part.children if each.template not in (*_SECTIONS, "constant.html")]
    if not left:
        return None
    filled = sum(is_filled(each) for each in left)
    return General(left[0].id, filled, len(left), sum(len(each.problems) for each in left))


_SECTIONS = frozenset({"group.html", "list.html", "choice.html", "folded.html"})


def preview(schema: dict[str, Any], sent: QueryDict | None = None) -> SafeString:
    """The form of any schema document as HTML, without a dataset and without saving: inside a
    `<form>` of the caller's whose buttons come back as `sent`. Raises Invalid as `receive` does.
    """
    form = Form(schema)
    if sent is not None and sent.get("state"):
        form.receive(sent)
    return SafeString(render_to_string("catalog/entry/form.html", {"form": form.draw()}))


def _ids(view: View) -> dict[str, str]:
    """Place → the id that takes the focus, of all that is drawn."""
    found: dict[str, str] = {}
    stack = [view]
    while stack:
        each = stack.pop()
        found.setdefault(each.place, each.id)
        stack.extend(reversed(each.children))
    return found
