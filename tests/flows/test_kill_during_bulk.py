"""`kill -9` at random moments of a bulk registration: nothing acknowledged is ever lost.

Fifty kills: ten catalogues, five kills each, every one of the whole process tree and in the
middle of a registration, however fast or slow the machine is.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from catalog.api.datasets.lines import BATCH
from tests.catalogue import Catalogue

pytestmark = pytest.mark.slow_once
KILLS = 5
LINES = 3 * BATCH


def body(key: str) -> bytes:
    dataset = {
        "key": key,
        "title": f"Recording {key}",
        "access": "public",
        "files": [{"path": "raw.nwb", "size": 1}, {"path": "log.txt", "size": 2}],
    }
    return json.dumps(dataset).encode() + b"\n"


def send(session: requests.Session, url: str, keys: list[str]) -> Iterator[str]:
    """Ids as they are acknowledged, until the connection breaks."""
    try:
        answer = session.post(
            f"{url}/api/v1/datasets/bulk",
            data=b"".join(map(body, keys)),
            headers={"Content-Type": "application/x-ndjson"},
            stream=True,
            timeout=60,
        )
        for line in answer.iter_lines():
            if line:
                # A line cut off in the middle was not an acknowledgement.
                with_status = json.loads(line)
                assert with_status["status"] in ("created", "unchanged"), with_status
                yield str(with_status["id"])
    except (requests.RequestException, json.JSONDecodeError):
        return


def stored(home: Path) -> dict[str, str]:
    """Id → key of what the database holds whole: a dataset with its version and both files."""
    query = """
        SELECT d.id, d.key FROM catalog_dataset d
        JOIN catalog_datasetversion v ON v.id = d.current_id
        WHERE (SELECT COUNT(*) FROM catalog_file f WHERE f.version_id = v.id) = 2
    """
    with sqlite3.connect(home / "holotype.sqlite3") as database:
        rows = database.execute(query).fetchall()
        total = database.execute("SELECT COUNT(*) FROM catalog_dataset").fetchone()[0]
    assert len(rows) == total, "a dataset was stored in part"
    return {str(uuid.UUID(identifier)): key for identifier, key in rows}


@pytest.mark.parametrize("seed", range(10))
def test_what_was_acknowledged_survives_kill_nine(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    catalogue = Catalogue(tmp_path)
    session = catalogue.session()
    sent: set[str] = set()
    acknowledged: set[str] = set()
    cut_short = 0
    latest = 0.6
    while cut_short < KILLS:
        catalogue.start()
        keys = [f"{seed}-{len(sent)}-{line}" for line in range(LINES)]
        sent.update(keys)
        killer = threading.Timer(chance.uniform(0, latest), catalogue.kill)
        killer.start()
        began = time.monotonic()
        seen = list(send(session, catalogue.url, keys))
        took = time.monotonic() - began
        killer.join()
        acknowledged.update(seen)
        database = stored(tmp_path)
        assert acknowledged <= database.keys()
        assert set(database.values()) <= sent
        if len(seen) < LINES:
            cut_short += 1
        else:  # all was answered before the kill, which showed nothing: come sooner
            latest = min(latest, took) * 0.8
    _finish(catalogue, session, sent)


def _finish(catalogue: Catalogue, session: requests.Session, sent: set[str]) -> None:
    """The index catches up with the database; sent again, everything is there exactly once."""
    catalogue.start()
    try:
        _wait_until_found(session, catalogue.url, len(stored(catalogue.home)))
        again = list(send(session, catalogue.url, sorted(sent)))
        assert len(set(again)) == len(again) == len(sent)
        assert set(stored(catalogue.home).values()) == sent
        _wait_until_found(session, catalogue.url, len(sent))
    finally:
        catalogue.stop()
    report = json.loads(catalogue.manage("check_index", "--format", "json"))
    assert report["problems"] == []


def _wait_until_found(session: requests.Session, url: str, count: int) -> None:
    deadline = time.monotonic() + 120
    found = -1
    while found != count and time.monotonic() < deadline:
        answer = session.get(f"{url}/api/v1/search?limit=1", timeout=10)
        found = answer.json()["total"]["value"] if answer.ok else -1
        time.sleep(0.05)
    assert found == count
