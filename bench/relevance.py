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
from bench.judging import CUTS, read_qrels, summary
from bench.server import Server, served

_HOURS = 2


def main() -> None:
    options = _options()
    qrels = read_qrels(options.qrels)
    queries = {
        each["id"]: each["text"] for each in map(json.loads, options.queries.open()) if each["text"]
    }
    os.environ.update(THROTTLE_TOKEN="1000000/min", SEMANTIC_MODEL="auto")
    with served() as server:
        names = _load(server, options.docs)
        result = {"lexical": summary(_ask(server, queries, names, "lexical"), qrels)}
        if _wait_for_vectors():
            result["hybrid"] = summary(_ask(server, queries, names, "hybrid"), qrels)
    print(json.dumps(result, indent=2))


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


def _ask(
    server: Server, queries: Mapping[str, str], names: Mapping[str, str], rank: str
) -> dict[str, list[str]]:
    """Query → documents, best first."""
    found: dict[str, list[str]] = {}
    for query, text in queries.items():
        asked = {"q": text, "rank": rank, "limit": max(CUTS)}
        answer = server.session.get(f"{server.url}/api/v1/search", params=asked, timeout=60)
        answer.raise_for_status()
        found[query] = [names[hit["id"]] for hit in answer.json()["results"]]
    _say(f"{len(found)} queries asked, rank={rank}")
    return found


def _wait_for_vectors() -> bool:
    """Until every document has its vector and the index knows it; False without a model."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from search.models import Embedding, EmbeddingTask, OutboxMark
    from search.semantic.encoding import AUTO, model_folder

    if model_folder(AUTO) is None:
        _say("the extra `semantic` is not installed: no hybrid figures")
        return False
    began = time.monotonic()
    while not Embedding.objects.exists() or EmbeddingTask.objects.exists():
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
    parser.add_argument("--format", choices=["json"], default="json", help="of the answer")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
