"""One result as the page shows it: its texts with what matched marked, why it was found, and the
values of its columns."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from catalog.access.caller import Caller
from catalog.exporting.columns import Column
from catalog.exporting.rows import result_rows
from catalog.pages.searching.wording import label_of
from catalog.pages.values import day_words, number_words, size_words
from search.document import PropertyDefinition
from search.properties import lookup
from search.request import Hit

# Where a match stands besides title and description: said beside the fragment.
_PLACES = {"files": "in file names", "creators": "in creators", "keywords": "in keywords"}
_FIELDS = {
    "title": "Title",
    "description": "Description",
    "keywords": "Keywords",
    "creators": "Creators",
    "identifiers": "Identifiers",
    "body": "Metadata",
    "files": "Names of files",
}
_OF_PROPERTY = "properties."
_MOST_VALUES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """A field in which words that were searched stand; `text` is safe HTML."""

    field: str
    text: SafeString


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One row: `title` and `snippet` are safe HTML, with matches marked. `cells` are the values of
    the chosen columns, in their order."""

    hit: Hit
    title: SafeString | str
    snippet: SafeString | str
    place: str
    reasons: Sequence[Reason] = ()
    cells: Sequence[Cell] = ()


def found_of(
    hits: Sequence[Hit], caller: Caller, columns: Sequence[PropertyDefinition]
) -> list[Found]:
    labels = _labels(hits)
    cells = _cells(hits, caller, columns)
    none = [Cell("", False)] * len(columns)
    return [dataclasses.replace(_found(hit, labels), cells=cells.get(hit.id, none)) for hit in hits]


def value_words(definition: PropertyDefinition, value: object) -> str:
    if isinstance(value, dt.datetime):
        return day_words(value)
    if isinstance(value, int | float):
        return size_words(value) if definition.unit == "By" else number_words(value)
    return str(value)


def _found(hit: Hit, labels: Mapping[str, str]) -> Found:
    marks = hit.highlights
    title = _safe(marks["title"]) if marks.get("title") else str(hit.source.get("title", ""))
    reasons = [Reason(labels.get(name, name), _safe(texts)) for name, texts in marks.items()]
    if marks.get("description"):
        return Found(hit, title, _safe(marks["description"]), "", reasons)
    for name, fragments in marks.items():
        if name not in ("title", "description") and fragments:
            place = _PLACES.get(name, "in metadata")
            return Found(hit, title, _safe(fragments), place, reasons)
    return Found(hit, title, str(hit.source.get("description", "")), "", reasons)


def _labels(hits: Sequence[Hit]) -> Mapping[str, str]:
    """What the fields of the highlights are called."""
    fields = {name for hit in hits for name in hit.highlights if name.startswith(_OF_PROPERTY)}
    names = {name.removeprefix(_OF_PROPERTY): name for name in fields}
    known = lookup(names) if names else {}
    return {**_FIELDS, **{names[name]: label_of(each[0]) for name, each in known.items()}}


def _cells(
    hits: Sequence[Hit], caller: Caller, columns: Sequence[PropertyDefinition]
) -> Mapping[str, Sequence[Cell]]:
    """By the ids of the hits; from the database, of what the caller may see now."""
    if not columns:
        return {}
    read = [Column(each.name, each.type, True, each) for each in columns]
    rows = result_rows(hits, read, caller.labels)
    return {row["id"]: [_cell(row, each) for each in columns] for row in rows}


def _cell(row: Mapping[str, Any], definition: PropertyDefinition) -> Cell:
    values = row[definition.name]
    shown = ", ".join(value_words(definition, value) for value in values[:_MOST_VALUES])
    if len(values) > _MOST_VALUES:
        shown = f"{shown} and {len(values) - _MOST_VALUES:,} more"
    return Cell(shown, definition.type == "number")


def _safe(fragments: Sequence[str]) -> SafeString:
    """The engine has escaped everything but its own <mark>."""
    return mark_safe(" … ".join(fragments[:2]))
