"""From a search page's address to a question, and to the chips that say what is asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from django.http import QueryDict

from catalog.models import Property
from catalog.pages.values import field_words
from catalog.schemas.properties import CORE, definition_of
from search.conditions import split_operator
from search.document import PropertyDefinition
from search.language.mistakes import Span
from search.parameters import FIXED, ParameterErrors, request_from
from search.properties import lookup
from search.request import SearchRequest

# Facets that every search of datasets shows, after those that stewards made.
_ALWAYS = ("keyword", "creator", "license", "schema", "access", "created")
_OF_RUNS = ("status", "repository", "source", "started")
MAX_FACETS = 14
_NEARBY = 60
_SIGNS = {"gte": "≥", "gt": ">", "lte": "≤", "lt": "<"}
# Parameters of the page itself; the search library does not know them.
PAGE_ONLY = ("filter",)


@dataclasses.dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked. `without`: the address without it; `count`: what would be found."""

    text: str
    without: str
    query: QueryDict
    count: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """`errors` where the address could not be read; then there is no `request`. `marked` are
    those places of `q` that are wrong: what stands before, the mistake, and what stands after."""

    query: QueryDict
    request: SearchRequest | None
    errors: Sequence[tuple[str, str]]
    definitions: Mapping[str, PropertyDefinition]
    facets: Sequence[str]
    chips: Sequence[Chip]
    marked: Sequence[tuple[str, str, str]] = ()


def read_question(given: QueryDict) -> Question:
    """The question of an address whose empty fields (a form sends them all) are left out."""
    query = given.copy()
    for name in list(query):
        values = [value for value in query.getlist(name) if value.strip()]
        if values:
            query.setlist(name, values)
        else:
            del query[name]
    names = _facet_names(query)
    definitions = _definitions([*names, *_conditions(query)])
    asked = query.copy()
    for name in PAGE_ONLY:
        asked.pop(name, None)
    facets = [name for name in names if name in definitions and definitions[name].facetable]
    asked["facets"] = ",".join(facets)
    # The form always sends a type; one that is named in the query is meant more.
    if asked.get("type") == "dataset" and "type:" in asked.get("q", ""):
        del asked["type"]
    request: SearchRequest | None = None
    errors: Sequence[tuple[str, str]] = ()
    marked: Sequence[tuple[str, str, str]] = ()
    try:
        request = request_from(asked)
    except ParameterErrors as wrong:
        errors = wrong.errors
        marked = [_marked(query.get("q", ""), mistake.span) for mistake in wrong.mistakes.values()]
    chips = _chips(query, definitions)
    return Question(query, request, errors, definitions, facets, chips, marked)


def _marked(text: str, span: Span) -> tuple[str, str, str]:
    """The place of a mistake, with what stands near it."""
    before, after = text[: span.start], text[span.end :]
    if len(before) > _NEARBY:
        before = f"…{before[-_NEARBY:]}"
    if len(after) > _NEARBY:
        after = f"{after[:_NEARBY]}…"
    return before, text[span.start : span.end][:_NEARBY], after


def _conditions(query: QueryDict) -> list[str]:
    names = [name for name in query if name not in FIXED and name not in PAGE_ONLY]
    return list(dict.fromkeys(n for name in names for n in (split_operator(name)[0], name)))


def _facet_names(query: QueryDict) -> list[str]:
    kind = query.get("type", "dataset")
    chosen = [*_conditions(query), *query.getlist("filter")]
    usual = [*steward_properties(), *_ALWAYS] if kind == "dataset" else list(_OF_RUNS)
    if kind == "collection":
        usual = ["access", "created"]
    first = [name for name in chosen if name not in usual]
    return list(dict.fromkeys([*first, *usual]))[:MAX_FACETS]


def steward_properties(limit: int = 8) -> list[str]:
    """Names of properties that a steward made (no schema path), as search shows them first."""
    rows = Property.objects.filter(declared=True, facetable=True).exclude(type="text")
    names = rows.exclude(name__contains="/").order_by("name").values_list("name", flat=True)
    return list(names[:limit])


def _definitions(names: Sequence[str]) -> dict[str, PropertyDefinition]:
    return {name: found[0] for name, found in lookup(names).items()}


def pickable(limit: int = 500) -> list[PropertyDefinition]:
    """What "Add filter" offers: the catalogue's own and declared properties, by label."""
    rows = Property.objects.filter(declared=True, facetable=True).exclude(type="text")
    declared = [definition_of(row) for row in rows.order_by("name")[:limit]]
    return sorted([*CORE, *declared], key=lambda each: label_of(each).lower())


def label_of(definition: PropertyDefinition) -> str:
    if definition.label:
        return definition.label
    return field_words(definition.name.rpartition(".")[2])


def _chips(query: QueryDict, definitions: Mapping[str, PropertyDefinition]) -> list[Chip]:
    chips = []
    if query.get("q"):
        chips.append(_chip(query, "q", None, f"“{query['q']}”"))
    for name in query:
        if name in FIXED or name in PAGE_ONLY:
            continue
        stem, operator = split_operator(name)
        if stem not in definitions and name in definitions:
            stem, operator = name, "eq"
        definition = definitions.get(stem)
        label = label_of(definition) if definition else stem
        for value in query.getlist(name):
            chips.append(_chip(query, name, value, _words(label, operator, value, definition)))
    return chips


def _words(label: str, operator: str, value: str, definition: PropertyDefinition | None) -> str:
    if operator == "exists":
        return f"{label}: {'any value' if value == 'true' else 'no value'}"
    unit = definition.unit if definition and definition.type == "number" else ""
    shown = f"{value} {unit}" if unit and value.replace(".", "", 1).lstrip("-").isdigit() else value
    return f"{label} {_SIGNS[operator]} {shown}" if operator in _SIGNS else f"{label}: {shown}"


def _chip(query: QueryDict, name: str, value: str | None, text: str) -> Chip:
    rest = query.copy()
    rest.pop("cursor", None)
    values = [each for each in rest.getlist(name) if value is not None and each != value]
    if values:
        rest.setlist(name, values)
    else:
        rest.pop(name, None)
    return Chip(text, f"/search?{rest.urlencode()}", rest)
