from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LACKING = """
import pytest
def test_that_runs():
    pass
def test_that_lacks_a_tool():
    pytest.skip("needs: a theremin (apt-get install theremin)")
def test_that_is_skipped_for_a_reason_of_its_own():
    pytest.skip("not on Tuesdays")
"""
LACKING_WHOLLY = """
import pytest
pytest.skip("needs: a theremin (apt-get install theremin)", allow_module_level=True)
"""


def run(folder: Path, source: str, *, require_all: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_lacking.py").write_text(source)
    (folder / "test_fine.py").write_text("def test_fine():\n    pass\n")
    plugins = ("no:django", "no:xdist", "no:cacheprovider", "tests.plugins.needs")
    options = [part for plugin in plugins for part in ("-p", plugin)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, *options, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOLOTYPE_REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
    )


def test_what_the_machine_lacks_is_named_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, LACKING, require_all="")
    assert done.returncode == 0, done.stdout
    assert "Skipped 1 test: needs: a theremin (apt-get install theremin)\n" in done.stdout
    assert "2 passed, 2 skipped" in done.stdout


def test_under_the_switch_a_lacking_tool_is_a_failure_and_other_skips_are_not(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, LACKING, require_all="1")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 2 passed, 1 skipped" in done.stdout


def test_under_the_switch_a_module_that_was_never_collected_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, LACKING_WHOLLY, require_all="1")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "FAILED (HOLOTYPE_REQUIRE_ALL=1) 1 test: needs: a theremin" in done.stdout
