"""A client that costs next to nothing: one connection, kept alive, nothing but Python's own."""

from __future__ import annotations

import json
import socket
from typing import IO, Any
from urllib.parse import urlsplit


class Client:
    """Not for two threads. `token` is sent where there is one.

    HTTP/1.1 as far as our servers speak it. Python's own client reads the head of an answer with
    its parser of e-mail, which takes about as long as all the rest.
    """

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        self._address = parts.hostname or "", parts.port or 80
        self._headers = f"Host: {parts.netloc}\r\nAccept: */*\r\n"
        if token:
            self._headers += f"Authorization: Bearer {token}\r\n"
        self._socket: socket.socket | None = None
        self._file: IO[bytes] | None = None

    def get(self, path: str) -> bytes:
        return self._answer("GET", path, b"")

    def post(self, path: str, body: object) -> bytes:
        return self._answer("POST", path, json.dumps(body).encode())

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def close(self) -> None:
        """The next request opens another connection."""
        for each in (self._file, self._socket):
            if each is not None:
                each.close()
        self._socket = self._file = None

    def _answer(self, method: str, path: str, body: bytes) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\n{self._headers}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        connection, file = self._connected()
        connection.sendall(f"{head}\r\n".encode() + body)
        status, headers = _head(file)
        content = _body(file, headers)
        if headers.get(b"connection", b"").lower() == b"close":
            self.close()
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content[:500]!r}")
        return content

    def _connected(self) -> tuple[socket.socket, IO[bytes]]:
        if self._socket is None or self._file is None:
            self._socket = socket.create_connection(self._address, timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._file = self._socket.makefile("rb")
        return self._socket, self._file


def _head(file: IO[bytes]) -> tuple[int, dict[bytes, bytes]]:
    """The status, and the headers by their names in lower case."""
    status = file.readline()
    if not status:
        raise ConnectionError("the server closed the connection")
    headers: dict[bytes, bytes] = {}
    while line := file.readline().rstrip(b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.lower()] = value.strip()
    return int(status.split(None, 2)[1]), headers


def _body(file: IO[bytes], headers: dict[bytes, bytes]) -> bytes:
    if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
        return file.read(int(headers.get(b"content-length", 0)))
    found = b""
    while size := int(file.readline().partition(b";")[0], 16):
        found += file.read(size)
        file.readline()
    file.readline()
    return found
