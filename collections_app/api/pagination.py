from __future__ import annotations

from catalog.api.pagination import KeysetPagination


class MemberPagination(KeysetPagination):
    """In the order they were added."""

    descending = False
