"""The home page: what is here, and what waits for the reader."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.demo.searches import EXAMPLE_SEARCHES, ExampleSearch, is_loaded
from catalog.models import Dataset, DatasetGrant, DatasetVersion, Property
from catalog.pages.asking import caller_for, page
from catalog.pages.lookup import datasets_seen
from catalog.pages.paging import newest_first
from catalog.pages.parts import parts_of
from catalog.pages.saved import saved_on_home
from catalog.schemas.properties import definition_of
from search.document import PropertyDefinition
from search.engines.base import EngineDown
from search.request import Facet, FacetResult, SearchRequest, Sort
from search.service import search

_DRAFTS, _RECENT, _BROWSED, _ASKED = 5, 8, 3, 12
_LONGEST_VALUE = 40
log = structlog.get_logger("holotype.pages")
# Where no steward has made properties yet, these tell what is here.
_FALLBACK = (
    PropertyDefinition("keyword", "keyword", "Keyword"),
    PropertyDefinition("schema", "keyword", "Described by"),
    PropertyDefinition("license", "keyword", "License"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """`total` counts what the caller may find; None while search is down."""

    total: int | None
    relation: str = "eq"
    facets: Sequence[FacetResult] = ()


@page
def home(request: HttpRequest) -> HttpResponse:
    caller = caller_for(request)
    overview = _overview(caller)
    context: Mapping[str, Any] = {
        "overview": overview,
        "examples": _examples(overview),
        "drafts": _drafts(caller),
        "saved": saved_on_home(caller),
        "recent": newest_first(datasets_seen(caller), "", _RECENT).rows,
        "parts": parts_of("home", caller),
    }
    return render(request, "catalog/home.html", context)


def _overview(caller: Caller) -> Overview:
    facets = tuple(Facet(definition, 8) for definition in _browsed())
    request = SearchRequest(facets=facets, sort=Sort("created"), limit=1, highlight=False)
    try:
        found = search(labels=caller.labels, request=request)
    except EngineDown as down:
        log.error("search is down", error=str(down))
        return Overview(None)
    best = sorted(found.facets.values(), key=_worth, reverse=True)[:_BROWSED]
    return Overview(found.total, found.relation, [facet for facet in best if facet.buckets])


def _worth(facet: FacetResult) -> int:
    """How many datasets its short values tell apart; one value for all tells nothing."""
    short = [each for each in facet.buckets if each.value and len(each.value) < _LONGEST_VALUE]
    return sum(each.count for each in short) if len(short) > 1 else 0


def _browsed() -> Sequence[PropertyDefinition]:
    """Keyword properties that a steward made: those whose name is not a schema's path."""
    rows = Property.objects.filter(declared=True, facetable=True, type="keyword")
    made = [
        definition_of(row) for row in rows.exclude(name__contains="/").order_by("name")[:_ASKED]
    ]
    return made or _FALLBACK


def _examples(overview: Overview) -> Sequence[ExampleSearch]:
    """Searches that find something: the demo's own, or the commonest value of each facet."""
    if is_loaded():
        return EXAMPLE_SEARCHES
    values = (facet.buckets[0].value for facet in overview.facets if facet.buckets)
    return [ExampleSearch(value, (("q", value),)) for value in values if value][:3]


def _drafts(caller: Caller) -> Sequence[DatasetVersion]:
    if caller.user is None:
        return []
    mine = [label for label in caller.labels if ":" in label]
    own = DatasetGrant.objects.filter(dataset=OuterRef("dataset"), principal__in=mine)
    rows = DatasetVersion.objects.filter(Exists(own), state=DatasetVersion.State.DRAFT)
    alive = rows.exclude(dataset__stage=Dataset.Stage.WITHDRAWN).select_related("dataset")
    return list(alive.order_by("-modified")[:_DRAFTS])
