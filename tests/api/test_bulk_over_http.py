"""The bulk endpoint and chunked bodies against the real web server."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.catalogue import Catalogue, catalogue_in

pytestmark = pytest.mark.slow_once
BULK = "/api/v1/datasets/bulk"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalogue, str]]:
    home: Path = tmp_path_factory.mktemp("bulk")
    with catalogue_in(home) as catalogue:
        yield catalogue, catalogue.token()


def head(token: str, **more: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/x-ndjson",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def request_head(token: str, port: int, *more: str) -> bytes:
    lines = [f"POST {BULK} HTTP/1.1", f"Host: localhost:{port}"]
    lines += [f"{name}: {value}" for name, value in head(token).items()]
    return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode()


def test_a_client_that_sends_everything_before_it_reads_is_answered(
    served: tuple[Catalogue, str],
) -> None:
    """50,000 short bad lines: far more, both ways, than socket buffers hold."""
    catalogue, token = served
    body = b"x\n" * 50_000
    with socket.create_connection(("127.0.0.1", catalogue.port), timeout=120) as link:
        link.sendall(request_head(token, catalogue.port, f"Content-Length: {len(body)}"))
        link.sendall(body)
        response = http.client.HTTPResponse(link)
        response.begin()
        answers = response.read().splitlines()
    assert len(answers) == 50_000
    assert json.loads(answers[-1])["line"] == 50_000


def test_lines_are_answered_before_the_body_ends(served: tuple[Catalogue, str]) -> None:
    """The web server hands a body on in pieces of 1 KiB, so the last lines may have to wait."""
    catalogue, token = served
    lines = [json.dumps({"title": "t", "key": f"slow-{n}"}).encode() + b"\n" for n in range(200)]
    with socket.create_connection(("127.0.0.1", catalogue.port), timeout=60) as link:
        link.sendall(request_head(token, catalogue.port, "Transfer-Encoding: chunked"))
        body = b"".join(lines)
        link.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        response = http.client.HTTPResponse(link)
        response.begin()
        early = [json.loads(response.readline()) for _ in range(150)]
        link.sendall(b"0\r\n\r\n")
        late = [json.loads(line) for line in response.read().splitlines()]
    answers = [*early, *late]
    assert [answer["line"] for answer in answers] == list(range(1, 201))
    assert {answer["status"] for answer in answers} == {"created"}


def test_a_client_that_goes_away_keeps_what_was_acknowledged(
    served: tuple[Catalogue, str],
) -> None:
    catalogue, token = served
    lines = [json.dumps({"title": "t", "key": f"gone-{n}"}).encode() + b"\n" for n in range(400)]
    with socket.create_connection(("127.0.0.1", catalogue.port), timeout=60) as link:
        link.sendall(request_head(token, catalogue.port, "Content-Length: 1000000"))
        link.sendall(b"".join(lines))
        response = http.client.HTTPResponse(link)
        response.begin()
        acknowledged = [json.loads(response.readline())["id"] for _ in range(150)]
    answer = requests.post(
        catalogue.url + BULK, data=b"".join(lines), headers=head(token), timeout=60
    )
    again = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["id"] for row in again[:150]] == acknowledged
    assert {row["status"] for row in again[:150]} == {"unchanged"}
    assert {row["status"] for row in again} <= {"unchanged", "created"}


def test_a_chunked_body_is_a_body(served: tuple[Catalogue, str]) -> None:
    catalogue, token = served

    def parts() -> Iterator[bytes]:
        yield b'{"title": '
        yield b'"In pieces"}'

    answer = requests.post(
        f"{catalogue.url}/api/v1/datasets",
        data=parts(),
        headers={**head(token), "Content-Type": "application/json"},
        timeout=60,
    )
    assert (answer.status_code, answer.json()["title"]) == (201, "In pieces")


def test_two_edits_of_the_same_thing_never_both_win(served: tuple[Catalogue, str]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    catalogue, token = served
    bearer = {"Authorization": f"Bearer {token}"}
    made = requests.post(
        f"{catalogue.url}/api/v1/datasets", json={"title": "A"}, headers=bearer, timeout=60
    )
    place = f"{catalogue.url}{made.headers['Location']}"

    def edit(number: int) -> int:
        return requests.patch(
            place,
            json={"title": f"Edit {number}"},
            headers={**bearer, "If-Match": made.headers["ETag"]},
            timeout=60,
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(edit, range(8)))
    assert outcomes == [200] + [412] * 7
