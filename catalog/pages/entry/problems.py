"""From what a service refuses to the inputs of a form."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.pages.entry import words
from catalog.pages.entry.pointers import MISSING, joined, name_of, parent_of, value_at
from catalog.pages.entry.shape import shape_at
from catalog.pages.entry.state import State
from catalog.schemas.paths import Fields
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

Found = tuple[str, str]
_MISSING_FIELD = re.compile(r"add `([^`]+)`|^`([^`]+)` is missing")
_UNKNOWN_FIELD = re.compile(r"^`([^`]+)` is not a field of")


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary. `id` is that of the input to go to, "" where it is folded away."""

    place: str
    id: str
    where: str
    detail: str


def own_problems(state: State, fields: Fields) -> list[Found]:
    """What was typed and is no JSON, no date or no quantity of the field's kind.

    Schemas only annotate dates (`format`), so those are asked of what was edited here.
    """
    return [*_broken(state), *_strange(state, fields)]


def placed(problems: Iterable[Mapping[str, Any]], state: State) -> list[Found]:
    """The problems of a service at the places of the inputs that they are about."""
    return [(_place(problem, state), _detail(problem)) for problem in problems]


def lines(found: Iterable[Found], drawn: Mapping[str, str], state: State) -> list[Line]:
    """In the order of the page. `drawn` are the places on it, with the ids that take the focus."""
    made, order = [], list(drawn)
    for place, detail in found:
        here = place
        while here not in drawn and here:
            here = parent_of(here)
        shown = here == place or not _can_open(place, state)
        line = Line(place, drawn.get(here, "") if shown else "", _where(place), detail)
        made.append((order.index(here) if here in drawn else -1, line))
    return [line for _, line in sorted(made, key=lambda pair: pair[0])]


def _place(problem: Mapping[str, Any], state: State) -> str:
    place = str(problem["pointer"])
    if not place.startswith("/content"):
        return "#schema"
    place = place.removeprefix("/content")
    detail = str(problem["detail"])
    pattern = _MISSING_FIELD if problem.get("keyword") == "required" else _UNKNOWN_FIELD
    if (match := pattern.search(detail)) and isinstance(value_at(state.document, place), dict):
        return joined(place, next(filter(None, match.groups())))
    return place


def _detail(problem: Mapping[str, Any]) -> str:
    """On a form the field is there: nobody has to be told to add it."""
    detail = str(problem["detail"])
    if problem.get("keyword") == "required":
        return detail.partition("; add ")[0].rstrip(".").replace("`", "") + "."
    return detail


def _broken(state: State) -> Iterator[Found]:
    for place, text in state.typed.items():
        try:
            read_json(text)
        except BadDocument as bad:
            yield place, bad.problems[0].message


def _strange(state: State, fields: Fields) -> Iterator[Found]:
    for place in state.touched:
        value = value_at(state.document, place)
        if value is MISSING or not isinstance(value, str) or not value:
            continue
        shape = shape_at(fields, state.document, place, state.chosen)
        format_ = shape.text("format")
        detail = ""
        if shape.unit:
            detail = words.quantity_problem(value, shape.unit)
        elif format_ in ("date", "date-time") and shape.kind == "text":
            detail = words.date_problem(value, format_)
        if detail:
            yield place, f"{shape.label(name_of(place))}: {detail}"


def _can_open(place: str, state: State) -> bool:
    """Whether folded parts lead to it."""
    return isinstance(value_at(state.document, parent_of(place)), dict | list)


def _where(place: str) -> str:
    return place if place != "#schema" else "Schema"
