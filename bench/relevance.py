"""How well search ranks: judged queries, asked through the HTTP API of a catalogue of its own.

    python bench/relevance.py --docs docs.jsonl --queries queries.jsonl --qrels qrels.txt

Prints one JSON object: `lexical`, and `hybrid` where the extra `semantic` is installed, each with
NDCG and MAP at 5 and 10, their 95 % bootstrap intervals, and the same for each half of the queries.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":  # also as a script, from anywhere
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.flat import bodies
from bench.judging import CUTS, Grades, read_qrels, summary
from bench.loading import steward
from bench.server import Server, a_home, served
from bench.timing import summary as times

_HOURS = 2


def main() -> None:
    options = _options()
    qrels = read_qrels(options.qrels)
    queries = {
        each["id"]: each["text"] for each in map(json.loads, options.queries.open()) if each["text"]
    }
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        THROTTLE_TOKEN="1000000/min",
        SEMANTIC_MODEL=os.environ.get("SEMANTIC_MODEL", "auto"),
    )
    with a_home(options.home):
        import django

        django.setup()
        result = _judged(options, queries, qrels)
    print(json.dumps(result, indent=2))


def _judged(
    options: argparse.Namespace, queries: Mapping[str, str], qrels: Mapping[str, Grades]
) -> dict[str, object]:
    """The figures of each ranking that this catalogue has."""
    steward()
    with served() as server:
        names = _load(server, options.docs)
        ranks = ["lexical", "hybrid"] if _wait_for_vectors() else ["lexical"]
        return {rank: _measured(server, queries, names, rank, qrels) for rank in ranks}


def _load(server: Server, docs: Path) -> dict[str, str]:
    """Registers the documents, waits until all are found; dataset id → document."""
    wanted = [json.loads(line)["id"] for line in docs.read_text().splitlines()]
    answer = server.session.post(
        f"{server.url}/api/v1/datasets/bulk",
        data=(json.dumps(body).encode() + b"\n" for body in bodies(docs)),
        headers={"Content-Type": "application/x-ndjson"},
        stream=True,
        timeout=3600,
    )
    answer.raise_for_status()
    lines = [json.loads(line) for line in answer.iter_lines() if line]
    names = {line["id"]: wanted[line["line"] - 1] for line in lines if "id" in line}
    _say(f"{len(names):,} of {len(wanted):,} documents registered")
    server.wait_until_found(len(names))
    return names


def _measured(
    server: Server,
    queries: Mapping[str, str],
    names: Mapping[str, str],
    rank: str,
    qrels: Mapping[str, Grades],
) -> dict[str, object]:
    """The figures of one ranking, and how long its answers took."""
    found: dict[str, list[str]] = {}
    took: list[float] = []
    for query, text in queries.items():
        asked = {"q": text, "rank": rank, "limit": str(max(CUTS))}
        began = time.perf_counter()
        answer = server.session.get(f"{server.url}/api/v1/search", params=asked, timeout=60)
        took.append(1000 * (time.perf_counter() - began))
        answer.raise_for_status()
        found[query] = [names[hit["id"]] for hit in answer.json()["results"]]
    _say(f"{len(found)} queries asked, rank={rank}")
    return {**summary(found, qrels), **times(took)}


def _wait_for_vectors() -> bool:
    """Until every document has its vector and the index knows it; False without a model."""
    from search.models import EmbeddingState, EmbeddingTask, OutboxMark
    from search.semantic.encoding import encoder

    model = encoder()
    if model is None:
        _say("the extra `semantic` is not installed: no hybrid figures")
        return False
    began = time.monotonic()
    present = EmbeddingState.objects.filter(model=model.key)
    while not present.exists() or EmbeddingTask.objects.exists():
        if time.monotonic() - began > _HOURS * 3600:
            raise TimeoutError(f"vectors are not computed after {_HOURS} hours")
        time.sleep(1)
    while OutboxMark.objects.exists():
        time.sleep(0.5)
    _say(f"vectors computed in {time.monotonic() - began:.0f} s")
    return True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/relevance.py", description=__doc__)
    for name, what in (
        ("docs", "documents: id, title, description, tags, author; one JSON object a line"),
        ("queries", "queries: id, text; one JSON object a line"),
        ("qrels", "judgements: `query 0 document grade`, one a line"),
    ):
        parser.add_argument(f"--{name}", type=Path, required=True, help=what)
    parser.add_argument(
        "--home", type=Path, help="a folder to keep the catalogue in, or that has it"
    )
    parser.add_argument("--format", choices=["json"], default="json", help="of the answer")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
