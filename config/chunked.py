"""Request bodies without a Content-Length (`Transfer-Encoding: chunked`).

Django takes such a body for empty. Where the server marks the body's end, it is gathered first,
within the limit that every body has, and handed on with its length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
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
        if not self._is_gathered(environ):
            return self._application(environ, start_response)
        body, length = _gathered(environ["wsgi.input"], self._limit)
        given = {**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length)}
        return _Answer(self._application(given, start_response), body)

    def _is_gathered(self, environ: dict[str, Any]) -> bool:
        return (
            bool(environ.get("wsgi.input_terminated"))
            and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
            and not environ.get("CONTENT_LENGTH")
            and environ.get("PATH_INFO") not in self._streaming
        )


class _Answer:
    """The application's, which may read the body until it is closed (PEP 3333)."""

    def __init__(self, answer: Iterable[bytes], body: IO[bytes]) -> None:
        self._answer, self._body = answer, body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        with self._body:
            if close := getattr(self._answer, "close", None):
                close()


def _gathered(stream: IO[bytes], limit: int) -> tuple[IO[bytes], int]:
    """The body and its length; one byte too many is enough to know that it is too long."""
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    length = 0
    while length <= limit and (data := stream.read(min(_CHUNK, limit + 1 - length))):
        kept.write(data)
        length += len(data)
    kept.seek(0)
    return kept, length
