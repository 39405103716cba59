"""Clients and pages, as the tests of the API and of pages have them."""

from __future__ import annotations

from tests.api.conftest import connect as connect
from tests.pages.conftest import world as world
