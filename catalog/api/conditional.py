"""Conditional requests (RFC 9110, 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rest_framework.request import Request


def not_modified(request: Request, etag: str) -> bool:
    """Whether a GET or HEAD says that its sender has this representation already."""
    if request.method not in ("GET", "HEAD"):
        return False
    return matches(request.headers.get("If-None-Match"), etag)


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the header names this ETag; the comparison is the weak one (13.1.2)."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag in tags
