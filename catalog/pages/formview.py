"""The descriptive form as a template draws it: fields, rows, and each problem at its field."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.pages.descriptive import LABELS, ROWS, Column, Draft, empty_row


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One input of a row."""

    id: str
    column: Column
    value: str
    problems: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class RowsView:
    name: str
    label: str
    rows: Sequence[Sequence[Cell]]
    blank: Sequence[Cell]
    problems: Sequence[str]
    theirs: str


@dataclasses.dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    label: str
    value: str
    problems: Sequence[str]
    theirs: str


@dataclasses.dataclass(frozen=True, slots=True)
class FormView:
    """`summary` links every problem to the field that it is about."""

    fields: Mapping[str, FieldView]
    groups: Sequence[RowsView]
    summary: Sequence[tuple[str, str]]
    conflicts: int


def form_view(
    draft: Draft,
    problems: Iterable[Mapping[str, Any]] = (),
    theirs: Mapping[str, str] | None = None,
) -> FormView:
    """`problems` as a service gives them (pointer, detail); `theirs` where somebody saved first."""
    theirs = theirs or {}
    at: dict[str, list[str]] = defaultdict(list)
    summary = []
    for problem in problems:
        field = field_of(draft, str(problem["pointer"]))
        at[field].append(str(problem["detail"]))
        summary.append((_focusable(draft, field), f"{_name(field)}: {problem['detail']}"))
    fields = {
        name: FieldView(name, LABELS.get(name, name), value, at[name], theirs.get(name, ""))
        for name, value in draft.texts.items()
    }
    groups = [_group(draft, name, at, theirs.get(name, "")) for name in ROWS]
    return FormView(fields, groups, summary, len(theirs))


def field_of(draft: Draft, pointer: str) -> str:
    """`/creators/1/orcid` → the id of that input on the form."""
    parts = pointer.strip("/").split("/")
    name = parts[0]
    if name not in ROWS or len(parts) < 2 or not parts[1].isdigit():
        return name or "title"
    place = draft.place_of(name, int(parts[1]))
    known = [column.name for column in ROWS[name]]
    column = parts[2] if len(parts) > 2 and parts[2] in known else known[0]
    return f"{name}-{place}-{column}"


def _focusable(draft: Draft, field: str) -> str:
    """A list without a row has only its button to go to."""
    if field in ROWS:
        return f"{field}-0-{ROWS[field][0].name}" if draft.rows[field] else f"add-{field}"
    return field


def _name(field: str) -> str:
    name, _, rest = field.partition("-")
    label = LABELS.get(name, name)
    place = rest.partition("-")[0]
    return f"{label} {int(place) + 1}" if place.isdigit() else label


def _group(draft: Draft, name: str, at: Mapping[str, list[str]], theirs: str) -> RowsView:
    rows = [_cells(name, place, row, at) for place, row in enumerate(draft.rows[name])]
    return RowsView(
        name, LABELS[name], rows, _cells(name, 0, empty_row(name), {}), at.get(name, []), theirs
    )


def _cells(
    name: str, place: int, row: Mapping[str, str], at: Mapping[str, list[str]]
) -> list[Cell]:
    cells = []
    for column in ROWS[name]:
        key = f"{name}-{place}-{column.name}"
        cells.append(Cell(key, column, row[column.name], at.get(key, [])))
    return cells
