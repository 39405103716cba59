"""Request bodies without a Content-Length (`Transfer-Encoding: chunked`).

Django takes such a body for empty. Where the server marks the body's end, it is gathered first,
within the limit that every body has, and handed on with its length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class ChunkedBodies:
    """`streaming`: paths whose views read such a body themselves, as it arrives."""

    def __init__(self, application: Application, *, limit: int, streaming: Iterable[str]) -> None:
        self._application = application
        self._limit = limit
        self._streaming = frozenset(streaming)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._is_gathered(environ):
            body, length = _gathered(environ["wsgi.input"], self._limit)
            environ = {**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length)}
        return self._application(environ, start_response)

    def _is_gathered(self, environ: dict[str, Any]) -> bool:
        return (
            bool(environ.get("wsgi.input_terminated"))
            and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
            and not environ.get("CONTENT_LENGTH")
            and environ.get("PATH_INFO") not in self._streaming
        )


def _gathered(stream: IO[bytes], limit: int) -> tuple[IO[bytes], int]:
    """The body and its length; one byte too many is enough to know that it is too long."""
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    length = 0
    while length <= limit and (data := stream.read(min(_CHUNK, limit + 1 - length))):
        kept.write(data)
        length += len(data)
    kept.seek(0)
    return kept, length
