"""A few datasets side by side: what describes them, row by row, and where they differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from catalog.access.caller import Caller
from catalog.pages.searching.rows import value_words
from catalog.pages.searching.wording import label_of
from search.document import Document, Instance, PropertyDefinition, PropertyType
from search.properties import lookup
from search.sources import source_of

FEWEST, MOST = 2, 5
_FIRST = (
    "creator", "license", "access", "state", "keyword", "created", "modified", "size", "files",
)  # fmt: skip
_MOST_VALUES = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One property: a cell for each dataset, empty where it has no value."""

    label: str
    name: str
    cells: Sequence[str]

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


def compared(caller: Caller, ids: Sequence[str]) -> tuple[list[Document], list[Line]]:
    """Those of the datasets that the caller may find, in the order asked, and their lines."""
    loaded = {each.id: each for each in source_of("dataset").load(list(ids))}
    documents = [loaded[id_] for id_ in ids if id_ in loaded]
    documents = [each for each in documents if caller.labels & each.labels]
    return documents, _lines(documents)


def _lines(documents: Sequence[Document]) -> list[Line]:
    values = [_values(document) for document in documents]
    names = list(dict.fromkeys([*_FIRST, *(name for each in values for name, _ in each)]))
    known = lookup(names)
    lines = []
    for name in names:
        for definition in known.get(name, ()):
            cells = [_cell(definition, each) for each in values]
            if any(cells):
                lines.append(Line(_heading(definition), name, cells))
    return lines


def _values(document: Document) -> Mapping[tuple[str, PropertyType], list[object]]:
    found: dict[tuple[str, PropertyType], dict[object, None]] = {}
    for instance in document.instances:
        for kind, members in _members(instance).items():
            for name, values in members.items():
                found.setdefault((name, kind), {}).update(dict.fromkeys(values))
    return {key: list(values) for key, values in found.items()}


def _members(instance: Instance) -> Mapping[PropertyType, Mapping[str, Sequence[object]]]:
    return {
        "keyword": instance.keywords,
        "number": instance.numbers,
        "date": instance.dates,
        "text": instance.texts,
    }


def _cell(
    definition: PropertyDefinition, values: Mapping[tuple[str, PropertyType], list[object]]
) -> str:
    found = values.get((definition.name, definition.type), [])
    shown = "; ".join(value_words(definition, value) for value in found[:_MOST_VALUES])
    more = len(found) - _MOST_VALUES
    return f"{shown} and {more:,} more" if more > 0 else shown


def _heading(definition: PropertyDefinition) -> str:
    unit = "" if definition.unit in ("", "By") else f" ({definition.unit})"
    return f"{label_of(definition)}{unit}"
