"""Searching, as everything that searches does it: API, admin, pages, feeds."""

from __future__ import annotations

import dataclasses

from django.utils.module_loading import import_string

from search.configuration import configured
from search.engine import engine
from search.engines.base import EngineDown
from search.measuring import timed
from search.outbox import pending_restrictions
from search.relations import resolved
from search.request import AuthorisedQuery, SearchRequest, SearchResult, Suggestion

_MOST_EXCLUDED = 5000


class CatchingUp(EngineDown):
    """So many rights were narrowed a moment ago that the index must take them in first."""


def search(*, labels: frozenset[str], request: SearchRequest) -> SearchResult:
    """What a caller with `labels` finds. Raises `EngineDown` (`CatchingUp`) and `BadQuery`.

    What somebody may have lost the right to find a moment ago is left out until the index knows.
    The marks are read first: one that is drained before the engine is asked is in the index then.
    """
    excluded = _excluded()
    request = resolved(request, labels)
    with timed("search"):
        found = engine().search(AuthorisedQuery(request, labels, excluded))
    return dataclasses.replace(found, notes=request.notes)


def complete(*, labels: frozenset[str], prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Titles, people and keywords of what a caller with `labels` may find. Raises as `search`."""
    excluded = _excluded()
    with timed("suggest"):
        return engine().suggest(prefix, labels=labels, excluded=excluded, limit=limit)


def labels_of(user: object) -> frozenset[str]:
    """The labels of a user, signed in or not, by the function that the settings name."""
    found: frozenset[str] = import_string(configured("LABELS"))(user)
    return found


def _excluded() -> frozenset[str]:
    excluded = pending_restrictions(_MOST_EXCLUDED + 1)
    if len(excluded) > _MOST_EXCLUDED:
        raise CatchingUp(
            f"more than {_MOST_EXCLUDED} records had their access narrowed a moment ago, "
            "and the index has not caught up"
        )
    return excluded
