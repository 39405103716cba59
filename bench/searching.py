"""What the API costs on top of the engine: the same queries, turn by turn, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.client import Client
from bench.engines import bare_call
from bench.records import QUERIES
from bench.server import Server
from bench.timing import Call, interleaved, summary, throughput

CALLERS = 8


def api_and_engine(server: Server, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Milliseconds and requests a second with one caller and with `CALLERS`, through HTTP and of
    the bare engine, for queries with eight facets; and the ratio of the p50s."""
    return compared(
        {
            "api": lambda: through_api(server, QUERIES),
            "engine": lambda: [bare_call(text) for text in QUERIES],
        },
        rounds=rounds,
        seconds=seconds,
    )


def through_api(server: Server, queries: Sequence[str]) -> list[Call]:
    """Over a connection of their own."""
    client = Client(server.url, server.token)
    return [lambda text=text: client.get(f"/api/v1/search?{text}") for text in queries]  # type: ignore[misc]


def compared(
    ways: Mapping[str, Callable[[], list[Call]]], *, rounds: int, seconds: float
) -> dict[str, Any]:
    """Each way of asking the same; the first is compared with the second."""
    calls = {name: make() for name, make in ways.items()}
    interleaved(calls, 3)
    times = interleaved(calls, rounds)
    found: dict[str, Any] = {name: summary(some) for name, some in times.items()}
    for name, make in ways.items():
        for callers in (1, CALLERS):
            rate = throughput(make, callers=callers, seconds=seconds)
            found[name][f"per_second_{callers}"] = rate
    api, engine = (found[name]["p50_ms"] for name in list(ways)[:2])
    return {**found, "ratio_p50": round(api / engine, 2)}
