"""The real git clones, fetches and cannot push, over HTTP; what it cloned is imported elsewhere."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.catalogue import Catalogue, catalogue_in

pytestmark = pytest.mark.slow_once
UNIT = {"type": "number", "minimum": 0}
SAMPLE = {"properties": {"mass": {"$ref": "/schemas/lab/unit/1.0.0"}}}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Catalogue]:
    (tmp_path / "served").mkdir()
    with catalogue_in(tmp_path / "served") as catalogue:
        yield catalogue


class Steward:
    def __init__(self, catalogue: Catalogue) -> None:
        self._session = catalogue.session()
        self._address = f"{catalogue.url}/api/v1/schemas"

    def publish(self, name: str, version: str, content: object) -> None:
        body = {"name": name, "version": version, "content": content, "publish": True}
        answer = self._session.post(self._address, json=body, timeout=60)
        assert answer.status_code == 201, answer.text


def git(*arguments: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=cwd, check=check, capture_output=True, text=True)


def commits(clone: Path) -> int:
    git("pull", "--tags", cwd=clone)
    return int(git("rev-list", "--count", "HEAD", cwd=clone).stdout)


def wait_for(clone: Path, count: int) -> None:
    for _ in range(100):
        if commits(clone) == count:
            return
        time.sleep(0.2)
    raise AssertionError(f"{count} commits did not come")


def test_git_clones_fetches_and_cannot_push(served: Catalogue, tmp_path: Path) -> None:
    address = f"{served.url}/git/holotype.git"
    refs = f"{address}/info/refs?service=git-upload-pack"
    assert requests.get(refs, timeout=30).status_code == 503
    steward = Steward(served)
    # The one that refers comes first in the alphabet: imports must find their own order.
    steward.publish("lab/unit", "1.0.0", UNIT)
    steward.publish("lab/sample", "1.0.0", SAMPLE)
    while not requests.get(refs, timeout=30).ok:
        time.sleep(0.2)
    git("clone", address, "clone", cwd=tmp_path)
    clone = tmp_path / "clone"
    wait_for(clone, 2)
    for number in range(3, 10):
        steward.publish("lab/unit", f"1.{number}.0", {**UNIT, "title": f"Unit {number}"})
    wait_for(clone, 9)
    git("fsck", "--strict", cwd=clone)
    assert len(git("tag", cwd=clone).stdout.split()) == 9
    git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "--allow-empty", "-mx", cwd=clone)
    pushed = git("push", cwd=clone, check=False)
    assert pushed.returncode != 0
    assert "403" in pushed.stderr
    (tmp_path / "imported").mkdir()
    other = Catalogue(tmp_path / "imported")
    other.token()
    told = other.manage("import_schemas", str(clone), "--user=root", "--format=json")
    assert '"created": 9' in told
    assert '"refused": 0' in told
    git("clone", "--depth=1", address, "shallow", cwd=tmp_path)
    assert (tmp_path / "shallow" / "schemas" / "lab" / "unit" / "latest.json").exists()

    refuses_what_is_no_git_client(address)


def refuses_what_is_no_git_client(address: str) -> None:
    kind = {"Content-Type": "application/x-git-upload-pack-request"}
    bomb = b"\x1f\x8b" + b"\x00" * 100

    def status(data: bytes, **headers: str) -> int:
        sent = {**kind, **headers}
        return requests.post(
            f"{address}/git-upload-pack", data=data, headers=sent, timeout=30
        ).status_code

    assert requests.get(f"{address}/info/refs", timeout=30).status_code == 403
    assert status(b"0009done\n", **{"Content-Type": "text/plain"}) == 415
    assert status(b"x" * 1_000_001) == 413
    for nonsense in (b"zzzz", b"0032want " + b"a" * 40 + b"\n00000009done\n"):
        assert status(nonsense) == 400
    assert status(bomb, **{"Content-Encoding": "gzip"}) == 400
