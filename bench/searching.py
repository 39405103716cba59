"""What the API costs on top of the engine: the same queries, turn by turn, both ways."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.records import QUERIES
from bench.server import Server


def api_and_engine(server: Server, rounds: int) -> dict[str, Any]:
    """Milliseconds (p50, p95) through HTTP and of the bare engine call, and the ratio of the p50s.

    The engine runs in this process on the server's index, with the request parsed beforehand.
    """
    calls = [(_through_api(server, text), _through_engine(text)) for text in QUERIES]
    for api, engine in calls * 3:
        if api() != engine():
            raise RuntimeError("the API and the engine do not count the same")
    times: dict[str, list[float]] = {"api": [], "engine": []}
    for _ in range(rounds):
        for api, engine in calls:
            times["engine"].append(_timed(engine))
            times["api"].append(_timed(api))
    p50 = {name: statistics.median(values) for name, values in times.items()}
    return {
        "queries": rounds * len(calls),
        **{f"{name}_p50_ms": round(p50[name], 2) for name in times},
        **{f"{name}_p95_ms": round(_p95(values), 2) for name, values in times.items()},
        "ratio_p50": round(p50["api"] / p50["engine"], 2),
    }


def _through_api(server: Server, text: str) -> Callable[[], int]:
    url = f"{server.url}/api/v1/search?{text}"
    return lambda: int(server.session.get(url, timeout=60).json()["total"]["value"])


def _through_engine(text: str) -> Callable[[], int]:
    from django.http import QueryDict

    from search.engine import engine
    from search.parameters import request_from
    from search.request import AuthorisedQuery

    query = AuthorisedQuery(request=request_from(QueryDict(text)), labels=frozenset({"public"}))
    return lambda: engine().search(query).total


def _timed(call: Callable[[], int]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
