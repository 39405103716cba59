"""The repository itself: who imports whom, how long files are, what lock files hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("catalog", "collections_app", "config", "search")
LOCKED = ("requirements/base.txt", "requirements/test.txt", "package-lock.json")
# In pieces, so that this file holds no address either.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
    )
)
LONGEST = 500


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: nothing tells which files are the project's")
    names = (name for name in listed.stdout.decode().split("\0") if name)
    return [path for name in names if (path := ROOT / name).is_file()]


def names_in(requirements: str) -> set[str]:
    """Normalised names of the packages that a requirements file lists."""
    lines = (ROOT / "requirements" / requirements).read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def pins_in(requirements: str) -> set[str]:
    lines = (ROOT / "requirements" / requirements).read_text().splitlines()
    return {line.removesuffix(" \\") for line in lines if re.match(r"[A-Za-z0-9]", line)}


def test_imports_follow_the_arrows_and_never_run_backwards() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_outside_tests_and_migrations_is_longer_than_its_readers_patience() -> None:
    sources = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert not long


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_file_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not [host for host in REGISTRY_HOSTS if host in text]
    assert "://" not in text


def test_no_file_of_the_project_names_a_registry() -> None:
    naming = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in REGISTRY_HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert not naming


def test_the_npm_lock_file_pins_by_hash_and_holds_no_download_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert fetched
    assert not [name for name, entry in fetched.items() if "resolved" in entry]
    assert not [name for name, entry in fetched.items() if "integrity" not in entry]


def test_every_python_pin_has_hashes() -> None:
    for name in ("base.txt", "test.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text().strip())
        assert entries
        assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_what_runs_the_demo_is_pinned_the_same_for_the_tests() -> None:
    assert not pins_in("base.txt") - pins_in("test.txt")


def test_every_dependency_is_accounted_for() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text().lower()
    asked_for = names_in("base.in") | names_in("test.in")
    asked_for |= json.loads((ROOT / "package.json").read_text())["dependencies"].keys()
    assert not [name for name in asked_for if f"| `{name}` |" not in told]
