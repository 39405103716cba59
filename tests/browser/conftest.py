"""A live server over a small world, and Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import sync_playwright
from pytest_django import Settings

from tests.browser.driving import ARGUMENTS, Visitor
from tests.pages.world import World, build_world, give_password
from tests.searching import drain_all, use_index

Enter = Callable[..., Visitor]


@pytest.fixture
def world(transactional_db: None, settings: Settings, tmp_path: Path) -> World:
    use_index(settings, tmp_path / "index")
    cache.clear()
    made = build_world()
    for person in (made.owner, made.stranger, made.administrator):
        give_password(person)
    drain_all()
    return made


@pytest.fixture
def enter(
    chromium_path: str, world: World, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enter]:
    """`enter(width=320, dark=True)` is a new visitor; what their pages complained of fails.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous code; so it
    starts after the world is made and is gone before the database is emptied.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    visitors: list[Visitor] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)

        def entered(*, width: int = 1280, dark: bool = False, **options: Any) -> Visitor:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if dark else "light",
                **options,
            )
            context.set_default_timeout(15_000)
            has_scripts = options.get("java_script_enabled", True)
            visitor = Visitor(context, context.new_page(), live_server.url, has_scripts)
            visitors.append(visitor)
            return visitor

        yield entered
        browser.close()
    assert not [text for visitor in visitors for text in visitor.complaints]
