"""Times taken turn by turn, and how many calls a second many callers get through."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence

Call = Callable[[], object]


def interleaved(calls: Mapping[str, Sequence[Call]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds by name. In every round each name's calls have their turn, one of each name
    after the other, so that a slow moment of the machine is everybody's."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    longest = max(map(len, calls.values()))
    for _ in range(rounds):
        for turn in range(longest):
            for name, some in calls.items():
                times[name].append(_milliseconds(some[turn % len(some)]))
    return times


def summary(times: Sequence[float]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
    }


def throughput(make: Callable[[], Sequence[Call]], *, callers: int, seconds: float) -> float:
    """Calls a second of `callers` threads; `make` gives each its own calls, made in turn."""
    counts = [0] * callers
    ready = threading.Barrier(callers + 1)

    def run(place: int, calls: Sequence[Call]) -> None:
        ready.wait()
        end = time.perf_counter() + seconds
        while not counts[place] or time.perf_counter() < end:
            calls[counts[place] % len(calls)]()
            counts[place] += 1

    own = [make() for _ in range(callers)]
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(own)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return round(sum(counts) / (time.perf_counter() - began), 1)


def _milliseconds(call: Call) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000
