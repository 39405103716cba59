"""The API's description against the OpenAPI specification, then the running API against it.

Makes a demo catalogue in a temporary home, serves it on a free loopback port and lets schemathesis
try every operation with all its checks. Further arguments go to schemathesis (`--seed 7`,
`--include-path /api/v1/search`). Exits 1 where either step finds something.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(REPOSITORY / "manage.py")]
USER = "conformance"
PHASES = "examples,coverage,fuzzing"
UNTHROTTLED = dict.fromkeys(
    ("THROTTLE_ANONYMOUS", "THROTTLE_USER", "THROTTLE_TOKEN", "THROTTLE_LOGIN"), "1000000/min"
)


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="holotype-conformance-") as folder:
        environment = environment_in(Path(folder))
        description = Path(folder) / "openapi.yaml"
        manage(environment, "spectacular", "--validate", "--fail-on-warn", f"--file={description}")
        subprocess.run(
            [sys.executable, "-m", "openapi_spec_validator", str(description)], check=True
        )
        token = prepare(environment)
        with served(environment) as address:
            return try_everything(description, address=address, token=token, arguments=arguments)


def environment_in(folder: Path) -> dict[str, str]:
    """This environment, with a home, a port and an administrator of its own, and no throttle."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "HOLOTYPE_HOME": str(folder / "home"),
        "PORT": str(port),
        "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(16),
    }
    return {**os.environ, **UNTHROTTLED, **own}


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command; what it prints. Raises CalledProcessError."""
    done = subprocess.run(
        [*MANAGE, *arguments],
        env=environment,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def prepare(environment: dict[str, str]) -> str:
    """Database, static files, demo records and an administrator; the administrator's token."""
    manage(environment, "migrate", "--no-input", "--verbosity=0")
    manage(environment, "collectstatic", "--no-input", "--verbosity=0")
    manage(environment, "load_demo")
    mail = f"--email={USER}@localhost"
    manage(environment, "createsuperuser", "--no-input", f"--username={USER}", mail)
    scopes = ("--scope=read", "--scope=write", "--scope=steward")
    return manage(environment, "create_token", USER, *scopes).split()[-1]


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """`manage.py serve` until the block ends; the address."""
    port = int(environment["PORT"])
    server = subprocess.Popen([*MANAGE, "serve"], env=environment, cwd=REPOSITORY)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("manage.py serve did not start; the lines above say why")


def try_everything(description: Path, *, address: str, token: str, arguments: list[str]) -> int:
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", str(description)),
        *(f"--url={address}", f"--header=Authorization: Bearer {token}"),
        *("--checks=all", f"--phases={PHASES}", *arguments),
    ]
    return subprocess.run(command, cwd=description.parent).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{' '.join(failed.cmd[1:3])} ended with {failed.returncode}")
