"""The benchmark's own HTTP client, against a server that has nothing of ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.client import Client


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_error(404, "nothing here")
        elif self.path == "/chunked":
            self._head("Transfer-Encoding", "chunked")
            self.wfile.write(b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n")
        else:
            self._answer(f"{self.client_address[1]} {self.headers['Authorization']}".encode())

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, body: bytes) -> None:
        self._head("Content-Length", str(len(body)))
        self.wfile.write(body)

    def _head(self, name: str, value: str) -> None:
        self.send_response(200)
        self.send_header(name, value)
        if self.path == "/last":
            self.send_header("Connection", "close")
        self.end_headers()


@pytest.fixture
def client() -> Iterator[Client]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = Client(f"http://127.0.0.1:{server.server_address[1]}", "secret")
        yield client
        client.close()
        server.shutdown()


def test_one_connection_is_kept(client: Client) -> None:
    first = client.get("/")
    assert first.endswith(b"Bearer secret")
    assert client.get("/chunked") == b"hello world"
    assert client.get("/") == first


def test_after_the_last_answer_there_is_another_connection(client: Client) -> None:
    first = client.get("/last")
    assert client.get("/") != first


def test_json_goes_both_ways(client: Client) -> None:
    assert client.post("/", {"a": [1]}) == b'{"a": [1]}'


def test_an_answer_that_is_an_error_is_raised(client: Client) -> None:
    with pytest.raises(RuntimeError, match="404"):
        client.get("/missing")
