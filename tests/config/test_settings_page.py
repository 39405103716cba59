"""docs/reference/settings.md tells every setting, with its default and its line of help."""

from __future__ import annotations

from pathlib import Path

from config.environment import SETTINGS, Environment
from config.settings_page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"


def test_the_page_is_the_one_that_the_settings_make() -> None:
    """`python -m config.settings_page > docs/reference/settings.md` mends it."""
    assert PAGE.read_text() == page()


def test_every_setting_reads_as_its_kind() -> None:
    env = Environment()
    for setting in SETTINGS:
        assert isinstance(env[setting.name], setting.kind), setting.name
