"""The production profile: it starts only when it is safe, and Django's own check agrees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SECURE = {
    "HOLOTYPE_PROFILE": "production",
    "SECRET_KEY": "k7#Qz" * 12 + "unlikely-to-be-guessed",
    "ALLOWED_HOSTS": "catalogue.example.org",
    "SITE_URL": "https://catalogue.example.org",
    "DATABASE_URL": "postgresql://holotype:secret@db.example.org/holotype",
    "HOLOTYPE_PID_BASE": "ark:/12345/h",
    "LOG_FORMAT": "json",
}


def check(home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy`, where every warning is a failure."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "HOLOTYPE_HOME": str(home), **SECURE, **changes},
        capture_output=True,
        text=True,
    )


def test_a_secure_production_passes_djangos_own_check(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("DEBUG", "true"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "localhost"),
        ("SITE_URL", "http://catalogue.example.org"),
        ("DATABASE_URL", ""),
        ("HOLOTYPE_PID_BASE", "ark:/99999/h"),
    ],
)
def test_an_insecure_setting_stops_it_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = check(tmp_path, **{name: value})
    assert done.returncode != 0
    assert f"- {name}:" in done.stderr


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    done = check(tmp_path, DEBUG="true", SITE_URL="", DATABASE_URL="")
    assert all(f"- {name}:" in done.stderr for name in ("DEBUG", "SITE_URL", "DATABASE_URL"))
