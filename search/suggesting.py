"""Completions of what is being typed: titles, people, keywords, properties and their values."""

from __future__ import annotations

from search.document import PropertyDefinition
from search.properties import lookup, starting
from search.request import Facet, SearchRequest, Suggestion
from search.service import complete, search

_EACH = 4  # of so many suggestions, one may be a property


def suggest(*, labels: frozenset[str], prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Completions of `prefix` from what a caller with `labels` may find; of `species:mus` the
    values of that property, the most frequent first.

    Properties are suggested by name, which everybody may read; values only where the caller finds
    something that has them. Raises as `search.service.search`.
    """
    name, colon, typed = prefix.partition(":")
    if colon and (definition := _of_keywords(name.strip())):
        return _values(labels, definition, typed.strip(), limit)
    found = complete(labels=labels, prefix=prefix, limit=limit)
    named = [_named(each) for each in starting(prefix, max(1, limit // _EACH))]
    room = max(limit - len(named), 1)
    return (*found[:room], *named)[:limit]


def _of_keywords(name: str) -> PropertyDefinition | None:
    able = (each for each in lookup([name]).get(name, ()) if each.facetable)
    return next((each for each in able if each.type == "keyword"), None)


def _values(
    labels: frozenset[str], definition: PropertyDefinition, typed: str, limit: int
) -> tuple[Suggestion, ...]:
    facet = Facet(definition, limit, typed)
    asked = SearchRequest(types=(), facets=(facet,), limit=0, highlight=False)
    buckets = search(labels=labels, request=asked).facets[definition.name].buckets
    return tuple(
        Suggestion(bucket.value, "value", "", definition.name, definition.label)
        for bucket in buckets
        if bucket.value
    )


def _named(definition: PropertyDefinition) -> Suggestion:
    label = definition.label or definition.name
    return Suggestion(label, "property", "", definition.name, label, definition.unit)
