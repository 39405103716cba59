"""The server goes away under writes and comes back: all is found, nothing twice, and a document
that it never takes keeps nobody out. `HOLOTYPE_OUTAGE_SECONDS=180` is the long run."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch as Client

from tests.search.processes import World
from tests.services.elasticsearch import OPEN, Elasticsearch, start_node
from tests.services.server import Missing

pytestmark = pytest.mark.slow_once
OUTAGE = float(os.environ.get("HOLOTYPE_OUTAGE_SECONDS", "3"))
SMALL = "http.max_content_length: 1mb\n"

BEFORE = """
from search.reindex import ensure_index
for n in range(60): write(f'k{n:03}', 'before')
ensure_index()
"""
DURING = f"""
from search.engines.base import EngineDown
from search.engine import engine
refusals = []
ended = time.time() + {OUTAGE}
number = 0
while number < 120 or time.time() < ended:
    number += 1
    key = f'k{{number % 150:03}}'
    if number % 7 == 0: remove(key)
    else: write(key, f'during {{number}}')
    if number % 10 == 0:
        try: found()
        except EngineDown as down: refusals.append(str(down))
    time.sleep(0.01)
write('poison', 'larger than the server takes', extra='x' * 3_000_000)
write('last', 'written last')
assert len(refusals) == number // 10, 'an outage was taken for an empty index'
print(sum('not asked again yet' in each for each in refusals), engine().breaker)
"""
AFTER = """
deadline = time.time() + 120
while OutboxMark.objects.exists():
    assert time.time() < deadline, list(OutboxMark.objects.values()[:5])
    time.sleep(0.1)
letter = DeadLetter.objects.get()
print(letter.key, letter.attempts, letter.reason)
"""


@pytest.fixture
def node() -> Iterator[Elasticsearch]:
    with tempfile.TemporaryDirectory(prefix="holotype-outage-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server, as another user, must get through to its own folder
        try:
            started = start_node(folder=folder / "node", security=OPEN + SMALL, files={})
        except Missing as missing:
            pytest.skip(str(missing))
        yield started
        started.stop()


def test_writes_go_on_search_says_so_and_the_backlog_drains_by_itself(
    world: World, node: Elasticsearch
) -> None:
    world.set(NOTES_ELASTICSEARCH=f"{node.url} outage")
    world.run(BEFORE)
    indexer = world.manage("run_indexer")
    assert node.server is not None
    node.server.kill()
    spared, breaker = world.run(DURING, seconds=OUTAGE + 120).split()
    assert int(spared) >= 5, "most searches should be told at once"
    assert breaker in ("open", "half-open")
    again = node.started_again()
    try:
        letter = world.run(AFTER)
        assert letter.startswith("poison 5 ")
        assert "larger than the server takes" in letter
        world.run("write('a later one', 'goes on')")
        world.run(AFTER)
        assert indexer.poll() is None, "the indexer never ended"
        assert_all_is_there_once(world, again.url)
    finally:
        again.stop()


def assert_all_is_there_once(world: World, url: str) -> None:
    checking = world.manage("check_index", "--format", "json")
    report = json.loads(checking.communicate(timeout=120)[0])
    assert [each["where"] for each in report["problems"]] == ["note poison"]
    assert "it was given up" in report["problems"][0]["what"]
    counts = report["counts"]
    assert (counts["missing"], counts["stale"], counts["surplus"]) == (1, 0, 0)
    with closing(Client(url)) as client:
        ids = {"terms": {"field": "id", "size": 10_000, "min_doc_count": 2}}
        asked: dict[str, Any] = {
            "query": {"term": {"live": True}},
            "aggs": {"twice": ids},
            "size": 0,
        }
        answer = client.search(index="outage.*", track_total_hits=True, **asked)
        assert answer["hits"]["total"]["value"] == counts["documents"] - 1
        assert answer["aggregations"]["twice"]["buckets"] == []
