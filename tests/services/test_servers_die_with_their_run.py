from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests.services.redis import start_redis
from tests.services.server import Missing

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import sys
from pathlib import Path
from tests.services.redis import start_redis
print(start_redis(folder=Path(sys.argv[1])).server.pid, flush=True)
sys.stdin.read()
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.mark.slow_once
@pytest.mark.usefixtures("redis_url")  # skips where there is no Redis
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_server_ends_when_its_owner_is_killed(tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert is_running(pid)
        owner.kill()
    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


@pytest.mark.slow_once
def test_a_broker_that_was_stopped_comes_back_on_its_port(tmp_path: Path) -> None:
    try:
        first = start_redis(folder=tmp_path)
    except Missing as missing:
        pytest.skip(str(missing))
    first.stop()
    with pytest.raises(redis.ConnectionError):
        redis.Redis(port=first.port).ping()
    second = start_redis(folder=tmp_path, port=first.port)
    assert redis.Redis(port=first.port).ping()
    second.stop()


def test_the_shared_cluster_lets_tests_make_databases_of_their_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = f"own_{os.getpid()}"
        connection.execute(f'CREATE DATABASE "{name}"')
        connection.execute(f'DROP DATABASE "{name}"')
