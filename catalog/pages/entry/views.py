"""The form as templates draw it: fields, groups, lists, each with its problems."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from catalog.pages.entry import words
from catalog.pages.entry.actions import INLINE_LEVELS, levels_of
from catalog.pages.entry.pointers import MISSING, is_within, joined, name_of, value_at
from catalog.pages.entry.shape import Choice, Shape, option_label, shape_at, shape_of, shown
from catalog.pages.entry.state import State
from catalog.schemas.paths import Fields
from catalog.schemas.problems import pointer

MOST_ROWS = 200
# More options than a list box is read through: they are searched for.
MOST_OPTIONS = 50
_LONG = 80


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


class Drawer:
    """Builds views of the parts that are shown; what is folded costs nothing."""

    def __init__(
        self,
        fields: Fields,
        state: State,
        problems: Iterable[tuple[str, str]] = (),
        theirs: Mapping[str, str] | None = None,
        source: str = "",
    ) -> None:
        self._fields, self._state = fields, state
        self._theirs, self._source = theirs or {}, source
        self._problems: dict[str, list[str]] = defaultdict(list)
        for place, message in problems:
            self._problems[place].append(message)
        self.drawn: set[str] = set()

    def part(self) -> View:
        """What fills the page: the record, or the part of it that was opened."""
        place = self._state.at
        shape = shape_at(self._fields, self._state.document, place, self._state.chosen)
        value = value_at(self._state.document, place)
        if isinstance(value, dict):
            return self._group(shape, place, value, shape.label(name_of(place)), required=True)
        return self._view(shape, place, value, required=True)

    def _view(self, shape: Shape, place: str, value: Any, *, required: bool) -> View:
        label = shape.label(name_of(place))
        if is_free(shape):
            return self._raw(self._common(shape, place, label, required=required), value)
        if isinstance(value, dict) and (shape.kind == "object" or shape.choices):
            return self._group(shape, place, value, label, required=required)
        if isinstance(value, list) and shape.kind == "list":
            return self._list(shape, place, value, label, required=required)
        if value in (MISSING, None) and (shape.kind in ("object", "list") or shape.choices):
            return self._absent(shape, place, label, required=required)
        return self._leaf(shape, place, value, label, required=required)

    def _common(self, shape: Shape, place: str, label: str, *, required: bool) -> dict[str, Any]:
        self.drawn.add(place)
        return {
            "place": place,
            "id": id_of(place),
            "label": label,
            "hint": shape.hint,
            "required": required,
            "problems": self._problems.get(place, []),
            "theirs": self._theirs.get(place, ""),
            "alternatives": [self._alternatives(each, required) for each in shape.choices],
        }

    def _alternatives(self, choice: Choice, required: bool) -> Alternatives:
        options = [
            Option(str(index), option_label(node), index == choice.chosen)
            for index, node in enumerate(choice.options)
        ]
        return Alternatives(id_of(choice.key), f"alt:{choice.key}", options, required)

    def _absent(self, shape: Shape, place: str, label: str, *, required: bool) -> View:
        common = self._common(shape, place, label, required=required)
        if shape.choices:
            return View("choice.html", state="absent", **common)
        if shape.kind == "list":
            return View("list.html", state="absent", **common)
        if required and levels_of(place, self._state.at) <= INLINE_LEVELS:
            # Begun by whoever fills in the first field.
            return self._group(shape, place, {}, label, required=True)
        return View("group.html", state="absent", **common)

    def _group(
        self, shape: Shape, place: str, value: dict[str, Any], label: str, *, required: bool
    ) -> View:
        common = self._common(shape, place, label, required=required)
        if place != self._state.at and levels_of(place, self._state.at) > INLINE_LEVELS:
            return View(
                "folded.html", summary=summary_of(value), below=self._below(place), **common
            )
        children, needed = [], shape.required
        for name, targets in shape.fields.items():
            children.append(self._child(targets, place, name, value, required=name in needed))
        known = shape.fields.keys()
        for name in [name for name in value if name not in known]:
            targets = shape.named(name)
            child = self._child(targets, place, name, value, required=False)
            child.removable = True
            children.append(child)
        children = [each for each in children if each.template != "hidden.html"]
        fixed = [each for each in children if each.template == "constant.html"]
        shown_first = [each for each in children if each.template != "constant.html"]
        return View(
            "group.html",
            children=[*shown_first, *fixed],
            removable=not required,
            extendable=bool(shape.rest) or any(node.patterns for node in shape.nodes),
            count=sum(is_filled(each) for each in shown_first),
            total=len(shown_first),
            below=self._below(place),
            **common,
        )

    def _child(
        self,
        targets: Sequence[Any],
        place: str,
        name: str,
        owner: dict[str, Any],
        *,
        required: bool,
    ) -> View:
        here, value = joined(place, name), owner.get(name, MISSING)
        if not targets:
            shape = Shape((), 0)
            common = self._common(shape, here, name, required=False)
            return self._raw(common, value, extra=True)
        shape = shape_of(targets, value, here, self._state.chosen)
        return self._view(shape, here, value, required=required)

    def _list(
        self, shape: Shape, place: str, value: list[Any], label: str, *, required: bool
    ) -> View:
        common = self._common(shape, place, label, required=required)
        if len(value) > MOST_ROWS:
            return self._raw(common, value)
        rows = [
            self._row(shape, place, index, each, len(value)) for index, each in enumerate(value)
        ]
        return View(
            "list.html",
            children=rows,
            removable=not required,
            below=self._below(place),
            count=len(rows),
            total=len(rows),
            **common,
        )

    def _row(self, list_shape: Shape, place: str, index: int, value: Any, count: int) -> View:
        here = joined(place, index)
        shape = shape_of(list_shape.entry(index), value, here, self._state.chosen)
        label = f"{list_shape.label(name_of(place))} {index + 1}"
        plain = not isinstance(value, dict | list) and not shape.choices and shape.kind != "object"
        is_open = plain or here in self._state.open
        row = View(
            "row.html",
            here,
            id_of(here) + "-row",
            label,
            entry=index + 1,
            last=index + 1 == count,
            is_open=is_open,
            state="plain" if plain else "given",
            summary=summary_of(value) or (option_of(shape) or "Empty"),
            below=self._below(here),
        )
        if is_open:
            child = self._view(shape, here, value, required=True)
            child.label = label
            row.children = [child]
        return row

    def _leaf(self, shape: Shape, place: str, value: Any, label: str, *, required: bool) -> View:
        common = self._common(shape, place, label, required=required)
        kind = shape.kind
        if place in self._state.typed:
            return self._raw(common, value)
        if kind == "constant" and (value == shape.constant or (value is MISSING and required)):
            return View("constant.html", text=shown(shape.constant), **common)
        if kind in ("options", "constant"):
            return self._options(shape, common, value)
        if kind == "boolean" and words.fits(words.SWITCH, value):
            return self._switch(common, value)
        if kind == "number" and words.fits(words.NUMBER, value):
            return self._input("input.html", words.NUMBER, shape, common, value)
        if _is_text(shape, value):
            return self._text(shape, common, value)
        return self._raw(common, value)

    def _text(self, shape: Shape, common: dict[str, Any], value: Any) -> View:
        if shape.vocabulary and words.is_one_line(value):
            return self._input("combobox.html", words.TEXT, shape, common, value)
        # An input for dates would not show a text that is none.
        dated = value in (MISSING, None, "") or not words.date_problem(value, "date")
        if shape.text("format") == "date" and dated:
            return self._input("date.html", words.TEXT, shape, common, value)
        roomy = _needs_room(shape, common["place"], value)
        template = "area.html" if roomy else "input.html"
        return self._input(template, words.TEXT, shape, common, value)

    def _input(
        self, template: str, kind: str, shape: Shape, common: dict[str, Any], value: Any
    ) -> View:
        vocabulary, _, version = shape.vocabulary.partition("@")
        source = f"/vocabularies/{vocabulary}/terms?version={version}" if vocabulary else ""
        return View(
            template,
            name=f"{kind}:{common['place']}",
            text=words.words_of(kind, value),
            unit=shape.unit,
            entered=self._state.entered.get(common["place"], ""),
            example=_example(shape),
            vocabulary=vocabulary,
            source=source,
            **common,
        )

    def _switch(self, common: dict[str, Any], value: Any) -> View:
        options = [Option("true", "Yes", value is True), Option("false", "No", value is False)]
        return View(
            "options.html", name=f"{words.SWITCH}:{common['place']}", options=options, **common
        )

    def _options(self, shape: Shape, common: dict[str, Any], value: Any) -> View:
        known = shape.options if shape.options is not None else [shape.constant]
        texts = all(isinstance(each, str) and words.is_one_line(each) for each in known)
        shows = words.fits(words.TEXT, value) and words.is_one_line(value)
        if len(known) > MOST_OPTIONS and texts and shows and self._source:
            node = next(node for node in shape.nodes if node.get("enum") is not None)
            return View(
                "combobox.html",
                name=f"{words.TEXT}:{common['place']}",
                text=words.words_of(words.TEXT, value),
                source=f"{self._source}&at={quote(pointer(node.path))}",
                **common,
            )
        chosen = words.words_of(words.OPTION, value)
        options = [_option(each, chosen) for each in known]
        if chosen and not any(each.chosen for each in options):
            options.append(Option(chosen, f"{shown(value)} (not one of the options)", True))
        return View(
            "options.html", name=f"{words.OPTION}:{common['place']}", options=options, **common
        )

    def _raw(self, common: dict[str, Any], value: Any, *, extra: bool = False) -> View:
        text = self._state.typed.get(common["place"], words.words_of(words.RAW, value))
        state = "extra" if extra else "given"
        return View(
            "raw.html", name=f"{words.RAW}:{common['place']}", text=text, state=state, **common
        )

    def _below(self, place: str) -> int:
        """How many problems lie in a place and below it."""
        return sum(len(each) for key, each in self._problems.items() if is_within(key, place))


_ROOMY = frozenset({"notes", "description", "comment", "comments", "abstract"})


def _is_text(shape: Shape, value: Any) -> bool:
    """Where the schema says nothing, text is shown as text and everything else as JSON."""
    known = shape.kind == "text" or (shape.kind == "any" and isinstance(value, str))
    return known and words.fits(words.TEXT, value)


def _needs_room(shape: Shape, place: str, value: Any) -> bool:
    """Line ends are lost in an input of one line."""
    long = isinstance(value, str) and (not words.is_one_line(value) or len(value) > _LONG)
    return long or name_of(place) in _ROOMY or (shape.get("maxLength") or 0) > 200


def is_free(shape: Shape) -> bool:
    """An object of which the schema says nothing: written as JSON."""
    if shape.kind != "object" or shape.choices or shape.fields or shape.rest:
        return False
    return not any(node.patterns for node in shape.nodes)


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


def option_of(shape: Shape) -> str:
    """The title of the alternative that was chosen."""
    chosen = [c.options[c.chosen] for c in shape.choices if c.chosen is not None]
    return option_label(chosen[0]) if chosen else ""


def is_filled(view: View) -> bool:
    """Whether something was entered there, or below it."""
    if view.template in ("group.html", "list.html", "choice.html", "folded.html"):
        return view.state == "given" and (view.template == "folded.html" or view.count > 0)
    if view.options:
        return any(each.chosen for each in view.options)
    return bool(view.text)


def _option(value: Any, chosen: str) -> Option:
    text = words.words_of(words.OPTION, value)
    return Option(text, shown(value) or "(empty)", text == chosen)


def _example(shape: Shape) -> str:
    examples = shape.get("examples")
    if isinstance(examples, list) and examples:
        return shown(examples[0])[:60]
    example = shape.get("example")
    return shown(example)[:60] if example is not None else ""
