"""Everything that is asked, each part as a chip that can be taken off."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from django.http import QueryDict

from catalog.pages.searching.wording import in_words, label_of, names_in, span_words
from catalog.pages.values import size_words
from search.conditions import split_operator
from search.document import PropertyDefinition
from search.facets import is_of_facet
from search.language.mistakes import QueryError
from search.language.reading import read_text
from search.language.syntax import And, Node
from search.language.writing import written
from search.parameters import FIXED
from search.properties import lookup

_SIGNS = {"gte": "≥", "gt": ">", "lte": "≤", "lt": "<"}
# Parameters of the page itself; the search library does not know them.
PAGE_ONLY = ("filter", "view", "column")
Definitions = Mapping[str, PropertyDefinition]


@dataclasses.dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked. `without`: the address without it; `count`: what would be found.
    `ranged` is the property whose values it bounds, if it does that."""

    text: str
    without: str
    query: QueryDict
    count: int | None = None
    ranged: str = ""


def is_condition(name: str) -> bool:
    """Whether a parameter is a condition on a property."""
    return name not in FIXED and name not in PAGE_ONLY and not is_of_facet(name)


def chips_of(query: QueryDict, definitions: Definitions) -> list[Chip]:
    """Those of the query first, one for each of its clauses; then the conditions, a lower and an
    upper bound of a property together."""
    chips = list(_clauses(query))
    bounds: dict[str, list[tuple[str, str]]] = {}
    for name in query:
        if not is_condition(name):
            continue
        stem, operator = split_operator(name)
        if stem not in definitions and name in definitions:
            stem, operator = name, "eq"
        if operator in _SIGNS:
            bounds.setdefault(stem, []).append((operator, query.getlist(name)[-1]))
            continue
        definition = definitions.get(stem)
        chips += [
            Chip(_words(stem, operator, value, definition), *_without(query, {name: value}))
            for value in query.getlist(name)
        ]
    chips += [_range(query, stem, found, definitions.get(stem)) for stem, found in bounds.items()]
    return chips


def _clauses(query: QueryDict) -> Iterator[Chip]:
    text = query.get("q", "")
    if not text:
        return
    try:
        tree = read_text(text).tree
    except QueryError:
        yield Chip(f"“{text}”", *_without(query, {"q": None}))
        return
    parts = tree.parts if isinstance(tree, And) else (tree,)
    labels = _labels(tree)
    for place, part in enumerate(parts):
        rest = parts[:place] + parts[place + 1 :]
        yield Chip(in_words(part, labels), *_without(query, {"q": None}, q=_text(rest)))


def _labels(tree: Node) -> dict[str, str]:
    known = lookup(set(names_in(tree)))
    return {name: label_of(found[0]) for name, found in known.items() if found}


def _text(parts: Sequence[Node]) -> str:
    return written(parts[0] if len(parts) == 1 else And(tuple(parts))) if parts else ""


def _range(
    query: QueryDict,
    stem: str,
    bounds: Sequence[tuple[str, str]],
    definition: PropertyDefinition | None,
) -> Chip:
    label = label_of(definition) if definition else stem
    ends = dict(bounds)
    if set(ends) == {"gte", "lte"}:
        least, greatest = ends["gte"], ends["lte"]
        text = f"{label} {_with_unit(span_words(least, greatest), greatest, definition)}"
    else:
        told = (f"{_SIGNS[o]} {_with_unit(v, v, definition)}" for o, v in bounds)
        text = f"{label} {' and '.join(told)}"
    gone = {f"{stem}.{operator}": None for operator, _ in bounds}
    return Chip(text, *_without(query, gone), ranged=stem)


def _words(stem: str, operator: str, value: str, definition: PropertyDefinition | None) -> str:
    label = label_of(definition) if definition else stem
    if operator == "exists":
        return f"{label}: {'any value' if value == 'true' else 'no value'}"
    return f"{label}: {_with_unit(value, value, definition)}"


def _with_unit(text: str, value: str, definition: PropertyDefinition | None) -> str:
    """A bare number is in the property's unit."""
    unit = definition.unit if definition and definition.type == "number" else ""
    if not unit or not value.replace(".", "", 1).lstrip("-").isdigit():
        return text
    if unit == "By" and text == value:
        return size_words(float(value))
    return f"{text} {'B' if unit == 'By' else unit}"


def _without(
    query: QueryDict, gone: Mapping[str, str | None], *, q: str = ""
) -> tuple[str, QueryDict]:
    """The address without one value of each parameter, or without the parameter (None)."""
    rest = query.copy()
    for name in ("cursor", *gone):
        value = gone.get(name)
        values = [each for each in rest.getlist(name) if value is not None and each != value]
        if values:
            rest.setlist(name, values)
        else:
            rest.pop(name, None)
    if q:
        rest["q"] = q
    return f"/search?{rest.urlencode()}", rest
