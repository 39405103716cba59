"""The scripts behind `make`: what they say when something is amiss."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"demo", "test", "lint", "bench", "conformance", "venv", "lock", "clean", "help"}


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # The tests may run under make themselves; the make that is tried here shall not know.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        command, cwd=folder, env={**ours, **environment}, capture_output=True, text=True
    )


@pytest.mark.slow_once
def test_make_alone_lists_every_target() -> None:
    lines = [line.split() for line in run("make", folder=ROOT).stdout.splitlines()]
    assert {words[1] for words in lines} == TARGETS
    assert all(len(words) > 2 for words in lines)


@pytest.mark.slow_once
def test_without_a_new_enough_python_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("django==5.2\n")
    script = str(ROOT / "deploy" / "make" / "venv.sh")
    done = run("sh", script, "base", folder=tmp_path, PYTHON="/bin/false")
    assert done.returncode == 1
    assert done.stderr.startswith("Holotype needs Python 3.11 or newer")
    assert "make demo PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.slow_once
def test_an_environment_that_has_its_list_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("no-such-package==1\n")
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / "installed-base.txt").write_text("no-such-package==1\n")
    done = run("sh", str(ROOT / "deploy" / "make" / "venv.sh"), "base", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow_once
def test_a_ci_run_that_ran_no_test_has_failed(tmp_path: Path) -> None:
    summary = str(ROOT / ".ci" / "summary.py")
    assert run(sys.executable, summary, str(tmp_path), folder=tmp_path).returncode == 1
    for name in ("sqlite", "postgres"):
        report = '<testsuites><testsuite tests="2" failures="0" errors="0" skipped="{}"/>'
        skipped = 2 if name == "postgres" else 1
        (tmp_path / f"{name}.xml").write_text(report.format(skipped) + "</testsuites>")
    done = run(sys.executable, summary, str(tmp_path), folder=tmp_path)
    assert done.returncode == 1
    assert "total: 1 passed, 0 failed, 3 skipped" in done.stdout
