"""Pages of members."""

from __future__ import annotations

import base64
import uuid

from rest_framework.request import Request

from catalog.access.caller import Caller
from catalog.api.pagination import DEFAULT_LIMIT, MAX_LIMIT, KeysetPagination, next_address
from catalog.api.queries import whole
from collections_app.dynamic import members_found
from collections_app.models import Collection
from search.api.errors import translated
from search.request import Hit


class MemberPagination(KeysetPagination):
    """In the order they were added; those of a dynamic collection in the order of its query."""

    descending = False

    def found(self, caller: Caller, collection: Collection, request: Request) -> list[Hit]:
        """A page of what a dynamic collection's query finds; its cursors are as the others."""
        limit = whole(request, "limit", least=1, most=MAX_LIMIT) or DEFAULT_LIMIT
        cursor = request.query_params.get("cursor")
        after = self._value(cursor) if cursor is not None else None
        with translated():
            page = members_found(caller, collection, after=after, limit=limit)
        if page.after is not None:
            self._next = next_address(request, _cursor(page.after))
        return list(page.result.hits)


def _cursor(after: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(after.bytes).decode().rstrip("=")
