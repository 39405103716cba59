"""The README's lines do what it shows: run against a fresh demo, output for output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue import REPOSITORY, Catalogue
from tests.flows.transcript import comparable, run, steps_of


@pytest.mark.slow_once
def test_the_lines_of_the_readme_print_what_it_shows(tmp_path: Path) -> None:
    steps = steps_of((REPOSITORY / "README.md").read_text())
    assert len(steps) > 10
    catalogue = Catalogue(tmp_path)
    catalogue.manage("load_demo")
    catalogue.start()
    try:
        environment = {**catalogue.environment, "HOLOTYPE": catalogue.url}
        outputs = run([s.command for s in steps], folder=REPOSITORY, environment=environment)
    finally:
        catalogue.stop()
    for step, output in zip(steps, outputs, strict=True):
        assert comparable(output) == comparable(step.output), step.command
