"""Bodies without a length reach Django with one, and no longer than is taken."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from config.chunked import ChunkedBodies


def passed_on(body: bytes, **more: Any) -> dict[str, Any]:
    """The environment that the application gets, which reads the body while it answers; closed
    as a server closes it."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.update(environ)
        try:
            yield environ["wsgi.input"].read()
        finally:
            seen["closed"] = True

    environ = {
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "PATH_INFO": "/api/v1/datasets",
        **more,
    }
    wrapped = ChunkedBodies(application, limit=1000, streaming=["/stream"])
    answer = wrapped(environ, None)
    seen["body"] = next(iter(answer))  # and no further, as of a client that hangs up
    answer.close()  # type: ignore[attr-defined]
    assert seen["closed"]
    return seen


@pytest.mark.parametrize("length", [0, 1, 999, 1000])
def test_a_chunked_body_gets_its_length(length: int) -> None:
    seen = passed_on(b"x" * length)
    assert seen["CONTENT_LENGTH"] == str(length)
    assert seen["body"] == b"x" * length
    assert seen["wsgi.input"].closed


def test_of_a_body_that_is_too_long_one_byte_too_many_is_read() -> None:
    assert passed_on(b"x" * 5000)["CONTENT_LENGTH"] == "1001"


@pytest.mark.parametrize(
    "more",
    [
        {"PATH_INFO": "/stream"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": ""},
        {"wsgi.input_terminated": False},
    ],
)
def test_everything_else_is_left_alone(more: dict[str, Any]) -> None:
    seen = passed_on(b"abc", **more)
    assert seen.get("CONTENT_LENGTH") == more.get("CONTENT_LENGTH")
