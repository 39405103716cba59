"""One engine, measured: `python -m bench.measure` is started by `python -m bench` for each."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.server import Server, a_home, served


def main() -> None:
    options = options_of(sys.argv[1:])
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # With a model, the indexer would compute vectors beside all that is measured, and the API ask
    # another question than the bare engine. Ranking by meaning is `bench.relevance`'s.
    os.environ["SEMANTIC_MODEL"] = "none"
    with a_home(options.home):
        import django

        django.setup()
        found = {str(size): measured(size, options) for size in options.sizes}
    print(json.dumps(found))


def options_of(given: list[str]) -> argparse.Namespace:
    """Also what `python -m bench` hands on."""
    parser = argparse.ArgumentParser(prog="bench", add_help=False)
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[10_000, 100_000],
        help="records in the catalogue at each measurement, ascending",
    )
    parser.add_argument(
        "--home", type=Path, help="a folder that keeps what is loaded; else all is made anew"
    )
    parser.add_argument("--rounds", type=int, default=30, help="times that each query is asked")
    parser.add_argument("--seconds", type=float, default=10, help="of each run of many callers")
    parser.add_argument("--single", type=int, default=300, help="datasets registered one by one")
    parser.add_argument("--bulk", type=int, default=5000, help="datasets registered in bulk")
    parser.add_argument("--writes", type=int, default=500, help="a second, while search is watched")
    parser.add_argument("--docs", type=Path, help="flat records, one JSON object a line")
    parser.add_argument("--peer", type=Path, help="the peer's environment: compare with it")
    return parser.parse_args(given)


def measured(size: int, options: argparse.Namespace) -> dict[str, Any]:
    from bench.engines import is_elasticsearch
    from bench.facets import custom_and_mapped
    from bench.loading import fill
    from bench.searching import api_and_engine

    fill(size)
    found: dict[str, Any] = {}
    with served() as server:
        found["search"] = api_and_engine(server, rounds=options.rounds, seconds=options.seconds)
        _say(f"{size:,} records, search: {found['search']}")
        if is_elasticsearch():
            found["facet"] = custom_and_mapped(size, options.rounds)
            _say(f"{size:,} records, one facet: {found['facet']}")
            if options.peer:
                found["peer"] = _with_peer(server, size, options)
                _say(f"{size:,} records, the peer: {found['peer']}")
        found |= _writing(server, options)
        _say(f"{size:,} records, writing: {found}")
    return found


def _with_peer(server: Server, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """The peer's loading, and the same question to both APIs and, bare, to both indices."""
    from bench import peer
    from bench.engines import bare_call
    from bench.records import PLAIN
    from bench.searching import compared, through_api

    with peer.served(os.environ["ELASTICSEARCH_URL"], options.peer) as other:
        loaded = other.load(size)
        ours = {"api": lambda: through_api(server, [PLAIN]), "engine": lambda: [bare_call(PLAIN)]}
        theirs = {"peer": other.search, "peer_engine": other.bare_search}
        found = compared(ours | theirs, rounds=options.rounds * 5, seconds=options.seconds)
    found["peer_ratio_p50"] = round(found["peer"]["p50_ms"] / found["peer_engine"]["p50_ms"], 2)
    return {"bulk": loaded, "search": found}


def _writing(server: Server, options: argparse.Namespace) -> dict[str, Any]:
    from bench.flat import flat
    from bench.registration import bulk, one_by_one, until_searchable

    found: dict[str, Any] = {
        "bulk": bulk(server, options.bulk),
        "one_by_one": one_by_one(server, options.single),
        "searchable": until_searchable(server, rate=options.writes, seconds=options.seconds),
    }
    if options.docs:
        found["flat"] = flat(server, options.docs)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
