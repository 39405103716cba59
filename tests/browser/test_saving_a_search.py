"""From the home page to an alert in three actions, and to its notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.alerts.working import work
from tests.browser.driving import Visitor
from tests.builders import make_dataset
from tests.pages.world import World

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]


def test_a_search_is_saved_with_an_alert_and_its_notice_comes(world: World, enter: Enter) -> None:
    visitor = enter()
    visitor.sign_in("sam")
    page = visitor.page
    box = page.get_by_role("combobox", name="Search the catalogue")
    box.fill("mice")
    box.press("Enter")  # 1
    page.get_by_text("Save search").click()  # 2
    expect(page.get_by_label("Name", exact=True)).to_have_value("mice")
    expect(page.get_by_label("Alert", exact=True)).to_have_value("notice")
    visitor.picture("save-search")
    assert visitor.violations() == []
    page.get_by_role("button", name="Save this search").click()  # 3
    expect(page.get_by_role("heading", name="Saved searches")).to_be_visible()
    expect(page.get_by_text("is saved. You will be told")).to_be_visible()
    work()
    make_dataset(world.owner, title="Brand new mice")
    make_dataset(world.owner, title="Secret mice", access="private")
    work()
    visitor.open("/")
    page.get_by_role("link", name="1 new notices").click()
    expect(page.get_by_role("link", name="Brand new mice")).to_be_visible()
    expect(page.get_by_text("in title")).to_be_visible()
    expect(page.get_by_text("Secret mice")).to_have_count(0)
    visitor.picture("notices")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("1 notice marked as read.")).to_be_visible()
    expect(page.get_by_role("link", name="new notices")).to_have_count(0)


def test_a_changed_filter_changes_what_is_saved(world: World, enter: Enter) -> None:
    """Results are swapped in place: the form that saves them goes with them."""
    visitor = enter(width=320)
    visitor.sign_in("sam", back="/search%3Fq=mice")
    page = visitor.page
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Mus musculus").first.check()
    expect(page.get_by_role("link", name="Remove Species: Mus musculus")).to_be_visible()
    page.get_by_text("Save search").click()
    assert not visitor.is_too_wide()
    visitor.picture("save-search-320")
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_text("Species: Mus musculus", exact=True)).to_be_visible()
