"""Searching what tests stored, in a real index."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from pytest_django import Settings

from catalog.access.labels import labels_of
from catalog.models import User
from search.drain import drain
from search.models import DeadLetter
from search.parameters import request_from
from search.request import SearchResult
from search.service import search

NOBODY = AnonymousUser()


def use_index(settings: Settings, directory: Path) -> None:
    """Give the test an embedded index of its own, until it ends."""
    settings.HOLOTYPE_SEARCH = {
        **settings.HOLOTYPE_SEARCH,
        "ENGINE": "search.engines.embedded.EmbeddedEngine",
        "OPTIONS": {"directory": directory},
    }


def drain_all() -> None:
    """Bring the index up to the database."""
    while drain(500).marks:
        pass
    assert not DeadLetter.objects.exists()


def found(query: str, user: User | AnonymousUser = NOBODY) -> SearchResult:
    """What a query string finds for a person."""
    return search(labels=labels_of(user), request=request_from(QueryDict(query)))


def terms(result: SearchResult, facet: str) -> dict[str, int]:
    """Counts of a facet's values."""
    return {bucket.value or "": bucket.count for bucket in result.facets[facet].buckets}
