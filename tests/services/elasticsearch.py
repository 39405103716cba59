"""A throwaway Elasticsearch 9: one node on free loopback ports, in a folder.

Root cannot run it, so for root an unprivileged user does. The data of tests is in memory where
there is room: every test makes indices, and each waits for disks.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import pwd
import shutil
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.services.elasticsearch_install import find_java, installed
from tests.services.server import Missing, Server, StartFailed, free_port

NEEDS_USER = "needs: a user `nobody` (Elasticsearch refuses to run as root)"
SETTINGS = """\
cluster.name: holotype-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
path.data: {data}
path.logs: {folder}/logs
cluster.routing.allocation.disk.threshold_enabled: false
cluster.max_shards_per_node: 20000
"""
OPEN = "xpack.security.enabled: false\n"
# Passwords in the node's own file of users, and TLS with a certificate of our own.
SECURED = """\
xpack.security.enabled: true
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.key: key.pem
xpack.security.http.ssl.certificate: certificate.pem
xpack.security.transport.ssl.enabled: false
xpack.security.authc.api_key.enabled: true
"""
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes that must be free there


@dataclass(frozen=True)
class Machine:
    """How the server's Java runs, and whether its data is in memory where there is room."""

    heap: str
    options: str
    collector: str
    in_memory: bool


# What takes least of a machine that runs tests: one collector thread, the quick compiler only.
SPARING = Machine("512m", "-XX:TieredStopAtLevel=1\n", "-XX:+UseSerialGC", in_memory=True)
# As the server comes, for measuring: the compiler needs some hundred searches to warm up.
WHOLE = Machine("2g", "", "-XX:+UseG1GC", in_memory=False)


@dataclass(frozen=True)
class Elasticsearch:
    """A running node, or one that somebody else runs (`server` is None). `launch` starts it once
    more, on its port, with its data."""

    server: Server | None
    url: str
    data: Path | None = None
    launch: Callable[[], Server] | None = None

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
        if self.data is not None:
            shutil.rmtree(self.data, ignore_errors=True)

    def started_again(self) -> Elasticsearch:
        """After its server was stopped or killed."""
        assert self.launch is not None
        server = self.launch()
        server.wait_until(lambda: answers(self.url), seconds=180)
        return dataclasses.replace(self, server=server)


def start_elasticsearch(*, folder: Path, machine: Machine = SPARING) -> Elasticsearch:
    """Starts a node in `folder`, which must not exist; ELASTICSEARCH_URL is taken as it is.

    Raises Missing where a tool or the server cannot be had, StartFailed where it will not start.
    """
    if url := os.environ.get("ELASTICSEARCH_URL", ""):
        return Elasticsearch(None, url)
    return start_node(folder=folder, security=OPEN, files={}, machine=machine)


def start_node(
    *, folder: Path, security: str, files: Mapping[str, str], machine: Machine = SPARING
) -> Elasticsearch:
    """A node with settings for its security and `files` in its folder of settings."""
    user, home = unprivileged_user(), installed()
    java = find_java(home)
    folder.mkdir(parents=True)
    data = data_folder(folder, machine)
    scheme = "https" if security == SECURED else "http"
    for attempt in range(3):
        place = folder / str(attempt)
        port = configure(home, place, data, user, security=security, files=files, machine=machine)
        launch = functools.partial(
            Server,
            command=launching(home, java),
            log=place / "server.log",
            user=user,
            environment=environment(home, place, java, machine),
        )
        server = launch()
        url = f"{scheme}://127.0.0.1:{port}"
        try:
            server.wait_until(lambda url=url: answers(url), seconds=180)  # type: ignore[misc]
        except StartFailed:
            if attempt == 2:  # else: somebody took a port between the probe and the start
                shutil.rmtree(data, ignore_errors=True)
                raise
            continue
        return Elasticsearch(server, url, data, launch)
    raise AssertionError("unreachable")


def launching(home: Path, java: Path) -> list[str]:
    """The server looks for its modules from where it is started."""
    return [
        *("/bin/sh", "-c", 'cd "$ES_HOME" && exec "$@"', "sh"),
        *(str(java / "bin" / "java"), "-Xmx64m", "-XX:+UseSerialGC"),
        *("-cp", f"{home}/lib/tools/server-launcher/*"),
        "org.elasticsearch.server.launcher.ServerLauncher",
    ]


def environment(home: Path, place: Path, java: Path, machine: Machine) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(place / "config"),
        "ES_TMPDIR": str(place / "tmp"),
        "ES_JAVA_HOME": str(java),
        "JAVA": str(java / "bin" / "java"),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_JAVA_OPTS": f"-Xms{machine.heap} -Xmx{machine.heap}",
    }


def data_folder(folder: Path, machine: Machine) -> Path:
    """In memory, or else in `folder`."""
    in_memory = (
        machine.in_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    )
    return Path(tempfile.mkdtemp(prefix="holotype-tests-", dir=MEMORY if in_memory else folder))


def configure(
    home: Path,
    place: Path,
    data: Path,
    user: str,
    *,
    security: str,
    files: Mapping[str, str],
    machine: Machine,
) -> int:
    """The node's own folder, owned by whoever runs it. Returns its HTTP port."""
    shutil.copytree(home / "config", place / "config")
    for name in ("logs", "tmp", "config/jvm.options.d"):
        (place / name).mkdir(exist_ok=True)
    http = free_port()
    settings = SETTINGS.format(http=http, transport=free_port(), folder=place, data=data)
    (place / "config" / "elasticsearch.yml").write_text(settings + security)
    for name, text in files.items():
        (place / "config" / name).write_text(text)
    (place / "config" / "jvm.options.d" / "tests.options").write_text(machine.options)
    options = place / "config" / "jvm.options"
    options.write_text(options.read_text().replace("-XX:+UseG1GC", machine.collector))
    if user != "-":
        entry = pwd.getpwnam(user)
        for path in (data, place.parent, place, *place.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid)
    return http


def unprivileged_user() -> str:
    """Elasticsearch refuses to run as root; everyone else runs it as themselves."""
    if os.geteuid() != 0:
        return "-"
    if "nobody" not in {entry.pw_name for entry in pwd.getpwall()}:
        raise Missing(NEEDS_USER)
    return "nobody"


def certificate(folder: Path) -> tuple[str, str]:
    """A key and a certificate of its own for 127.0.0.1, as PEM. Raises Missing."""
    if shutil.which("openssl") is None:
        raise Missing("needs: openssl (Debian: apt-get install openssl)")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", made], check=True, capture_output=True)
    return key.read_text(), made.read_text()


def answers(url: str) -> bool:
    """Also where it wants to know who asks."""
    health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s"
    anyone = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(health, timeout=10, context=anyone) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as refused:
        return refused.code == 401
    except (urllib.error.URLError, OSError):
        return False
