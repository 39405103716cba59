"""The search page."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from catalog.access.caller import Caller
from catalog.pages.asking import caller_for, page
from catalog.pages.facets import facet_views
from catalog.pages.questions import Chip, Question, pickable, read_question
from catalog.pages.saved import suggested_name
from catalog.provenance.resolve import resolve
from search.engines.base import BadQuery, EngineDown
from search.parameters import ParameterErrors, request_from
from search.request import Hit, SearchResult
from search.service import search

TYPES = (("dataset", "Datasets"), ("collection", "Collections"), ("computation", "Computations"))
SORTS = (
    ("", "Best match"),
    ("-created", "Newest"),
    ("created", "Oldest"),
    ("-modified", "Last changed"),
    ("title", "Title"),
    ("-size", "Largest"),
)
# Where a match stands besides title and description: said beside the fragment.
_PLACES = {"files": "in file names", "creators": "in creators", "keywords": "in keywords"}
# An identifier is at least so long; shorter words are searched.
_SHORTEST_IDENTIFIER = 6
log = structlog.get_logger("holotype.pages")
DOWN = "Search is down. Opening by identifier, collections and editing still work."


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One row: `title` and `snippet` are safe HTML, with matches marked."""

    hit: Hit
    title: SafeString | str
    snippet: SafeString | str
    place: str


@page
def search_page(request: HttpRequest) -> HttpResponse:
    """All of the page's state is in its address."""
    caller = caller_for(request)
    question = read_question(request.GET)
    if target := _identified(caller, question):
        return HttpResponseRedirect(target)
    context: dict[str, Any] = {
        "question": question,
        "q": question.query.get("q", ""),
        "kind": question.query.get("type", "dataset"),
        "types": TYPES,
        "sort": question.query.get("sort", ""),
        "sorts": SORTS,
        "added": question.query.getlist("filter"),
    }
    if question.request is None:
        return _page(request, context | {"errors": question.errors}, 400)
    try:
        context |= _answer(caller, question)
    except BadQuery as bad:
        return _page(request, context | {"errors": [(bad.parameter, str(bad))]}, 400)
    except EngineDown as down:
        log.error("search is down", error=str(down))
        response = _page(request, context | {"down": DOWN}, 503)
        response.headers["Retry-After"] = "30"
        return response
    return _page(request, context, 200)


def _page(request: HttpRequest, context: Mapping[str, Any], status: int) -> HttpResponse:
    context = {**context, "pickable": pickable()}
    return render(request, "catalog/search.html", context, status=status)


def _answer(caller: Caller, question: Question) -> dict[str, Any]:
    if question.request is None:
        raise ValueError("a question that could not be read has no answer")
    result = search(labels=caller.labels, request=question.request)
    return {
        "result": result,
        "found": [_found(hit) for hit in result.hits],
        "facets": facet_views(caller, question, result),
        "chips": question.chips if result.hits else _counted(caller, question.chips),
        "count": _count_words(result),
        "suggested_name": suggested_name(question.chips),
        "next": _next(question, result),
    }


def _identified(caller: Caller, question: Question) -> str | None:
    """Where an identifier that was typed leads, when nothing else is asked."""
    text = question.query.get("q", "").strip()
    if len(text) < _SHORTEST_IDENTIFIER or " " in text or set(question.query) != {"q"}:
        return None
    version = resolve(actor=caller, reference=text)
    return f"/datasets/{version.dataset_id}" if version is not None else None


def _count_words(result: SearchResult) -> str:
    more = "+" if result.relation == "gte" else ""
    return f"{result.total:,}{more} {'result' if result.total == 1 and not more else 'results'}"


def _next(question: Question, result: SearchResult) -> str:
    if not result.next_cursor:
        return ""
    query = question.query.copy()
    query["cursor"] = result.next_cursor
    return f"/search?{query.urlencode()}"


def _counted(caller: Caller, chips: Sequence[Chip]) -> list[Chip]:
    """Nothing was found: what would be, without each chip."""
    counted = []
    for place, chip in enumerate(chips):
        count = _total(caller, chip) if place < 8 else None
        counted.append(dataclasses.replace(chip, count=count))
    return counted


def _total(caller: Caller, chip: Chip) -> int | None:
    query = chip.query.copy()
    query.pop("filter", None)
    try:
        asked = dataclasses.replace(request_from(query), facets=(), limit=1, highlight=False)
        return search(labels=caller.labels, request=asked).total
    except (ParameterErrors, BadQuery):
        return None


def _found(hit: Hit) -> Found:
    marks = hit.highlights
    title = _safe(marks["title"]) if marks.get("title") else str(hit.source.get("title", ""))
    if marks.get("description"):
        return Found(hit, title, _safe(marks["description"]), "")
    for name, fragments in marks.items():
        if name not in ("title", "description") and fragments:
            return Found(hit, title, _safe(fragments), _PLACES.get(name, "in metadata"))
    return Found(hit, title, str(hit.source.get("description", "")), "")


def _safe(fragments: Sequence[str]) -> SafeString:
    """The engine has escaped everything but its own <mark>."""
    return mark_safe(" … ".join(fragments[:2]))
