"""Nothing was found in a range: the nearest values outside of it, in what else is asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.exporting.columns import Column
from catalog.exporting.rows import result_rows
from catalog.pages.searching.chips import Chip
from catalog.pages.searching.histograms import edge_text
from catalog.pages.searching.wording import label_of
from catalog.pages.values import day_words, number_words, size_words
from catalog.saved.question import canonical
from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.parameters import ParameterErrors, request_from
from search.request import SearchRequest, Sort
from search.service import search

_MOST_RANGES = 3
_BOUNDS = ("gte", "gt", "lte", "lt")


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """A link that widens the range to the nearest value."""

    text: str
    address: str


def nearest(
    caller: Caller,
    query: QueryDict,
    chips: Sequence[Chip],
    definitions: Mapping[str, PropertyDefinition],
) -> list[Near]:
    """Of the first ranges among the chips, the nearest value on each side."""
    ranged = [chip for chip in chips if chip.ranged in definitions][:_MOST_RANGES]
    return [near for chip in ranged for near in _around(caller, query, definitions[chip.ranged])]


def _around(caller: Caller, query: QueryDict, definition: PropertyDefinition) -> Iterator[Near]:
    name = definition.name
    bounds = {each: str(query[f"{name}.{each}"]) for each in _BOUNDS if f"{name}.{each}" in query}
    for operators, opposite, strict, descending in (
        (("gte", "gt"), "lte", "lt", True),
        (("lte", "lt"), "gte", "gt", False),
    ):
        for operator in operators:
            if operator in bounds:
                outside = strict if operator in ("gte", "lte") else opposite
                asked = _bare(query, name)
                asked[f"{name}.{outside}"] = bounds[operator]
                yield from _next(caller, query, asked, definition, descending=descending)


def _next(
    caller: Caller,
    query: QueryDict,
    asked: QueryDict,
    definition: PropertyDefinition,
    *,
    descending: bool,
) -> Iterator[Near]:
    """The value is exact: it comes from the database, under the caller's labels."""
    try:
        request = request_from(asked)
    except ParameterErrors:
        return
    edges = [each.values[0][0] for each in request.conditions if each.name == definition.name]
    found = _values(caller, request, definition, descending)
    values = [v for v in found if all((v <= e) if descending else (v >= e) for e in edges)]  # type: ignore[operator]
    if not values:
        return
    value = max(values) if descending else min(values)
    link = query.copy()
    widened = ("gte", "gt") if descending else ("lte", "lt")
    for each in (*(f"{definition.name}.{bound}" for bound in widened), "cursor"):
        link.pop(each, None)
    link[f"{definition.name}.{widened[0]}"] = edge_text(value)
    yield Near(f"{label_of(definition)} {_said(definition, value)}", f"/search?{link.urlencode()}")


def _values(
    caller: Caller, request: SearchRequest, definition: PropertyDefinition, descending: bool
) -> Iterator[float | dt.datetime]:
    """All values of the first hit; in others it may have one inside of the range."""
    asked = dataclasses.replace(
        request, sort=Sort(definition, descending), limit=1, facets=(), highlight=False, cursor=""
    )
    try:
        hits = search(labels=caller.labels, request=asked).hits
    except BadQuery:
        return
    column = Column(definition.name, definition.type, True, definition)
    for row in result_rows(hits, [column], caller.labels):
        yield from row[definition.name]


def _bare(query: QueryDict, name: str) -> QueryDict:
    """The question without bounds on the property, and without what is the page's own."""
    rest = QueryDict(canonical(query.urlencode()), mutable=True)
    for each in (*(f"{name}.{bound}" for bound in _BOUNDS), "sort"):
        rest.pop(each, None)
    return rest


def _said(definition: PropertyDefinition, value: float | dt.datetime) -> str:
    if isinstance(value, dt.datetime):
        return day_words(value)
    if definition.unit == "By":
        return size_words(value)
    return f"{number_words(value)} {definition.unit}".strip()
