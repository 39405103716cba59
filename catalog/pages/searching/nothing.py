"""Nothing was found: what would be without each of the conditions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.pages.searching.chips import Chip
from catalog.saved.question import canonical, request_of
from search.engines.base import BadQuery
from search.parameters import ParameterErrors
from search.service import search

_MOST_COUNTED = 8


def counted(caller: Caller, chips: Sequence[Chip]) -> list[Chip]:
    """The chips, the first ones with how many would be found without them."""
    some, others = chips[:_MOST_COUNTED], chips[_MOST_COUNTED:]
    return [
        *(dataclasses.replace(each, count=_total(caller, each.query)) for each in some),
        *others,
    ]


def _total(caller: Caller, query: QueryDict) -> int | None:
    try:
        request = request_of(canonical(query.urlencode()))
        asked = dataclasses.replace(request, facets=(), limit=0, highlight=False)
        return search(labels=caller.labels, request=asked).total
    except (ParameterErrors, BadQuery):
        return None
