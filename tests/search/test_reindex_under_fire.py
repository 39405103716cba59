"""A rebuild beside a writer that never pauses, killed in the middle, on both engines.

`HOLOTYPE_REINDEX_RECORDS=100000` is the long run; docs/explanation/never-dark.md has its figures.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator

import pytest

from tests.search.elasticsearch.servers import remove_indices
from tests.search.processes import World

pytestmark = pytest.mark.slow_once
RECORDS = int(os.environ.get("HOLOTYPE_REINDEX_RECORDS", "3000"))
PATIENCE = 120 + RECORDS // 50  # seconds

# Rows as an import would leave them; nothing is marked, the first rebuild finds them.
FILL = f"""
from datetime import UTC, datetime
from search.rebuilding import want
from search.reindex import ensure_index
Session.objects.bulk_create(
    [
        Session(session_key=f'k{{n:07}}', session_data='{{"title": "note"}}',
                expire_date=datetime(2024, 1, 1, tzinfo=UTC))
        for n in range({RECORDS})
    ],
    batch_size=5000,
)
ensure_index()
print(len(found()))
want()
"""
# Edits, deletes and makes; says how many when it is told to stop.
WRITER = f"""
draw, made, number = random.Random(1), {RECORDS}, 0
while not os.path.exists('stop'):
    number += 1
    luck, key = draw.random(), f'k{{draw.randrange(made):07}}'
    if luck < 0.15: remove(key)
    elif luck < 0.3: write(f'k{{made:07}}', f'new {{number}}'); made += 1
    else: write(key, f'edit {{number}}')
    time.sleep(0.002)
print(number)
"""
# Asks all the time; every answer must be there and full.
READER = """
from search.request import SearchRequest
from search.service import search
from tests.search.notes import EVERYBODY
asked, least, slowest = 0, 10 ** 9, 0
while not os.path.exists('stop'):
    started = time.perf_counter()
    answer = search(labels=EVERYBODY, request=SearchRequest(types=('note',), limit=10))
    slowest = max(slowest, time.perf_counter() - started)
    asked += 1; least = min(least, answer.total)
    assert len(answer.hits) == 10, answer
    time.sleep(0.01)
print(asked, least, round(slowest * 1000))
"""


@pytest.fixture(params=["embedded", "elasticsearch"])
def fired_at(world: World, request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "embedded":
        yield world
        return
    url: str = request.getfixturevalue("elasticsearch_url")
    prefix = f"fire-{uuid.uuid4().hex}"
    world.set(NOTES_ELASTICSEARCH=f"{url} {prefix}")
    yield world
    remove_indices(url, prefix)


# Waits for something, then does something; one process, as starting one takes longer than to wait.
WAIT = """
from search.models import PreviousIndex
deadline = time.time() + {patience}
while not ({reached}):
    assert time.time() < deadline, 'waited in vain'
    time.sleep(0.02)
{then}
"""


def wait(world: World, reached: str, then: str) -> str:
    code = WAIT.format(patience=PATIENCE, reached=reached, then=then)
    return world.outcome(world.script(code), seconds=PATIENCE + 60)


def test_nothing_is_lost_and_no_search_fails_while_it_is_killed_and_gone_on_with(
    fired_at: World,
) -> None:
    world = fired_at
    assert world.outcome(world.script(FILL), seconds=PATIENCE) == "100"
    writer, reader = world.script(WRITER), world.script(READER)
    world.set(REINDEX_RATE=str(RECORDS // 20))
    began = time.monotonic()
    indexer = world.manage("run_indexer")
    beyond_a_third = f"RebuildState.objects.filter(done__gt={RECORDS // 3}).exists()"
    kill = f"os.kill({indexer.pid}, 9); print(RebuildState.objects.get().done)"
    killed_at = int(wait(world, beyond_a_third, kill))
    indexer.wait()
    assert killed_at < RECORDS
    world.set(REINDEX_RATE="0")
    indexer = world.manage("run_indexer")
    swapped = "PreviousIndex.objects.exists() and not RebuildState.objects.exists()"
    wait(world, swapped, "open('stop', 'w').close()")
    took = time.monotonic() - began
    written = int(world.outcome(writer))
    asked, least, slowest = map(int, world.outcome(reader).split())
    wait(world, "not OutboxMark.objects.exists()", "")
    indexer.terminate()
    indexer.wait()
    checking = world.manage("check_index", "--format", "json")
    checked = json.loads(world.outcome(checking, seconds=PATIENCE))["counts"]
    print(
        f"\n{RECORDS} records, {took:.0f} s, killed at {killed_at}; {written} writes; "
        f"{asked} searches, the least total {least}, the slowest {slowest} ms; {checked}"
    )
    assert checked["missing"] == checked["stale"] == checked["surplus"] == 0
    assert written > 50
    assert asked > 20
    assert least > RECORDS * 0.5
