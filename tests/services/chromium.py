"""Where the machine's Chromium is. Playwright drives it; no browser is ever fetched."""

from __future__ import annotations

import os
import shutil

from tests.services.server import Missing

NEEDS = "needs: Chromium (Debian: apt-get install chromium; elsewhere: set CHROMIUM_PATH)"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str:
    """Path of the binary: CHROMIUM_PATH, or the first known name. Raises Missing."""
    for name in (os.environ.get("CHROMIUM_PATH", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise Missing(NEEDS)
