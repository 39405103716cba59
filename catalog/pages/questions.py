"""From a search page's address to a question, and to the chips that say what is asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from django.http import QueryDict

from catalog.models import Property
from catalog.pages.searching.chips import PAGE_ONLY, Chip, chips_of, is_condition
from catalog.pages.searching.spans import ends_of
from catalog.pages.searching.told import Told, told
from search.conditions import split_operator
from search.document import PropertyDefinition
from search.facets import is_of_facet
from search.parameters import ParameterErrors, request_from
from search.properties import lookup, remembered
from search.request import SearchRequest

__all__ = ["MAX_FACETS", "Chip", "Question", "read_question"]
# Facets that every search of datasets shows, after those that stewards made.
_ALWAYS = ("keyword", "creator", "license", "schema", "access", "created")
_OF_RUNS = ("status", "repository", "source", "started")
MAX_FACETS = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """`told` where the address could not be read; then there is no `request`."""

    query: QueryDict
    request: SearchRequest | None
    told: Sequence[Told]
    definitions: Mapping[str, PropertyDefinition]
    facets: Sequence[str]
    chips: Sequence[Chip]


def read_question(given: QueryDict) -> Question:
    """The question of an address whose empty fields (a form sends them all) are left out."""
    query = _cleaned(given)
    with remembered():
        conditions = _conditions(query)
        names = _facet_names(query, conditions)
        definitions = _definitions([*names, *conditions])
        facets = [name for name in names if name in definitions and definitions[name].facetable]
        request: SearchRequest | None = None
        wrong: Sequence[Told] = ()
        try:
            request = request_from(_asked(query, facets))
        except ParameterErrors as errors:
            wrong = told(query, errors)
        chips = chips_of(query, definitions)
    return Question(query, request, wrong, definitions, facets, chips)


def _cleaned(given: QueryDict) -> QueryDict:
    """Without empty values; `4..10 mK` in one field stands for two bounds."""
    query = given.copy()
    for name in list(query):
        values = [value for value in query.getlist(name) if value.strip()]
        if values:
            query.setlist(name, values)
        else:
            del query[name]
    for name in [name for name in query if is_condition(name)]:
        stem, operator = split_operator(name)
        if operator in ("gte", "eq", "gt") and (ends := ends_of(str(query[name]))):
            del query[name]
            query[f"{stem}.gte"], query[f"{stem}.lte"] = ends
            query.pop(f"{stem}.lt", None)
    return query


def _asked(query: QueryDict, facets: Sequence[str]) -> QueryDict:
    """What the search library is asked."""
    asked = query.copy()
    for name in PAGE_ONLY:
        asked.pop(name, None)
    for name in [name for name in asked if is_of_facet(name)]:
        if name.partition(".")[2] not in facets:
            del asked[name]
    asked["facets"] = ",".join(facets)
    # The form always sends a type; one that is named in the query is meant more.
    if asked.get("type") == "dataset" and "type:" in asked.get("q", ""):
        del asked["type"]
    return asked


def _conditions(query: QueryDict) -> list[str]:
    """Names of properties of which something is asked. As the search library reads them, `x.gte`
    is a bound on `x` where there is an `x`: any path of a schema is a property, `x.gte` too."""
    pairs = [(split_operator(name)[0], name) for name in query if is_condition(name)]
    known = _definitions([name for pair in pairs for name in pair])
    return list(dict.fromkeys(stem if stem in known else name for stem, name in pairs))


def _facet_names(query: QueryDict, conditions: Sequence[str]) -> list[str]:
    kind = query.get("type", "dataset")
    chosen = [*conditions, *query.getlist("filter")]
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
