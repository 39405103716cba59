"""Facets as a page shows them: values to tick and to search in, histograms with two ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.pages.questions import Question
from catalog.pages.searching.histograms import Histogram, histogram
from catalog.pages.searching.wording import label_of
from search.facets import MOST_VALUES
from search.request import Facet, FacetResult, SearchRequest, SearchResult
from search.service import search

# A ticked value must not take its neighbors' counts away; each such facet is one more question.
_MOST_REASKED = 6
_MORE = 5  # times as many values as before
_USUAL = 10
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
class FacetView:
    """One filter. `least` and `greatest` are the names of the parameters of its two fields;
    `more` is the address with more of its values, and `typed` what is looked for in them."""

    name: str
    label: str
    kind: str
    unit: str
    options: Sequence[Option] = ()
    typed: str = ""
    more: str = ""
    is_searched: bool = False
    histogram: Histogram = dataclasses.field(default_factory=Histogram)
    least: str = ""
    greatest: str = ""
    gte: str = ""
    lte: str = ""
    missing: int = 0
    wants_missing: bool = False
    is_exact: bool = True

    @property
    def active(self) -> bool:
        chosen = any(option.ticked for option in self.options)
        return bool(chosen or self.gte or self.lte or self.wants_missing or self.typed)

    @property
    def is_below(self) -> bool:
        """Whether the upper end itself is left out."""
        return self.greatest.endswith(".lt")

    @property
    def parameters(self) -> set[tuple[str, str]]:
        """What of the address stands in its inputs."""
        held = {(self.name, option.value) for option in self.options if option.ticked}
        held |= {(self.least, self.gte), (self.greatest, self.lte)}
        if self.is_searched:
            held.add((f"facet_prefix.{self.name}", self.typed))
        return held | ({(f"{self.name}.exists", "false")} if self.wants_missing else set())


def facet_views(caller: Caller, question: Question, result: SearchResult) -> list[FacetView]:
    """In the order that the question names them; those with nothing to choose are left out."""
    reasked = _reasked(caller, question)
    views = []
    for name in question.facets:
        found = reasked.get(name) or result.facets.get(name)
        view = _view(question, name, found)
        chosen = name in question.query.getlist("filter")
        if view.options or view.histogram.bars or view.active or chosen:
            views.append(view)
    return views


def _reasked(caller: Caller, question: Question) -> dict[str, FacetResult]:
    request = question.request
    if request is None:
        return {}
    named = dict.fromkeys(condition.name for condition in request.conditions)
    found: dict[str, FacetResult] = {}
    for name in [name for name in named if name in question.facets][:_MOST_REASKED]:
        result = search(labels=caller.labels, request=_without(request, name))
        if name in result.facets:
            found[name] = result.facets[name]
    return found


def _without(request: SearchRequest, name: str) -> SearchRequest:
    return dataclasses.replace(
        request,
        conditions=tuple(each for each in request.conditions if each.name != name),
        facets=tuple(each for each in request.facets if each.property.name == name),
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
        unit="B" if definition.unit == "By" else definition.unit,
        missing=found.missing if found else 0,
        wants_missing=query.get(f"{name}.exists") == "false",
        is_exact=found is None or found.exact,
    )
    if definition.type == "keyword":
        return _listed(common, question, found)
    least = f"{name}.gt" if f"{name}.gt" in query else f"{name}.gte"
    greatest = f"{name}.lt" if f"{name}.lt" in query else f"{name}.lte"
    buckets = [bucket for bucket in found.buckets if bucket.gte is not None] if found else []
    asked = question.request.conditions if question.request else ()
    bounds = [each for each in asked if each.name == name and each.operator != "exists"]
    return dataclasses.replace(
        common,
        histogram=histogram(definition, buckets, query, bounds),
        least=least,
        greatest=greatest,
        gte=query.get(least, ""),
        lte=query.get(greatest, ""),
    )


def _listed(view: FacetView, question: Question, found: FacetResult | None) -> FacetView:
    query, name = question.query, view.name
    typed = query.get(f"facet_prefix.{name}", "")
    more = bool(found and found.more)
    return dataclasses.replace(
        view,
        options=_options(name, query, found),
        typed=typed,
        is_searched=more or bool(typed),
        more=_more(question, name) if more else "",
    )


def _more(question: Question, name: str) -> str:
    asked: Sequence[Facet] = question.request.facets if question.request else ()
    size = next((each.size for each in asked if each.property.name == name), _USUAL)
    if size >= MOST_VALUES:
        return ""
    query = question.query.copy()
    query[f"facet_size.{name}"] = str(min(size * _MORE, MOST_VALUES))
    return f"/search?{query.urlencode()}"


def _options(name: str, query: QueryDict, found: FacetResult | None) -> list[Option]:
    """The ticked ones first where they are not among the values that are shown."""
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
