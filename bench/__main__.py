"""`python -m bench`: search and registration on both engines, as JSON or as tables."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import options_of
from bench.tables import tables

ENGINES = ("embedded", "elasticsearch")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--engines",
        type=lambda text: text.split(","),
        default=list(ENGINES),
        help="embedded, elasticsearch or both, separated by a comma",
    )
    parser.add_argument("--format", choices=["json", "markdown"], default="json")
    options, others = parser.parse_known_args()
    options_of(others)  # what is wrong with them is told before anything is started
    result: dict[str, Any] = {"machine": _machine()}
    for engine in options.engines:
        with _environment(engine) as environment:
            result[engine] = _measured(others, environment)
    print(json.dumps(result, indent=2) if options.format == "json" else tables(result))


def _measured(given: list[str], environment: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "bench.measure", *given]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@contextlib.contextmanager
def _environment(engine: str) -> Iterator[dict[str, str]]:
    """That of a process which uses this engine. Elasticsearch is the one that ELASTICSEARCH_URL
    names, or one of the tests' own, with all that its Java has."""
    if engine not in ENGINES:
        raise SystemExit(f"bench: there is no engine {engine!r}; there are: {', '.join(ENGINES)}")
    environment = {name: it for name, it in os.environ.items() if name != "ELASTICSEARCH_URL"}
    if engine == "embedded":
        yield environment
        return
    from tests.services.elasticsearch import WHOLE, start_elasticsearch

    with tempfile.TemporaryDirectory(prefix="holotype-bench-") as folder:
        Path(folder).chmod(0o755)
        node = start_elasticsearch(folder=Path(folder) / "node", machine=WHOLE)
        try:
            yield environment | {"ELASTICSEARCH_URL": node.url, "INDEX_PREFIX": "holotype-bench"}
        finally:
            node.stop()


def _machine() -> dict[str, object]:
    return {
        "when": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    main()
