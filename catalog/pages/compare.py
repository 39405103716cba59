"""Datasets that were selected on the search page: side by side, or as a search of their own."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from catalog.pages.asking import caller_for, page
from catalog.pages.searching.comparing import FEWEST, MOST, compared

_MOST_SELECTED = 50


@page
def compare_page(request: HttpRequest) -> HttpResponse:
    """`pick` names 2 to 5 datasets; `only=differences` leaves out what they have in common."""
    ids = _picked(request.GET)
    documents, lines = compared(caller_for(request), ids[:MOST])
    enough = len(documents) >= FEWEST
    only = request.GET.get("only") == "differences"
    context = {
        "documents": documents if enough else [],
        "lines": [line for line in lines if line.differs or not only],
        "same": sum(not line.differs for line in lines),
        "only": only,
        "left_out": max(len(ids) - MOST, 0),
        "most": MOST,
    }
    return render(request, "catalog/compare.html", context, status=200 if enough else 400)


@page
def selected(request: HttpRequest) -> HttpResponse:
    """To a search that finds these datasets and no other: to save, to export, to send around."""
    query = QueryDict(mutable=True)
    if ids := _picked(request.GET):
        query["q"] = f"id:({' OR '.join(ids[:_MOST_SELECTED])})" if len(ids) > 1 else f"id:{ids[0]}"
        query["type"] = "dataset"
    return HttpResponseRedirect(f"/search?{query.urlencode()}")


def _picked(query: QueryDict) -> list[str]:
    found: dict[str, None] = {}
    for value in query.getlist("pick"):
        try:
            found[str(uuid.UUID(value))] = None
        except ValueError:
            continue
    return list(found)
