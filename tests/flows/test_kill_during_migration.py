"""`kill -9` in the middle of a migration: everything is counted, nothing is done twice, the search
answers all the time, and the undo brings back the same bytes.

HOLOTYPE_MIGRATED=100000 is the long run; give it `-o faulthandler_timeout=0` as well, since a
test is stopped after a quarter of an hour otherwise.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.catalogue import Catalogue, catalogue_in, descendants

pytestmark = pytest.mark.slow_once
RECORDS = int(os.environ.get("HOLOTYPE_MIGRATED", "300"))
KILLS = 3 if RECORDS > 1000 else 1
EVERY = 50  # one record in so many has no number
NAME = "lab/behaviour"


def schema(weight: str, kind: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {weight: {"type": kind}, "subject_id": {"type": "string"}},
    }


class Api:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue, self._session = catalogue, catalogue.session()

    def get(self, path: str) -> dict[str, Any]:
        return self._checked(self._session.get(self._catalogue.url + path, timeout=60))

    def send(self, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        address = self._catalogue.url + path
        return self._checked(
            self._session.request(method, address, json=body, headers=headers, timeout=60)
        )

    def bulk(self, lines: list[bytes]) -> int:
        answer = self._session.post(
            f"{self._catalogue.url}/api/v1/datasets/bulk",
            data=b"".join(lines),
            headers={"Content-Type": "application/x-ndjson"},
            timeout=600,
        )
        return sum(json.loads(line)["status"] == "created" for line in answer.iter_lines() if line)

    def finished(self, run: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + 60 + RECORDS / 10
        while (found := self.get(run["url"]))["state"] != "finished":
            assert time.monotonic() < deadline, found
            time.sleep(0.1 if RECORDS < 1000 else 0.5)
        return found

    def _checked(self, answer: requests.Response) -> dict[str, Any]:
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


def dataset(number: int) -> bytes:
    weight = "heavy" if number % EVERY == 0 else f"{number / 8}"
    content = {"subject_id": f"M-{number} é", "weight": weight}
    record = {"schema": NAME, "version": "1.0.0", "content": content}
    body = {"key": f"k{number}", "title": f"Session {number}", "access": "public"}
    return json.dumps({**body, "metadata": [record]}).encode() + b"\n"


class Searcher(threading.Thread):
    """Asks twenty times a second at most. `wrong`: what was not an answer with every record."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(daemon=True)
        self._url = f"{catalogue.url}/api/v1/search?limit=1&schema={NAME}"
        self.asked, self.slowest, self.wrong = 0, 0.0, list[str]()
        self._over = threading.Event()

    def run(self) -> None:
        session = requests.Session()
        while not self._over.wait(0.05):
            started = time.monotonic()
            try:
                answer = session.get(self._url, timeout=30)
                total = answer.json()["total"]["value"] if answer.ok else -1
            except requests.RequestException as error:
                self.wrong.append(repr(error))
                continue
            self.asked += 1
            self.slowest = max(self.slowest, time.monotonic() - started)
            if total != min(RECORDS, 10_000) and total != RECORDS:
                self.wrong.append(f"{answer.status_code}: {answer.text[:200]}")

    def end(self) -> None:
        self._over.set()
        self.join()


def fingerprint(home: Path) -> str:
    """Of every byte that an undo must bring back."""
    digest = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(home / "holotype.sqlite3")) as database:
        rows = database.execute(
            "SELECT id, content, digest, schema_version_id, named_version, valid, reason"
            " FROM catalog_metadatarecord ORDER BY id"
        )
        for row in rows:
            digest.update(repr(row).encode())
    return digest.hexdigest()


def migrations_told(home: Path, action: str) -> tuple[int, int]:
    """(entries, different datasets) of the audit trail."""
    with contextlib.closing(sqlite3.connect(home / "holotype.sqlite3")) as database:
        query = (
            "SELECT count(*), count(DISTINCT object_id) FROM catalog_auditentry WHERE action = ?"
        )
        found: tuple[int, int] = database.execute(query, [action]).fetchone()
        return found


def kill_indexer(catalogue: Catalogue) -> bool:
    """`serve` starts another one."""
    assert catalogue.server is not None
    for pid in descendants(catalogue.server.pid):
        with contextlib.suppress(OSError):
            if b"run_indexer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                return True
    return False


def kill_along(api: Api, catalogue: Catalogue, run: dict[str, Any]) -> int:
    """Kill -9 the indexer's process at so many even steps of the way."""
    kills = 0
    while kills < KILLS:
        shown = api.get(run["url"])
        if shown["state"] == "finished":
            break
        if shown["done"] >= RECORDS * (kills + 1) // (KILLS + 1) and kill_indexer(catalogue):
            kills += 1
        time.sleep(0.02 if RECORDS < 1000 else 0.5)
    return kills


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Catalogue]:
    rates = {f"THROTTLE_{kind}": "100000000/min" for kind in ("ANONYMOUS", "USER", "TOKEN")}
    with catalogue_in(tmp_path, **rates) as catalogue:
        yield catalogue


def test_a_migration_survives_kill_nine_and_is_undone_byte_by_byte(served: Catalogue) -> None:
    api, times = Api(served), dict[str, float]()
    for version, content in (
        ("1.0.0", schema("weight", "string")),
        ("2.0.0", schema("mass", "number")),
    ):
        body = {"name": NAME, "version": version, "content": content, "publish": True}
        api.send("POST", "/api/v1/schemas", body)
    every = [dataset(number) for number in range(RECORDS)]
    parts = [every[start : start + 1000] for start in range(0, RECORDS, 1000)]
    assert sum(api.bulk(part) for part in parts) == RECORDS
    wait_until_found(api)
    searcher = Searcher(served)
    searcher.start()
    before = fingerprint(served.home)
    failing = len(range(0, RECORDS, EVERY))

    migration = api.send(
        "POST", "/api/v1/migrations", {"schema": NAME, "from": "1.0.0", "to": "2.0.0"}
    )
    operations = [
        {"op": "convert_type", "path": "weight", "to": "number"},
        {"op": "rename", "path": "weight", "to": "mass"},
    ]
    address = f"{migration['url']}/operations"
    api.send("PUT", address, {"operations": operations}, **{"If-Match": migration["etag"]})

    def timed(name: str, path: str) -> dict[str, Any]:
        started = time.monotonic()
        run = api.send("POST", path, {})
        if name != "rehearse":
            assert kill_along(api, served, run) > 0, "no kill came in time: nothing was tested"
        found = api.finished(run)
        times[name] = round(time.monotonic() - started, 1)
        print(name, times[name], "s", found["counts"], flush=True)
        return found

    rehearsal = timed("rehearse", f"{migration['url']}/rehearse")
    expected = {"migrated": RECORDS - failing, "failed": failing, "left": 0, "edited": 0}
    assert rehearsal["counts"] == expected
    assert fingerprint(served.home) == before

    run = timed("apply", f"{rehearsal['url']}/apply")
    assert run["counts"] == expected
    assert migrations_told(served.home, "dataset.migrate_record") == (RECORDS - failing,) * 2
    assert fingerprint(served.home) != before

    undo = timed("undo", f"{run['url']}/undo")
    assert undo["counts"] == {**expected, "failed": 0}
    assert migrations_told(served.home, "dataset.undo_migration") == (RECORDS - failing,) * 2
    assert fingerprint(served.home) == before

    searcher.end()
    print(f"{RECORDS} records, seconds: {times}; {searcher.asked} searches meanwhile,", end=" ")
    print(f"the slowest {searcher.slowest:.2f} s")
    assert searcher.asked > 10
    assert searcher.wrong == []
    assert json.loads(served.manage("check_audit", "--format", "json"))["problems"] == []


def wait_until_found(api: Api) -> None:
    deadline = time.monotonic() + 60 + RECORDS / 100
    while True:
        found = api.get(f"/api/v1/search?limit=1&schema={NAME}")["total"]["value"]
        if found in (RECORDS, 10_000) and found == min(RECORDS, max(found, 10_000)):
            return
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
