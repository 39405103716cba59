"""`manage.py serve`: two servers, one command, one end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.processes import World, until
from tests.services.server import free_port

Serving = tuple[World, int, subprocess.Popen[str]]


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[tuple[World, int]]:
    port = free_port()
    world = World(tmp_path, "")
    world.set(
        PORT=str(port),
        DJANGO_SETTINGS_MODULE="tests.serving.served_settings",
        LOG_LEVEL="INFO",
        SITE_URL="",
    )
    try:
        world.outcome(world.manage("migrate", "search", "-v0"))
        world.outcome(world.manage("migrate", "sessions", "-v0"))
        yield world, port
    finally:
        world.end()


@pytest.fixture
def serving(prepared: tuple[World, int]) -> Serving:
    world, port = prepared
    return world, port, begin(world)


def begin(world: World) -> subprocess.Popen[str]:
    """A group of its own, as a terminal gives."""
    served = world.start("-m", "django", "serve", new_group=True)
    assert served.stdout
    line = served.stdout.readline()
    assert line.startswith("Holotype is at http://localhost:"), world.log()
    return served


def get(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def found(port: int) -> list[str]:
    status, body = get(port, "/api/v1/search?type=note")
    return [each["title"] for each in json.loads(body)["results"]] if status == 200 else []


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(each) for each in listed]


def family(process: int) -> list[int]:
    below = children(process)
    return [process, *(each for child in below for each in family(child))]


def is_gone(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def indexer_of(process: int) -> int:
    """0 where there is none just now."""
    for child in children(process):
        if b"run_indexer" in Path(f"/proc/{child}/cmdline").read_bytes():
            return child
    return 0


def test_it_serves_and_indexes_and_ends_with_one_signal(serving: Serving) -> None:
    _, port, served = serving
    assert get(port, "/note?key=a&title=mouse")[0] == 201
    until(lambda: found(port) == ["mouse"])
    everyone = family(served.pid)
    assert len(everyone) >= 5, "itself, web server, two workers, indexer"
    served.send_signal(signal.SIGTERM)
    assert served.wait(timeout=20) == 0
    until(lambda: all(is_gone(each) for each in everyone))
    assert refuses(port)


def test_missing_static_files_are_told_at_the_start(serving: Serving) -> None:
    world, _, served = serving
    assert "run manage.py collectstatic" in world.log()
    served.send_signal(signal.SIGTERM)
    served.wait(timeout=20)
    world.outcome(world.manage("collectstatic", "--no-input", "-v0"))
    before = world.log()
    begin(world)
    assert "collectstatic" not in world.log().removeprefix(before)


def test_one_ctrl_c_ends_everything(serving: Serving) -> None:
    _, port, served = serving
    everyone = family(served.pid)
    os.killpg(served.pid, signal.SIGINT)  # what a terminal does
    assert served.wait(timeout=20) == 0
    until(lambda: all(is_gone(each) for each in everyone))
    assert refuses(port)


def test_its_children_do_not_outlive_it(serving: Serving) -> None:
    _, port, served = serving
    everyone = family(served.pid)
    served.kill()
    until(lambda: all(is_gone(each) for each in everyone))
    assert refuses(port)


def test_killed_as_a_whole_it_starts_again_at_once_with_nothing_lost(serving: Serving) -> None:
    world, port, served = serving
    get(port, "/note?key=a&title=mouse")
    os.killpg(served.pid, signal.SIGKILL)
    served.wait()
    begin(world)
    until(lambda: found(port) == ["mouse"])


def test_an_indexer_that_dies_is_started_again(serving: Serving) -> None:
    _, port, served = serving
    first = indexer_of(served.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: indexer_of(served.pid) not in (0, first))
    get(port, "/note?key=a&title=mouse")
    until(lambda: found(port) == ["mouse"])


def test_a_web_server_that_dies_ends_the_command_with_an_error(serving: Serving) -> None:
    world, _, served = serving
    everyone = family(served.pid)
    (web,) = set(children(served.pid)) - {indexer_of(served.pid)}
    os.kill(web, signal.SIGKILL)
    assert served.wait(timeout=30) == 1
    assert "the web server ended by itself" in world.log()
    until(lambda: all(is_gone(each) for each in everyone))


def test_a_port_that_is_taken_is_one_clear_line(prepared: tuple[World, int]) -> None:
    world, port = prepared
    with socket.create_server(("127.0.0.1", port)):
        refused = world.manage("serve")
        assert refused.wait(timeout=30) == 1
    last = world.log().strip().splitlines()[-1]
    assert f"port {port} of 127.0.0.1 is taken by another program" in last
    assert "Traceback" not in world.log()


def test_bodies_stream_in_both_directions(serving: Serving) -> None:
    """The answer begins while the request still goes on. (Gunicorn reads lines by kilobytes, so
    the first one is seen when the second is there.)"""
    _, port, _ = serving
    lines = [bytes([letter]) * 2000 + b"\n" for letter in b"abc"]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            b"POST /api/v1/datasets/bulk HTTP/1.1\r\nHost: localhost\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for line in lines:
            connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))
        with connection.makefile("rb") as answer:
            assert b"200" in answer.readline()
            while answer.readline() != b"\r\n":
                pass
            assert answer.readline().lower() == b"7d1\r\n"
            assert answer.readline() == lines[0].upper()
            connection.sendall(b"0\r\n\r\n")
            rest = [answer.readline() for _ in range(8)]
    assert rest[2] == lines[1].upper()
    assert rest[5] == lines[2].upper()
    assert rest[7] == b"0\r\n"


def test_forwarded_headers_are_believed_only_behind_a_proxy(prepared: tuple[World, int]) -> None:
    world, port = prepared

    def scheme() -> str:
        served = begin(world)
        said = json.loads(get(port, "/told", **{"X-Forwarded-Proto": "https"})[1])["scheme"]
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=20)
        return str(said)

    assert scheme() == "http"
    world.set(TRUSTED_PROXIES="1")
    assert scheme() == "https"


def test_headers_are_bounded(serving: Serving) -> None:
    _, port, _ = serving
    assert get(port, "/told", **{"X-Long": "a" * 8000})[0] == 200
    assert get(port, "/told", **{"X-Long": "a" * 9000})[0] in (400, 431)
    assert get(port, "/told?" + "a" * 9000)[0] in (400, 414)
