"""What the bar above the results lets one choose: order, page size, columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from catalog.pages.questions import Question
from catalog.pages.searching.wording import label_of
from search.document import PropertyDefinition
from search.properties import lookup

TYPES = (("dataset", "Datasets"), ("collection", "Collections"), ("computation", "Computations"))
SORTS = (
    ("", "Best match"),
    ("-created", "Newest"),
    ("created", "Oldest"),
    ("-modified", "Last changed"),
    ("title", "Title"),
    ("-size", "Largest"),
)
SIZES = ("20", "50", "100")
MOST_COLUMNS = 8
_ORDERS = {
    "keyword": (("", "A to Z"), ("-", "Z to A")),
    "number": (("", "lowest first"), ("-", "highest first")),
    "date": (("", "earliest first"), ("-", "latest first")),
}
_CORE_SORTS = ("created", "modified", "size")


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnChoice:
    name: str
    label: str
    chosen: bool


def property_sorts(question: Question) -> list[tuple[str, str]]:
    """Orders by the properties that the page shows; by the one that is chosen, too."""
    chosen = question.query.get("sort", "").removeprefix("-")
    known = dict(question.definitions)
    if chosen and chosen not in known:
        known |= {name: found[0] for name, found in lookup([chosen]).items()}
    return [
        (f"{sign}{name}", f"{label_of(each)}, {words}")
        for name, each in known.items()
        if each.sortable and name not in _CORE_SORTS and each.type in _ORDERS
        for sign, words in _ORDERS[each.type]
        if name in question.facets or name == chosen
    ]


def columns_of(query: QueryDict) -> list[PropertyDefinition]:
    """The chosen columns of the table, without names that nothing is called."""
    names = list(dict.fromkeys(query.getlist("column")))[:MOST_COLUMNS]
    known = lookup(names) if names else {}
    return [known[name][0] for name in names if name in known]


def column_choices(question: Question, columns: Sequence[PropertyDefinition]) -> list[ColumnChoice]:
    """Those that are chosen, then those that the page has a filter for."""
    names = [each.name for each in columns]
    others = [name for name in question.facets if name not in names]
    known = {**question.definitions, **{each.name: each for each in columns}}
    return [
        ColumnChoice(name, label_of(known[name]), name in names)
        for name in [*names, *others]
        if name in known
    ]
