"""A result of the benchmarks as the tables of docs/explanation/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

_SEARCH = ("engine", "records", "API p50 / p95 ms", "engine p50 / p95 ms", "ratio of p50")
_RATES = ("API a second, 1 / 8 callers", "engine a second, 1 / 8 callers")
_WRITING = ("engine", "records", "one by one", "bulk", "bulk, until found", "bare engine", "ratio")
_WAIT = ("searchable p50 / p95 ms", "meanwhile a second")
_FACET = ("records", "property", "custom p50 ms", "mapped p50 ms", "ratio")
_PEER = ("records", "who", "p50 / p95 ms", "bare p50 ms", "ratio", "a second, 1 / 8 callers")


def tables(result: dict[str, Any]) -> str:
    """Markdown: search, writing, and with Elasticsearch one facet and the peer."""
    runs = [
        (engine, size, found)
        for engine in ("embedded", "elasticsearch")
        for size, found in result.get(engine, {}).items()
    ]
    parts = [_table(_SEARCH + _RATES, (_search(*run) for run in runs))]
    parts.append(_table(_WRITING + _WAIT, (_writing(*run) for run in runs)))
    facets = [row for _, size, found in runs if "facet" in found for row in _facets(size, found)]
    peers = [row for _, size, found in runs if "peer" in found for row in _peer(size, found)]
    parts += [_table(_FACET, facets)] if facets else []
    parts += [_table(_PEER, peers)] if peers else []
    return "\n\n".join(parts)


def _search(engine: str, size: str, found: dict[str, Any]) -> list[object]:
    search = found["search"]
    api, bare = search["api"], search["engine"]
    return [
        engine,
        _number(size),
        _both(api),
        _both(bare),
        search["ratio_p50"],
        _rates(api),
        _rates(bare),
    ]


def _writing(engine: str, size: str, found: dict[str, Any]) -> list[object]:
    bulk, wait = found["bulk"], found["searchable"]
    rates = [bulk[name] for name in ("per_second", "per_second_until_found", "engine_per_second")]
    return [
        *(engine, _number(size), found["one_by_one"]["per_second"], *rates, bulk["ratio"]),
        *(_both(wait), wait["taken_per_second"]),
    ]


def _facets(size: str, found: dict[str, Any]) -> list[list[object]]:
    return [
        [_number(size), name, one["custom"]["p50_ms"], one["mapped"]["p50_ms"], one["ratio_p50"]]
        for name, one in found["facet"].items()
    ]


def _peer(size: str, found: dict[str, Any]) -> list[list[object]]:
    search = found["peer"]["search"]
    rows = (
        ("Holotype", "api", "engine", "ratio_p50"),
        ("peer", "peer", "peer_engine", "peer_ratio_p50"),
    )
    return [
        [
            _number(size),
            who,
            _both(search[api]),
            search[bare]["p50_ms"],
            search[ratio],
            _rates(search[api]),
        ]
        for who, api, bare, ratio in rows
    ]


def _both(times: dict[str, Any]) -> str:
    return f"{times['p50_ms']} / {times['p95_ms']}"


def _rates(times: dict[str, Any]) -> str:
    return f"{times['per_second_1']} / {times['per_second_8']}"


def _number(size: str) -> str:
    return f"{int(size):,}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["--:" for _ in heads], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
