"""A Chromium that remembers what went wrong on its pages."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.pages.world import PASSWORD

ARTIFACTS = Path(__file__).resolve().parents[2] / "var" / "test-artifacts"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What is pressed before a page's scripts have run is a round trip of the page. That has tests of
# its own, and is not to happen to others because a machine is under load.
NOTHING_IS_PRESSED_BEFORE_THE_SCRIPTS_RAN = """
const none = new CSSStyleSheet();
none.replaceSync("* { pointer-events: none !important }");
document.adoptedStyleSheets = [none];
document.addEventListener("DOMContentLoaded", () => { document.adoptedStyleSheets = []; });
"""


@dataclasses.dataclass
class Visitor:
    """One person at one window, whose browser `has_scripts` or runs none. `complaints`: console
    errors, exceptions, CSP violations."""

    context: BrowserContext
    page: Page
    base: str
    has_scripts: bool = True
    complaints: list[str] = dataclasses.field(default_factory=list)
    listening: bool = True

    def __post_init__(self) -> None:
        if self.has_scripts:
            self.page.add_init_script(NOTHING_IS_PRESSED_BEFORE_THE_SCRIPTS_RAN)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def sign_in(self, name: str, back: str = "/") -> None:
        self.open(f"/admin/login/?next={back}")
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        # Until its scripts have run: what is pressed before is a round trip of the page.
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("#login-form").get_by_role("button", name="Sign in").click()

    def violations(self) -> list[Any]:
        """What axe finds, of any severity, once every answer has come: rule, impact, where."""
        expect(self.page.locator("[aria-busy=true], [data-stale]")).to_have_count(0)
        self.listening = False  # axe itself loads styles that our policy refuses
        found = Axe().run(self.page).response["violations"]
        self.listening = True
        return [(each["id"], each["impact"], each["nodes"][0]["target"]) for each in found]

    def picture(self, name: str) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.listening = False
        self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)
        self.listening = True

    def is_too_wide(self) -> bool:
        size = "document.documentElement.{}"
        wide, window = (self.page.evaluate(size.format(n)) for n in ("scrollWidth", "clientWidth"))
        return bool(wide > window)

    def _heard(self, message: ConsoleMessage) -> None:
        # The answer's own status is no fault of the page.
        status = message.text.startswith("Failed to load resource") and self._is_page(message)
        if self.listening and message.type in ("error", "warning") and not status:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _is_page(self, message: ConsoleMessage) -> bool:
        return bool(message.location["url"] == self.page.url)
