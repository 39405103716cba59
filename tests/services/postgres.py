"""A throwaway PostgreSQL cluster on a free loopback port, tuned for tests: never flushed."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.services.server import Missing, Server, StartFailed, free_port

NEEDS = "needs: PostgreSQL 14 or newer (Debian: apt-get install postgresql)"
USER = "holotype"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Postgres:
    """A running cluster. `url` names a database `holotype`, whose owner may create others."""

    server: Server
    url: str

    def stop(self) -> None:
        self.server.stop()


def start_postgres(*, folder: Path) -> Postgres:
    """Makes a cluster in `folder` (which must not exist) and starts it.

    Raises Missing where PostgreSQL is not installed, StartFailed where it will not start.
    """
    binaries = find_binaries()
    user = unprivileged_user()
    password = secrets.token_urlsafe(16)
    make_cluster(binaries=binaries, folder=folder, user=user, password=password)
    tuning = [part for pair in SETTINGS.items() for part in ("-c", "=".join(pair))]
    for attempt in range(3):
        port = free_port()
        server = Server(
            command=[
                str(binaries / "postgres"),
                "-D",
                str(folder / "data"),
                "-p",
                str(port),
                *tuning,
            ],
            log=folder / "postgres.log",
            user=user,
            stop_signal=signal.SIGQUIT,  # at once: nothing in this cluster is worth a checkpoint
        )
        address = f"postgresql://{USER}:{password}@127.0.0.1:{port}"
        try:
            server.wait_until(lambda address=address: answers(f"{address}/postgres"))  # type: ignore[misc]
        except StartFailed:
            if attempt == 2:  # else: somebody took the port between the probe and the start
                raise
            continue
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE holotype")
        return Postgres(server=server, url=f"{address}/holotype")
    raise AssertionError("unreachable")


def find_binaries() -> Path:
    """Folder of `initdb` and `postgres`: the newest of Debian's, or what is on the PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(debian, key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    on_path = shutil.which("initdb")
    candidates = [path.parent for path in reversed(found)]
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "postgres").exists():
            return folder
    raise Missing(NEEDS)


def unprivileged_user() -> str:
    """PostgreSQL refuses to run as root; everyone else runs it as themselves."""
    if os.geteuid() != 0:
        return "-"
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise Missing("needs: a user `postgres` or `nobody` (PostgreSQL refuses to run as root)")


def make_cluster(*, binaries: Path, folder: Path, user: str, password: str) -> None:
    folder.mkdir(parents=True)
    if user != "-":
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o644)  # its folder is in one that only we may list
    command = [
        *(str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"),
        *("--username", USER, "--auth=scram-sha-256", f"--pwfile={password_file}"),
        *("--encoding=UTF8", *(["--locale=C.UTF-8"] if sys.platform == "linux" else [])),
    ]
    server = Server(command=command, log=folder / "initdb.log", user=user)
    if server.process.wait(120) != 0:
        raise StartFailed(f"initdb: {server.last_words()}")
    password_file.unlink()


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def server_version(binaries: Path) -> str:
    """What `postgres --version` prints, for reports."""
    done = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True)
    return done.stdout.strip()
