"""The search page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.exporting.formats import FORMATS
from catalog.pages.asking import caller_for, page
from catalog.pages.exports import WORDS
from catalog.pages.facets import FacetView, facet_views
from catalog.pages.questions import Question, read_question
from catalog.pages.saved import suggested_name
from catalog.pages.searching.chips import is_condition
from catalog.pages.searching.choices import (
    SIZES,
    SORTS,
    TYPES,
    column_choices,
    columns_of,
    property_sorts,
)
from catalog.pages.searching.nearest import nearest
from catalog.pages.searching.nothing import counted
from catalog.pages.searching.rows import found_of
from catalog.pages.searching.spans import Span, span_in
from catalog.pages.searching.told import Told
from catalog.pages.searching.wording import label_of
from catalog.provenance.resolve import resolve
from catalog.saved.question import canonical
from search.document import PropertyDefinition
from search.engines.base import BadQuery, EngineDown
from search.facets import is_of_facet
from search.request import SearchResult
from search.service import search
from search.sources import kinds, source_of

# An identifier is at least so long; shorter words are searched.
_SHORTEST_IDENTIFIER = 6
_CARRIED = ("total", "rank", "view", "column")
log = structlog.get_logger("holotype.pages")
DOWN = "Search is down. Opening by identifier, collections and editing still work."


@page
def search_page(request: HttpRequest) -> HttpResponse:
    """All of the page's state is in its address."""
    caller = caller_for(request)
    question = read_question(request.GET)
    if target := _identified(caller, question):
        return HttpResponseRedirect(target)
    span = span_in(question.query.get("q", ""))
    if span and len(span.properties) == 1:
        asked = span.asked(question.query, span.properties[0].name)
        return HttpResponseRedirect(f"/search?{asked.urlencode()}")
    context = _frame(question) | {"ranges": _ranges(question, span), "span": span}
    if question.request is None:
        return render(request, "catalog/search.html", context, status=400)
    try:
        context |= _answer(caller, question)
    except BadQuery as bad:
        context["told"] = [Told(bad.parameter, str(bad), question.query.get(bad.parameter))]
        return render(request, "catalog/search.html", context, status=400)
    except EngineDown as down:
        log.error("search is down", error=str(down))
        response = render(request, "catalog/search.html", context | {"down": DOWN}, status=503)
        response.headers["Retry-After"] = "30"
        return response
    return render(request, "catalog/search.html", context)


def _frame(question: Question) -> dict[str, Any]:
    """What the page shows whatever is found."""
    query = question.query
    return {
        "question": question,
        "told": question.told,
        "chips": question.chips,
        "q": query.get("q", ""),
        "kind": query.get("type", "dataset"),
        "types": TYPES,
        "sort": query.get("sort", ""),
        "sorts": SORTS,
        "property_sorts": property_sorts(question),
        "limit": query.get("limit", SIZES[0]),
        "sizes": SIZES,
        "view": "table" if query.get("view") == "table" else "list",
        "added": query.getlist("filter"),
        "kept": _kept(question, (), ()),
        "asked": canonical(query.urlencode()),
    }


def _answer(caller: Caller, question: Question) -> Mapping[str, Any]:
    if question.request is None:
        raise ValueError("a question that could not be read has no answer")
    result = search(labels=caller.labels, request=question.request)
    facets = facet_views(caller, question, result)
    in_table = question.query.get("view") == "table"
    columns = columns_of(question.query) if in_table else []
    answer: dict[str, Any] = {
        "result": result,
        "found": found_of(result.hits, caller, columns),
        "facets": facets,
        "kept": _kept(question, facets, columns),
        "columns": columns,
        "column_choices": column_choices(question, columns) if in_table else [],
        "count": _count_words(result),
        "suggested_name": suggested_name(question.chips),
        "formats": [(name, WORDS[name]) for name in FORMATS],
        "next": _next(question, result),
    }
    if not result.hits and question.chips:
        answer["chips"] = counted(caller, question.chips)
        answer["near"] = nearest(caller, question.query, question.chips, question.definitions)
    return answer


def _kept(
    question: Question, facets: Sequence[FacetView], columns: Sequence[PropertyDefinition]
) -> list[tuple[str, str]]:
    """What no input of the page holds goes along when its form is sent."""
    held = {pair for facet in facets for pair in facet.parameters}
    held |= {("column", each.name) for each in columns}
    held |= {(each.parameter, each.value or "") for each in question.told}
    return [
        (name, value)
        for name, values in question.query.lists()
        if is_condition(name) or is_of_facet(name) or name in _CARRIED
        for value in values
        if (name, value) not in held
    ]


def _ranges(question: Question, span: Span | None) -> list[tuple[str, str]]:
    """Properties of which a range may be meant that was typed without its field."""
    if span is None:
        return []
    return [
        (label_of(each), f"/search?{span.asked(question.query, each.name).urlencode()}")
        for each in span.properties
    ]


def _identified(caller: Caller, question: Question) -> str | None:
    """Where an identifier that was typed leads, when nothing else is asked."""
    text = question.query.get("q", "").strip()
    if len(text) < _SHORTEST_IDENTIFIER or " " in text or set(question.query) - {"type"} != {"q"}:
        return None
    version = resolve(actor=caller, reference=text)
    return f"/datasets/{version.dataset_id}" if version is not None else _by_key(caller, text)


def _by_key(caller: Caller, text: str) -> str | None:
    """The page of anything that can be searched, by its key: suggested titles lead there."""
    try:
        key = str(uuid.UUID(text))
    except ValueError:
        return None
    for kind in kinds():
        for document in source_of(kind).load([key]):
            if caller.labels & document.labels:
                return str(document.source["url"])
    return None


def _count_words(result: SearchResult) -> str:
    more = "+" if result.relation == "gte" else ""
    return f"{result.total:,}{more} {'result' if result.total == 1 and not more else 'results'}"


def _next(question: Question, result: SearchResult) -> str:
    if not result.next_cursor:
        return ""
    query = question.query.copy()
    query["cursor"] = result.next_cursor
    return f"/search?{query.urlencode()}"
