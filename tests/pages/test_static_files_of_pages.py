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
    storage = {"BACKEND": "config.statics.HashedFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", "--no-input", verbosity=0)
    for source in filter(Path.is_file, OURS.rglob("*")):
        folder = tmp_path / "holotype" / source.parent.relative_to(OURS)
        hashed = rf"{source.stem}\.[0-9a-f]{{12}}{source.suffix}"
        assert any(re.fullmatch(hashed, path.name) for path in folder.iterdir())


def test_modules_import_each_other_under_hashed_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.statics.HashedFiles"},
    }
    call_command("collectstatic", "--no-input", verbosity=0)
    main = next((tmp_path / "holotype" / "editor").glob("main.????????????.js")).read_text()
    imported = re.findall(r'from "\./([^"]+)"', main)
    assert len(imported) > 5
    assert all(re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.js", name) for name in imported)


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


SCRIPTS = sorted(str(path.relative_to(OURS)) for path in OURS.rglob("*.js"))


@pytest.mark.parametrize("name", SCRIPTS)
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
