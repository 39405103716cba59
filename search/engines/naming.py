"""From the terms that an index counts to the buckets of a facet."""

from __future__ import annotations

from collections.abc import Iterable

from search.engines.values import property_of, shown_keyword
from search.request import PROPERTIES, Bucket, Facet


def buckets_of(facet: Facet, counts: Iterable[tuple[str, int]]) -> tuple[Bucket, ...]:
    """In the order of `counts`. Properties with very long names have none."""
    if facet.property != PROPERTIES:
        return tuple(Bucket(count, shown_keyword(term)) for term, count in counts)
    named = ((property_of(term), count) for term, count in counts)
    return tuple(Bucket(count, each[1], type=each[0]) for each, count in named if each)
