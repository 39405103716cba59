"""All hits of a question, page by page, each page under the rights of its moment."""

from __future__ import annotations

import dataclasses

from search.engines.cursors import cursor_after
from search.request import Hit, SearchRequest, Sort
from search.service import search


def page_after(
    *, labels: frozenset[str], request: SearchRequest, after: str, limit: int
) -> tuple[Hit, ...]:
    """At most `limit` hits with ids above `after`, by id; the last page is not full.

    The order of `request` does not matter. Nothing is held from page to page, so a walk may be
    interrupted for as long as one likes. Raises as `search.service.search`.
    """
    asked = dataclasses.replace(
        request,
        sort=Sort("id", descending=False),
        limit=limit,
        cursor="",
        facets=(),
        highlight=False,
        exact_total=False,
        rank="lexical",
    )
    if after:
        asked = dataclasses.replace(asked, cursor=cursor_after(asked, after))
    return search(labels=labels, request=asked).hits
