"""What pages load is there under the hashed names that a deployment serves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from pytest_django import Settings

OURS = Path(__file__).resolve().parents[2] / "catalog" / "static" / "holotype"
ICON_USES = re.compile(r'{% icon "([a-z]+)" %}')
TEMPLATES = ("catalog", "collections_app", "config")


def test_static_files_are_collected_under_hashed_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", "--no-input", verbosity=0)
    names = {path.name for path in (tmp_path / "holotype").iterdir()}
    for source in OURS.iterdir():
        assert any(re.fullmatch(rf"{source.stem}\.[0-9a-f]{{12}}{source.suffix}", n) for n in names)


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (OURS / "icons.svg").read_text()))
    root = OURS.parents[2]
    used = {
        name
        for app in TEMPLATES
        for template in (root / app).rglob("templates/**/*.html")
        for name in ICON_USES.findall(template.read_text())
    }
    assert used <= drawn


@pytest.mark.parametrize("name", sorted(path.name for path in OURS.glob("*.js")))
def test_no_script_loads_from_elsewhere_or_writes_markup(name: str) -> None:
    source = find(f"holotype/{name}")
    assert source is not None
    text = Path(source).read_text()
    for word in (
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "https://",
        "import(",
    ):
        assert word not in text
