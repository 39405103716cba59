"""A steward's first day, from an empty catalogue, by the words on the pages alone.

No JSON, no command line, no documentation: whatever cannot be done with what a page says and
offers is a fault of the page. axe finds nothing on any page of the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django import Settings

from catalog.access.caller import Caller, caller_of
from catalog.migrating.working import work_once
from catalog.models import MetadataRecord
from tests.browser.driving import Visitor
from tests.builders import make_user
from tests.pages.world import give_password
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.browser


@pytest.fixture
def world(transactional_db: None, settings: Settings, tmp_path: Path) -> Caller:
    """Nothing but a steward."""
    use_index(settings, tmp_path / "index")
    cache.clear()
    steward = caller_of(make_user("sofia", first_name="Sofia", is_steward=True))
    give_password(steward)
    call_command("reindex", verbosity=0)
    return steward


class Walk:
    """Looks at each page on the way."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.steps = visitor, visitor.page, 0

    def look(self, name: str) -> None:
        self.steps += 1
        assert self.visitor.violations() == [], name
        self.visitor.picture(f"steward-{self.steps:02}-{name}")

    def go(self, link: str, *, exact: bool = True) -> None:
        self.page.get_by_role("link", name=link, exact=exact).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def field(self, label: str, kind: str = "Text", inside: bool = False) -> None:
        self.press("Add inside" if inside else "Add field")
        self.fill("Label", label)
        if kind != "Text":
            self.page.get_by_label("Type", exact=True).select_option(label=kind)


def test_from_an_empty_catalogue_to_a_record_that_was_migrated_and_is_found(
    world: Caller, enter: Callable[..., Visitor]
) -> None:
    visitor = enter()
    visitor.sign_in("sofia")
    walk = Walk(visitor)
    type_a_vocabulary(walk)
    write_a_schema(walk)
    publish(walk, "1.0.0")
    enter_a_record(walk)
    change_incompatibly(walk)
    publish(walk, "2.0.0")
    migrate(walk)
    find_it(walk)


def type_a_vocabulary(walk: Walk) -> None:
    walk.go("Vocabularies")
    walk.look("no-vocabulary")
    walk.go("New vocabulary")
    walk.fill("Name", "lab/regions")
    walk.fill("Title", "Brain regions")
    walk.fill("Terms", "Brain\n  Cortex | neocortex\n  Thalamus\n")
    walk.look("typing-terms")
    walk.press("Save and publish")
    expect(walk.page.get_by_text("3 terms are published")).to_be_visible()
    walk.look("vocabulary")


def write_a_schema(walk: Walk) -> None:
    page = walk.page
    walk.go("Schemas")
    walk.look("no-schema")
    walk.go("New schema")
    walk.fill("Name", "lab/session")
    walk.fill("Title", "Recording session")
    walk.field("Mouse")
    page.get_by_label("Required").check()
    walk.field("Age")
    walk.field("Weight", "Number")
    walk.fill("Unit", "g")
    walk.fill("Smallest", "0")
    walk.field("Probes", "Group of fields")
    page.get_by_label("Several values").check()
    walk.field("Region", inside=True)
    page.get_by_label("Vocabulary").select_option(label="lab/regions@1.0.0: Brain regions")
    walk.field("Depth", "Number")
    walk.fill("Unit", "um")
    walk.look("writing-fields")
    page.get_by_role("tab", name="Form").click()
    expect(page.get_by_role("button", name="Add an entry to Probes")).to_be_visible()
    walk.look("form-preview")
    walk.press("Save draft")
    walk.look("draft")


def publish(walk: Walk, number: str) -> None:
    walk.go("Publish version", exact=False)
    walk.look(f"publish-{number}")
    expect(walk.page.get_by_label("Version number")).to_have_value(number)
    walk.press("Publish version")
    expect(walk.page.get_by_text(f"{number} is published")).to_be_visible()
    walk.look(f"published-{number}")


def enter_a_record(walk: Walk) -> None:
    page = walk.page
    walk.go("New dataset")
    walk.fill("Title", "Recordings of mouse 7")
    page.get_by_label("Describe it with").fill("lab/session")
    walk.press("Register dataset")
    expect(page.get_by_role("heading", name="Describe with lab/session")).to_be_visible()
    for label, value in (("Mouse", "M7"), ("Age", "60"), ("Weight", "23.5")):
        page.get_by_role("textbox", name=label).fill(value)
    walk.press("Add an entry to Probes")
    page.get_by_label("Region").fill("neocortex")
    page.get_by_label("Depth").fill("0.8 mm")
    walk.look("entering-a-record")
    walk.press("Save record")
    expect(page.get_by_text("It is valid.")).to_be_visible()
    walk.look("dataset")
    record = MetadataRecord.objects.get()
    assert record.content["probes"] == [{"region": "Cortex", "depth": 800}]


def change_incompatibly(walk: Walk) -> None:
    """The age, until now a text, is a number of days."""
    page = walk.page
    walk.go("Schemas")
    walk.go("lab/session")
    walk.go("Propose change")
    page.get_by_role("button", name=re.compile("^Age")).click()
    page.get_by_label("Type", exact=True).select_option(label="Number")
    walk.fill("Unit", "d")
    page.get_by_role("tab", name="What it changes").click()
    expect(page.get_by_text("have to be migrated")).to_be_visible()
    walk.look("what-it-changes")
    walk.press("Number it 2.0.0")
    walk.press("Save draft")
    walk.look("second-draft")


def migrate(walk: Walk) -> None:
    page = walk.page
    walk.press("Migrate 1 record from 1.0.0 to 2.0.0")
    walk.look("migration-proposed")
    walk.press("Rehearse migration")
    in_the_background(page)
    walk.look("migration-rehearsed")
    expect(page.get_by_text("0 of 1 record fail")).to_be_visible()
    walk.press("Apply to 1 record")
    in_the_background(page)
    walk.look("migration-applied")
    assert MetadataRecord.objects.get().content["age"] == 60


def find_it(walk: Walk) -> None:
    """By the migrated age, in another unit than it was entered in."""
    page = walk.page
    drain_all()
    walk.go("Search")
    page.get_by_role("combobox", name="Add filter").press_sequentially("age")
    expect(page.get_by_role("option", name="Age (d)")).to_be_visible()
    page.get_by_role("combobox", name="Add filter").press("Enter")
    page.get_by_label("Age from").fill("8 wk")
    page.get_by_label("Age from").press("Enter")
    expect(page.get_by_role("link", name="Remove Age")).to_be_visible()
    expect(page.get_by_role("link", name="Recordings of mouse 7")).to_be_visible()
    walk.look("found")


def in_the_background(page: Page) -> None:
    """What the indexer's process does beside indexing."""
    while work_once(lambda seconds: False):
        pass
    page.reload()
