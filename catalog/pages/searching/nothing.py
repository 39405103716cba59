"""Nothing was found: what would be without each of the conditions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from catalog.access.caller import Caller
from catalog.pages.searching.chips import PAGE_ONLY, Chip
from search.engines.base import BadQuery
from search.facets import is_of_facet
from search.parameters import ParameterErrors, request_from
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
    query = query.copy()
    for name in [name for name in query if name in PAGE_ONLY or is_of_facet(name)]:
        del query[name]
    try:
        asked = dataclasses.replace(request_from(query), facets=(), limit=0, highlight=False)
        return search(labels=caller.labels, request=asked).total
    except (ParameterErrors, BadQuery):
        return None
