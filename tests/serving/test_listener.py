"""The socket that callers queue at."""

from __future__ import annotations

import contextlib
import socket

import pytest

from catalog.serving.listener import AddressTaken, listen_on

_CALLERS = 100


def test_many_callers_may_wait_before_anybody_takes_them() -> None:
    """With a short queue the kernel drops them, and each tries again after a second or more."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(listen_on("127.0.0.1", 0))
        for _ in range(_CALLERS):
            # One that is dropped waits for an answer for minutes: so long it must not be.
            caller = socket.create_connection(listener.getsockname(), timeout=20)
            stack.enter_context(caller)
        listener.settimeout(20)
        for _ in range(_CALLERS):
            stack.enter_context(listener.accept()[0])


def test_a_second_server_is_told_that_the_port_is_taken() -> None:
    with listen_on("127.0.0.1", 0) as first, pytest.raises(AddressTaken, match="is taken"):
        listen_on("127.0.0.1", first.getsockname()[1])
