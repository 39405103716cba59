"""POST /datasets/bulk: what each line is answered."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import time
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings
from rest_framework.test import APIClient

from catalog.api.datasets import lines as lines_module
from catalog.api.datasets.lines import Broken, Line, batches
from catalog.api.datasets.spool import BodyTooLarge, Spool, Stalled
from catalog.datasets.register import register_datasets
from catalog.models import AuditEntry, Dataset
from tests.apis import Connect, problems
from tests.builders import make_caller, make_schema

URL = "/api/v1/datasets/bulk"
NDJSON = "application/x-ndjson"


def send(client: APIClient, *given: Any) -> list[dict[str, Any]]:
    lines = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in given]
    answer = client.post(URL, b"\n".join(lines), content_type=NDJSON)
    assert answer.status_code == 200
    assert answer["Content-Type"] == NDJSON
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return [json.loads(line) for line in body.splitlines()]


@pytest.mark.django_db
class TestLines:
    def test_good_lines_are_stored_and_bad_ones_cost_only_themselves(
        self, connect: Connect
    ) -> None:
        make_schema()
        answers = send(
            connect(make_caller()),
            {"title": "A", "key": "a"},
            b"not json",
            b"",
            {"titel": "B"},
            {"title": "C", "metadata": [{"schema": "test/subject", "content": {}}]},
            b'{"title": "\xff"}',
            {"title": "D", "key": "a"},
            {"title": "A", "key": "a"},
            {"title": "E"},
        )
        told = [(each["line"], each["status"]) for each in answers]
        assert told == [
            (1, "created"),
            (2, "error"),
            (4, "error"),
            (5, "error"),
            (6, "error"),
            (7, "error"),
            (8, "unchanged"),
            (9, "created"),
        ]
        assert answers[0]["pid"] == Dataset.objects.get(key="a").pid
        assert [each["problem"]["status"] for each in answers if "problem" in each] == [
            400,
            422,
            422,
            400,
            409,
        ]
        assert answers[3]["problem"]["problems"][0]["pointer"] == "/metadata/0/content"
        assert Dataset.objects.count() == 2
        assert AuditEntry.objects.filter(action="dataset.register").count() == 2

    def test_sending_it_all_again_changes_nothing(self, connect: Connect) -> None:
        client = connect(make_caller())
        body = [{"title": f"t{number}", "key": f"k{number}"} for number in range(250)]
        first, again = send(client, *body), send(client, *body)
        assert {each["status"] for each in first} == {"created"}
        assert {each["status"] for each in again} == {"unchanged"}
        assert [each["id"] for each in first] == [each["id"] for each in again]

    def test_it_needs_a_token_that_writes(self, connect: Connect) -> None:
        problems(connect().post(URL, b"", content_type=NDJSON), 401)
        reading = connect(make_caller(), scopes=frozenset({"read"}))
        problems(reading.post(URL, b"", content_type=NDJSON), 403)

    @override_settings(BULK_MAX_BYTES=10)
    def test_a_body_that_says_it_is_too_large_is_refused_whole(self, connect: Connect) -> None:
        client = connect(make_caller())
        problems(client.post(URL, b'{"title": "A"}', content_type=NDJSON), 413)

    def test_a_line_that_is_too_long_costs_only_itself(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lines_module, "MAX_LINE", 1000)
        long = {"title": "x" * 200_000}
        answers = send(connect(make_caller()), {"title": "A"}, long, {"title": "B"})
        assert [each["status"] for each in answers] == ["created", "error", "created"]
        assert answers[1]["problem"]["status"] == 413

    def test_a_batch_that_fails_is_done_again_line_by_line(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[str] = []

        def failing(*, actor: Any, data: Any) -> Any:
            calls.append("".join(each.title for each in data))
            with transaction.atomic():
                outcomes = register_datasets(actor=actor, data=data)
                if len(calls) == 1:
                    raise DatabaseError("connection lost")
            return outcomes

        monkeypatch.setattr("catalog.api.datasets.registering.register_datasets", failing)
        answers = send(connect(make_caller()), *({"title": title} for title in "ABC"))
        assert [each["status"] for each in answers] == ["created"] * 3
        assert calls == ["ABC", "A", "B", "C"]
        assert Dataset.objects.count() == 3


def all_lines(spool: Spool) -> list[Line | Broken]:
    return [line for batch in batches(spool) for line in batch]


def test_a_line_is_a_line_however_the_bytes_arrive() -> None:
    body = b"one\n\r\ntwo\r\n\n" + b"x" * 70_000 + b"\nlast"
    for size in (1, 7, 65_536):
        stream = io.BytesIO(body)
        spool = Spool(lambda _, stream=stream, size=size: stream.read(size), most=10**6)  # type: ignore[misc]
        found = [(line.number, line.text) for line in all_lines(spool) if isinstance(line, Line)]
        spool.close()
        assert found == [(1, b"one"), (3, b"two\r"), (5, b"x" * 70_000), (6, b"last")]


def test_lines_are_given_while_the_body_still_arrives() -> None:
    more = threading.Event()

    def read(_: int, parts: list[bytes] = [b"one\n"]) -> bytes:  # noqa: B006
        if parts:
            return parts.pop()
        more.wait(20)
        return b""

    spool = Spool(read, most=100)
    first = next(batches(spool))
    assert first == [Line(1, b"one")]
    more.set()
    spool.close()


def test_the_whole_body_is_taken_before_anybody_reads_an_answer() -> None:
    """Else a client that sends everything first would wait for us, and we for it."""
    taken = threading.Event()
    parts = [b"x" * 65_536] * 200

    def read(_: int) -> bytes:
        if parts:
            return parts.pop()
        taken.set()
        return b""

    spool = Spool(read, most=10**9)
    assert taken.wait(20)
    spool.close()


def test_a_body_that_breaks_off_or_is_too_large_ends_with_a_word_about_it() -> None:
    def breaking(_: int, parts: list[bytes] = [b"half", b"whole\n"]) -> bytes:  # noqa: B006
        if parts:
            return parts.pop()
        raise ConnectionResetError

    with contextlib.closing(Spool(breaking, most=100)) as spool:
        broken = all_lines(spool)
    assert broken[0] == Line(1, b"whole")
    assert isinstance(broken[1], Broken)
    assert isinstance(broken[1].reason, Stalled)
    stream = io.BytesIO(b"a\nb\nc\n")
    with contextlib.closing(Spool(lambda _: stream.readline(), most=4)) as large:
        found = all_lines(large)
    assert found[:2] == [Line(1, b"a"), Line(2, b"b")]
    assert isinstance(found[2], Broken)
    assert isinstance(found[2].reason, BodyTooLarge)


def test_large_lines_come_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "_BATCH_BYTES", 250)
    body = io.BytesIO((b"x" * 100 + b"\n") * 7)
    spool = Spool(body.read, most=10_000)
    assert [len(batch) for batch in batches(spool)] == [3, 3, 1]
    spool.close()


def test_a_body_of_which_nothing_comes_is_given_up() -> None:
    stop = threading.Event()
    spool = Spool(lambda _: b"" * stop.wait(20), most=10, patience=0.05)
    started = time.monotonic()
    [broken] = all_lines(spool)
    assert isinstance(broken, Broken)
    assert time.monotonic() - started < 10
    stop.set()
    spool.close()
