"""Facets as a page shows them: lists to tick, histograms with two ends to type."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.pages.questions import Question, label_of
from catalog.pages.values import day_words, number_words, size_words
from search.document import PropertyDefinition
from search.request import Bucket, Facet, FacetResult, SearchRequest, SearchResult
from search.service import search

# A ticked value must not take its neighbors' counts away; each such facet is one more question.
_MOST_REASKED = 6
_HEIGHT, _WIDTH = 48, 300
_WORDS: Mapping[str, Mapping[str, str]] = {
    "access": {
        "private": "Private",
        "internal": "Internal",
        "discoverable": "Discoverable",
        "public": "Public",
    },
}


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    ticked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """In the coordinates of a drawing 300 wide and 48 high."""

    x: float
    y: float
    width: float
    height: float


@dataclasses.dataclass(frozen=True, slots=True)
class FacetView:
    """One filter. `least`/`greatest` say the ends of the histogram; `told` says it in words."""

    name: str
    label: str
    kind: str
    unit: str
    options: Sequence[Option] = ()
    bars: Sequence[Bar] = ()
    least: str = ""
    greatest: str = ""
    told: str = ""
    gte: str = ""
    lte: str = ""
    missing: int = 0
    wants_missing: bool = False

    @property
    def active(self) -> bool:
        chosen = any(option.ticked for option in self.options)
        return bool(chosen or self.gte or self.lte or self.wants_missing)


def facet_views(caller: Caller, question: Question, result: SearchResult) -> list[FacetView]:
    """In the order that the question names them; those with nothing to choose are left out."""
    reasked = _reasked(caller, question)
    views = []
    for name in question.facets:
        found = reasked.get(name) or result.facets.get(name)
        view = _view(question, name, found)
        if view.options or view.bars or view.active or name in question.query.getlist("filter"):
            views.append(view)
    return views


def _reasked(caller: Caller, question: Question) -> dict[str, FacetResult]:
    request = question.request
    if request is None:
        return {}
    named = dict.fromkeys(condition.name for condition in request.conditions)
    found: dict[str, FacetResult] = {}
    for name in [name for name in named if name in question.facets][:_MOST_REASKED]:
        result = search(labels=caller.labels, request=_without(request, name, question))
        if name in result.facets:
            found[name] = result.facets[name]
    return found


def _without(request: SearchRequest, name: str, question: Question) -> SearchRequest:
    return dataclasses.replace(
        request,
        conditions=tuple(each for each in request.conditions if each.name != name),
        facets=(Facet(question.definitions[name], 10),),
        limit=1,
        cursor="",
        highlight=False,
    )


def _view(question: Question, name: str, found: FacetResult | None) -> FacetView:
    definition, query = question.definitions[name], question.query
    common = FacetView(
        name=name,
        label=label_of(definition),
        kind=definition.type,
        unit=definition.unit,
        missing=found.missing if found else 0,
        wants_missing=query.get(f"{name}.exists") == "false",
    )
    if definition.type == "keyword":
        return dataclasses.replace(common, options=_options(name, query, found))
    buckets = [bucket for bucket in found.buckets if bucket.gte is not None] if found else []
    return dataclasses.replace(
        common,
        bars=_bars(buckets),
        least=_end(definition, buckets[0].gte) if buckets else "",
        greatest=_end(definition, buckets[-1].lt) if buckets else "",
        told=_told(definition, buckets),
        gte=query.get(f"{name}.gte", ""),
        lte=query.get(f"{name}.lte", ""),
    )


def _options(name: str, query: QueryDict, found: FacetResult | None) -> list[Option]:
    ticked = query.getlist(name)
    words = _WORDS.get(name, {})
    options = [
        Option(
            bucket.value,
            words.get(bucket.value, bucket.value),
            bucket.count,
            bucket.value in ticked,
        )
        for bucket in (found.buckets if found else ())
        if bucket.value
    ]
    shown = {option.value for option in options}
    lost = [
        Option(value, words.get(value, value), 0, True) for value in ticked if value not in shown
    ]
    return [*options, *lost]


def _bars(buckets: Sequence[Bucket]) -> list[Bar]:
    tallest = max((bucket.count for bucket in buckets), default=0)
    if not tallest:
        return []
    step = _WIDTH / len(buckets)
    bars = []
    for place, bucket in enumerate(buckets):
        height = max(1.5, _HEIGHT * bucket.count / tallest) if bucket.count else 0
        x = round(place * step + 0.5, 2)
        bars.append(
            Bar(x, round(_HEIGHT - height, 2), round(max(step - 1, 1), 2), round(height, 2))
        )
    return bars


def _end(definition: PropertyDefinition, value: float | dt.datetime | None) -> str:
    if isinstance(value, dt.datetime):
        return day_words(value)
    if value is None:
        return ""
    if definition.unit == "By":
        return size_words(value)
    return number_words(float(value))


def _told(definition: PropertyDefinition, buckets: Sequence[Bucket]) -> str:
    spans = (
        f"{_end(definition, bucket.gte)} to {_end(definition, bucket.lt)}: {bucket.count}"
        for bucket in buckets
        if bucket.count
    )
    return "; ".join(list(spans)[:40])
