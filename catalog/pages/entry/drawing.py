"""Drawing a form: groups, lists and alternatives, as far as they are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.pages.entry.actions import is_deep
from catalog.pages.entry.leaves import Leaves
from catalog.pages.entry.pointers import MISSING, is_within, joined, name_of, value_at
from catalog.pages.entry.shape import Choice, Shape, shape_at, shape_of
from catalog.pages.entry.state import State
from catalog.pages.entry.views import (
    Alternatives,
    Option,
    View,
    id_of,
    is_filled,
    summary_of,
)
from catalog.schemas.graph import Node
from catalog.schemas.paths import Fields

MOST_ROWS = 200
# What comes after so many fields is folded, to stay below DATA_UPLOAD_MAX_NUMBER_FIELDS.
MOST_DRAWN = 1_500


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
        self._theirs, self._leaves = theirs or {}, Leaves(state, source)
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
        if _is_free(shape):
            return self._leaves.raw(self._common(shape, place, label, required=required), value)
        if isinstance(value, dict | list) and len(self.drawn) > MOST_DRAWN:
            common = self._common(shape, place, label, required=required)
            return View(
                "folded.html", summary=summary_of(value), below=self._below(place), **common
            )
        if isinstance(value, dict) and (shape.kind == "object" or shape.choices):
            return self._group(shape, place, value, label, required=required)
        if isinstance(value, list) and shape.kind == "list":
            return self._list(shape, place, value, label, required=required)
        if value in (MISSING, None) and (shape.kind in ("object", "list") or shape.choices):
            return self._absent(shape, place, label, required=required)
        common = self._common(shape, place, label, required=required)
        return self._leaves.leaf(shape, common, value, required=required)

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
            Option(str(index), choice.label(index), index == choice.chosen)
            for index in range(len(choice.options))
        ]
        return Alternatives(id_of(choice.key), f"alt:{choice.key}", options, required)

    def _absent(self, shape: Shape, place: str, label: str, *, required: bool) -> View:
        common = self._common(shape, place, label, required=required)
        if shape.choices:
            return View("choice.html", state="absent", **common)
        if shape.kind == "list":
            return View("list.html", state="absent", **common)
        if required and not is_deep(place, self._state.at):
            # Begun by whoever fills in the first field.
            return self._group(shape, place, {}, label, required=True)
        return View("group.html", state="absent", **common)

    def _group(
        self, shape: Shape, place: str, value: dict[str, Any], label: str, *, required: bool
    ) -> View:
        common = self._common(shape, place, label, required=required)
        if place != self._state.at and is_deep(place, self._state.at):
            return View(
                "folded.html", summary=summary_of(value), below=self._below(place), **common
            )
        children = self._children(shape, place, value)
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

    def _children(self, shape: Shape, place: str, value: dict[str, Any]) -> list[View]:
        """The declared fields, then those of other names."""
        declared, needed = shape.fields, shape.required
        children = [
            self._child(targets, place, name, value, required=name in needed)
            for name, targets in declared.items()
        ]
        for name in [name for name in value if name not in declared]:
            child = self._child(shape.named(name), place, name, value, required=False)
            child.removable = True
            children.append(child)
        return children

    def _child(
        self,
        targets: Sequence[Node],
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
            return self._leaves.raw(common, value, extra=True)
        shape = shape_of(targets, value, here, self._state.chosen)
        return self._view(shape, here, value, required=required)

    def _list(
        self, shape: Shape, place: str, value: list[Any], label: str, *, required: bool
    ) -> View:
        common = self._common(shape, place, label, required=required)
        if len(value) > MOST_ROWS:
            return self._leaves.raw(common, value)
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
        is_open = plain or (here in self._state.open and not is_deep(here, self._state.at))
        row = View(
            "row.html",
            here,
            id_of(here) + "-row",
            label,
            entry=index + 1,
            last=index + 1 == count,
            is_open=is_open,
            state="plain" if plain else "given",
            summary=summary_of(value) or _option_of(shape) or "Empty",
            below=self._below(here),
        )
        if is_open:
            child = self._view(shape, here, value, required=True)
            child.label = label
            row.children = [child]
        return row

    def _below(self, place: str) -> int:
        """How many problems lie in a place and below it."""
        return sum(len(each) for key, each in self._problems.items() if is_within(key, place))


def _is_free(shape: Shape) -> bool:
    """An object of which the schema says nothing: written as JSON."""
    if shape.kind != "object" or shape.choices or shape.fields or shape.rest:
        return False
    return not any(node.patterns for node in shape.nodes)


def _option_of(shape: Shape) -> str:
    """The title of the alternative that was chosen."""
    chosen = (each.label(each.chosen) for each in shape.choices if each.chosen is not None)
    return next(chosen, "")
