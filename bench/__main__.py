"""`python -m bench`: registrations per second and search times, as one JSON object."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from bench.records import SCHEMA
from bench.server import served


def main() -> None:
    options = _options()
    with served() as server:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from bench.flat import flat
        from bench.registration import bulk, one_by_one
        from bench.searching import api_and_engine

        schema = {"name": "bench/session", "version": "1.0.0", "content": SCHEMA, "publish": True}
        server.post("/api/v1/schemas", schema)
        result: dict[str, Any] = {
            "machine": _machine(),
            "one_by_one": one_by_one(server, options.single),
        }
        _say(f"one by one: {result['one_by_one']}")
        filled = options.single
        if options.docs:
            result["flat"] = flat(server, options.docs)
            filled += result["flat"]["created"]
            _say(f"flat records, bulk: {result['flat']}")
        for size in options.sizes:
            loaded = bulk(server, size - filled)
            _say(f"{size:,} records, bulk: {loaded}")
            searched = api_and_engine(server, options.rounds)
            _say(f"{size:,} records, search: {searched}")
            result[str(size)], filled = {"bulk": loaded, "search": searched}, size
    print(json.dumps(result, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[10_000, 100_000],
        help="records in the catalogue at each measurement, ascending",
    )
    parser.add_argument("--docs", type=Path, help="flat records, one JSON object a line")
    parser.add_argument("--single", type=int, default=500, help="datasets registered one by one")
    parser.add_argument("--rounds", type=int, default=50, help="times that each query is asked")
    return parser.parse_args()


def _machine() -> dict[str, object]:
    return {
        "when": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
