"""How many datasets are registered in a second: one request each, and through the bulk endpoint."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from bench.records import datasets
from bench.server import Server


def one_by_one(server: Server, count: int) -> dict[str, float]:
    """Datasets per second of one client that waits for each answer."""
    bodies = list(datasets(count, seed=7, prefix="single"))
    began = time.perf_counter()
    for body in bodies:
        server.post("/api/v1/datasets", body)
    return {"count": count, "per_second": round(count / (time.perf_counter() - began), 1)}


def bulk(server: Server, count: int) -> dict[str, Any]:
    """Datasets per second until acknowledged, and until search finds the last."""
    before = server.found()
    began = time.perf_counter()
    created = send(server, datasets(count, seed=count, prefix=f"bulk-{count}"))
    acknowledged = time.perf_counter() - began
    if created != count:
        raise RuntimeError(f"{created} of {count} datasets were created")
    server.wait_until_found(before + count)
    return {
        "count": count,
        "per_second": round(count / acknowledged, 1),
        "per_second_until_found": round(count / (time.perf_counter() - began), 1),
    }


def send(server: Server, bodies: Iterable[dict[str, Any]]) -> int:
    """How many of the bodies the bulk endpoint says it created, once it has answered them all."""
    answer = server.session.post(
        f"{server.url}/api/v1/datasets/bulk",
        data=(json.dumps(body).encode() + b"\n" for body in bodies),
        headers={"Content-Type": "application/x-ndjson"},
        stream=True,
        timeout=3600,
    )
    answer.raise_for_status()
    return sum(json.loads(line)["status"] == "created" for line in answer.iter_lines() if line)
