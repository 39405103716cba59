"""What is too much to ask, the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence

from search.criteria import Criterion, Where, depth, every
from search.engines.base import BadQuery
from search.engines.buckets import MOST_BUCKETS
from search.request import Condition, Facet, SearchRequest

COUNTED = 10_000  # hits; where there are more, an engine need not know how many
_MOST_HITS = 1_000
_MOST_FACETS = 50
_MOST_CONDITIONS = 100
_MOST_VALUES = 10_000
_MOST_CRITERIA = 1_000
_DEEPEST_CRITERIA = 60


def check_conditions(conditions: Sequence[Condition]) -> None:
    """Raises `BadQuery`."""
    if len(conditions) > _MOST_CONDITIONS:
        raise BadQuery(
            f"{len(conditions)} conditions are more than {_MOST_CONDITIONS}. "
            "Search with fewer parameters.",
            parameter=conditions[_MOST_CONDITIONS].name,
        )
    for condition in conditions:
        if sum(map(len, condition.values)) > _MOST_VALUES:
            raise BadQuery(
                f"{condition.name} has more than {_MOST_VALUES:,} values; name fewer.",
                parameter=condition.name,
            )


def check_criteria(criterion: Criterion | None) -> None:
    """Raises `BadQuery`."""
    if criterion is None:
        return
    if depth(criterion) > _DEEPEST_CRITERIA:
        raise BadQuery(f"q has groups in more than {_DEEPEST_CRITERIA} levels; use fewer.")
    parts = list(every(criterion))
    if len(parts) > _MOST_CRITERIA:
        raise BadQuery(f"q has {len(parts):,} parts; the limit is {_MOST_CRITERIA:,}.")
    for part in parts:
        if isinstance(part, Where):
            check_conditions([part.condition])


def check_facets(wanted: Sequence[Facet]) -> None:
    """Raises `BadQuery`."""
    if len(wanted) > _MOST_FACETS:
        raise BadQuery(
            f"{len(wanted)} facets are more than {_MOST_FACETS}; name fewer.", parameter="facets"
        )
    for facet in wanted:
        name = facet.property.name
        if facet.property.type == "text":
            raise BadQuery(f"{name} is text and cannot be counted.", parameter="facets")
        if not 1 <= facet.size <= MOST_BUCKETS:
            raise BadQuery(
                f"{name} can be counted in 1 to {MOST_BUCKETS:,} buckets, not {facet.size}.",
                parameter="facets",
            )


def check_limit(request: SearchRequest) -> None:
    """Raises `BadQuery`."""
    if not 0 <= request.limit <= _MOST_HITS:
        raise BadQuery(
            f"limit must be 0 to {_MOST_HITS:,}, not {request.limit}.", parameter="limit"
        )
