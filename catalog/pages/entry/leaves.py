"""The inputs of single values: which one a schema and a value call for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from catalog.pages.entry import words
from catalog.pages.entry.pointers import MISSING, name_of
from catalog.pages.entry.shape import Shape, shown
from catalog.pages.entry.state import State
from catalog.pages.entry.views import Option, View
from catalog.schemas.problems import pointer

# More options than a list box is read through: they are searched for.
MOST_OPTIONS = 50
_LONG = 80
_ROOMY = frozenset({"notes", "description", "comment", "comments", "abstract"})


class Leaves:
    """`source` is where long lists of options are searched, "" for nowhere.

    `common` is what every view has: its place, id, label, problems.
    """

    def __init__(self, state: State, source: str) -> None:
        self._state, self._source = state, source

    def leaf(self, shape: Shape, common: dict[str, Any], value: Any, *, required: bool) -> View:
        """An input that shows the value as it is; JSON where none of a better kind does."""
        kind = shape.kind
        if common["place"] in self._state.typed:
            return self.raw(common, value)
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
        return self.raw(common, value)

    def raw(self, common: dict[str, Any], value: Any, *, extra: bool = False) -> View:
        """A value as JSON; `extra` where the schema does not know the field."""
        text = self._state.typed.get(common["place"], words.words_of(words.RAW, value))
        state = "extra" if extra else "given"
        return View(
            "raw.html", name=f"{words.RAW}:{common['place']}", text=text, state=state, **common
        )

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


def _is_text(shape: Shape, value: Any) -> bool:
    """Where the schema says nothing, text is shown as text and everything else as JSON."""
    known = shape.kind == "text" or (shape.kind == "any" and isinstance(value, str))
    return known and words.fits(words.TEXT, value)


def _needs_room(shape: Shape, place: str, value: Any) -> bool:
    """Line ends are lost in an input of one line."""
    long = isinstance(value, str) and (not words.is_one_line(value) or len(value) > _LONG)
    return long or name_of(place) in _ROOMY or (shape.get("maxLength") or 0) > 200


def _option(value: Any, chosen: str) -> Option:
    text = words.words_of(words.OPTION, value)
    return Option(text, shown(value) or "(empty)", text == chosen)


def _example(shape: Shape) -> str:
    examples = shape.get("examples")
    if isinstance(examples, list) and examples:
        return shown(examples[0])[:60]
    example = shape.get("example")
    return shown(example)[:60] if example is not None else ""
