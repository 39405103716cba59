"""The commands that the documentation names start by themselves, without Django's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "command",
    [
        ["bench/relevance.py"],
        ["-m", "bench"],
        ["-m", "bench.alerts"],
        ["-m", "bench.validation"],
        ["-m", "bench.verdicts"],
    ],
    ids=" ".join,
)
def test_it_says_how_it_is_used(command: list[str]) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    said = subprocess.run(
        [sys.executable, *command, "--help"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr
    assert "usage: " in said.stdout
