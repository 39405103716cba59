"""How many datasets are registered in a second, and when search finds them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench.client import Client
from bench.records import datasets
from bench.server import Server
from bench.timing import summary

_FEWEST_WAITS = 10
_SPARE_SECONDS = 60  # lines are ready for so much longer
_PIECE_SECONDS = 0.02
_REST_SECONDS = 0.1
_LOOK_SECONDS = 0.05  # a search in between costs as much as a dozen datasets


def one_by_one(server: Server, count: int) -> dict[str, float]:
    """Datasets per second of one client that waits for each answer."""
    bodies = list(datasets(count, seed=7, prefix=_prefix("single")))
    client = Client(server.url, server.token)
    began = time.perf_counter()
    for body in bodies:
        client.post("/api/v1/datasets", body)
    return {"count": count, "per_second": round(count / (time.perf_counter() - began), 1)}


def bulk(server: Server, count: int) -> dict[str, Any]:
    """Datasets per second until acknowledged, until search finds the last, and as documents that
    the bare engine takes; the ratio is of the first to the third."""
    from bench.engines import bulk_rate  # needs Django's settings

    before = server.found()
    lines = b"".join(map(line, datasets(count, seed=count, prefix=_prefix("bulk"))))
    began = time.perf_counter()
    created = send(server, lines)
    acknowledged = time.perf_counter() - began
    if created != count:
        raise RuntimeError(f"{created} of {count} datasets were created")
    server.wait_until_found(before + count)
    found = time.perf_counter() - began
    bare = bulk_rate(_changes(count))
    return {
        "count": count,
        "per_second": round(count / acknowledged, 1),
        "per_second_until_found": round(count / found, 1),
        "engine_per_second": round(bare, 1),
        "ratio": round(count / acknowledged / bare, 3),
    }


def until_searchable(server: Server, *, rate: int, seconds: float) -> dict[str, Any]:
    """Milliseconds from the answer to a write until search finds it, while others register `rate`
    datasets a second in bulk; and how many a second were really taken."""
    stop = threading.Event()
    created: list[int] = []
    ready = datasets(round(rate * (seconds + _SPARE_SECONDS)), seed=5, prefix=_prefix("paced"))
    lines = _paced(list(map(line, ready)), rate, stop)
    began = time.perf_counter()
    writer = threading.Thread(target=lambda: created.append(send(server, lines)))
    writer.start()
    waits: list[float] = []
    client = Client(server.url, server.token)
    while len(waits) < _FEWEST_WAITS or time.perf_counter() - began < seconds:
        waits.append(_one_wait(client, f"probe{len(waits)}x{time.time_ns()}"))
        time.sleep(_REST_SECONDS)
    stop.set()
    writer.join()
    taken = created[0] / (time.perf_counter() - began) if created else 0.0
    return {"asked_per_second": rate, "taken_per_second": round(taken, 1), **summary(waits)}


def line(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode() + b"\n"


def send(server: Server, lines: bytes | Iterable[bytes]) -> int:
    """How many of the lines the bulk endpoint says it created, once it has answered them all.
    Made ready beforehand, as the documents for the bare engine are: a client's own work is not
    measured."""
    answer = server.session.post(
        f"{server.url}/api/v1/datasets/bulk",
        data=lines,
        headers={"Content-Type": "application/x-ndjson"},
        stream=True,
        timeout=3600,
    )
    answer.raise_for_status()
    answers = map(json.loads, answer.content.splitlines())
    return sum(each["status"] == "created" for each in answers)


def _one_wait(client: Client, word: str) -> float:
    client.post("/api/v1/datasets", {"title": word, "access": "public"})
    began = time.perf_counter()
    while not client.json(f"/api/v1/search?q={word}&limit=1")["total"]["value"]:
        time.sleep(_LOOK_SECONDS)
    return (time.perf_counter() - began) * 1000


def _paced(lines: Sequence[bytes], rate: int, stop: threading.Event) -> Iterator[bytes]:
    """So many lines a second, as they are due; until `stop`, or until there are no more."""
    began, sent = time.perf_counter(), 0
    while sent < len(lines) and not stop.wait(_PIECE_SECONDS):
        due = round((time.perf_counter() - began) * rate)
        if piece := b"".join(lines[sent:due]):
            yield piece
            sent = min(due, len(lines))


def _changes(count: int) -> list[Any]:
    """The documents of so many datasets as changes of an index."""
    from catalog.datasets.documents import DatasetSource
    from search.document import Change

    source = DatasetSource()
    found: list[Change] = []
    last: str | None = None
    while len(found) < count and (keys := source.keys(last, 500)):
        found += [Change(document.id, 1, document) for document in source.load(keys)]
        last = keys[-1]
    return found[:count]


def _prefix(name: str) -> str:
    """Keys that no run before used."""
    return f"{name}-{time.time_ns()}"
