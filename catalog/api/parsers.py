"""Reading request bodies strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import BaseParser

from catalog.api.errors import BadBody, TooLarge
from catalog.schemas.limits import SCHEMA
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

# A body wraps records and schemas, which have bounds of their own.
MAX_DEPTH = 140
MAX_NODES = 2_000_000
MAX_SCHEMA_BODY = SCHEMA.max_bytes + 100_000
_UNREADABLE = {"json", "encoding"}


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: no NaN, no name twice, no half characters, no NUL."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = self.most()
        data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLarge(limit)
        return value_of(data, max_bytes=limit)

    def most(self) -> int:
        """Bytes that a body may have."""
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class SchemaParser(StrictJSONParser):
    """Bodies that hold one schema: beyond that, a body is refused without being read through."""

    def most(self) -> int:
        return MAX_SCHEMA_BODY


class NDJSONParser(BaseParser):
    """Marks a view that reads newline-delimited JSON itself, as a stream."""

    media_type = "application/x-ndjson"


def value_of(data: bytes, *, max_bytes: int) -> Any:
    """The value that `data` says. Raises BadBody with the place and a sentence."""
    try:
        return read_json(data, max_bytes=max_bytes, max_depth=MAX_DEPTH, max_nodes=MAX_NODES)
    except BadDocument as bad:
        unreadable = any(problem.keyword in _UNREADABLE for problem in bad.problems)
        raise BadBody(
            400 if unreadable else 422,
            str(bad),
            [
                {"pointer": problem.pointer, "keyword": problem.keyword, "detail": problem.message}
                for problem in bad.problems
            ],
        ) from None
