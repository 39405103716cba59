"""The page of properties to choose from; scripts take its list into the box of the search page."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from catalog.pages.asking import caller_for, page
from catalog.pages.questions import read_question
from catalog.pages.search import DOWN
from catalog.pages.searching.picking import Pickable, pickables
from search.engines.base import BadQuery, EngineDown

_LONGEST = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A property and the address of the search page with it."""

    each: Pickable
    address: str


@page
def properties_page(request: HttpRequest) -> HttpResponse:
    """`find` are words to look for; `for=column` chooses columns of the table, not filters. The
    rest is the search whose results are looked at."""
    given = request.GET.copy()
    typed = "".join(given.pop("find", [])[-1:]).strip()[:_LONGEST]
    wanted = "column" if given.pop("for", [""])[-1] == "column" else "filter"
    question = read_question(given)
    context = {"question": question, "typed": typed, "wanted": wanted}
    if question.request is None:
        return render(request, "catalog/search_properties.html", context, status=400)
    try:
        shown = question.facets if wanted == "filter" else given.getlist("column")
        found = pickables(caller_for(request), question.request, typed, shown)
    except BadQuery:
        return render(request, "catalog/search_properties.html", context, status=400)
    except EngineDown:
        down = context | {"down": DOWN}
        return render(request, "catalog/search_properties.html", down, status=503)
    context["choices"] = [Choice(each, _address(question.query, wanted, each)) for each in found]
    return render(request, "catalog/search_properties.html", context)


def _address(query: QueryDict, wanted: str, each: Pickable) -> str:
    asked = query.copy()
    asked.pop("cursor", None)
    if each.definition.name not in asked.getlist(wanted):
        asked.appendlist(wanted, each.definition.name)
    if wanted == "column":
        asked["view"] = "table"
    return f"/search?{asked.urlencode()}"
