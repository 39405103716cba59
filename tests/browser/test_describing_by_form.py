"""Describing a dataset by form, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.models import Dataset
from tests.browser.driving import Visitor
from tests.builders import make_dataset, make_schema
from tests.entry.recording import NAME, SCHEMA
from tests.pages.world import World

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
GOOD = {"kind": "recording", "experimenter": "Ada", "probes": [{"name": "NP2"}]}


@pytest.fixture
def dataset(world: World) -> Dataset:
    make_schema(name=NAME, content=SCHEMA)
    return make_dataset(world.owner, title="To be described")


@pytest.fixture
def visitor(dataset: Dataset, enter: Enter) -> Visitor:
    made = enter()
    made.sign_in("ada", f"/datasets/{dataset.pk}/records/{NAME}")
    return made


def at(page: Page, place: str) -> Locator:
    """The input of a place of the record."""
    return page.locator(f'[id="f{place}"]')


def content_of(dataset: Dataset) -> Any:
    version = Dataset.objects.get(pk=dataset.pk).current
    assert version is not None
    return version.records.get(schema_name=NAME).content


def test_from_the_dataset_to_a_valid_record(dataset: Dataset, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.sign_in("ada", f"/datasets/{dataset.pk}")
    page.get_by_role("link", name="Describe with a schema").first.click()
    page.get_by_label("Search schemas").fill("record")
    page.get_by_label("Search schemas").press("Enter")
    page.get_by_role("link", name="Recording").click()
    page.get_by_label("Experimenter").fill("Ada")
    page.get_by_label("Depth").fill("850 um")

    region = at(page, "/region")
    region.press_sequentially("v1")
    expect(page.get_by_role("option", name="Primary visual area")).to_be_visible()
    visitor.picture("form-combobox")
    assert visitor.violations() == []
    region.press("ArrowDown")
    expect(region).to_have_attribute("aria-activedescendant", re.compile("suggestions-"))
    region.press("Enter")
    expect(region).to_have_value("Primary visual area")

    page.get_by_role("button", name="Add an entry to Probes").click()
    at(page, "/probes/0/name").fill("NP2")
    page.get_by_role("button", name="Add an entry to Sites").click()
    at(page, "/probes/0/sites/0/x").fill("1.5")
    page.get_by_role("button", name="Add an entry to Layers").click()
    crumbs = page.get_by_role("navigation", name="Part of the record")
    expect(crumbs).to_contain_text("Probes")
    at(page, "/probes/0/sites/0/layers/0/label").fill("L4")
    visitor.picture("form-part")
    assert visitor.violations() == []
    crumbs.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Experimenter")).to_be_focused()
    expect(page.get_by_label("Depth")).to_have_value("0.85")

    kind = page.get_by_label("Stimulus", exact=True)
    kind.select_option(label="grating")
    at(page, "/stimulus/angle").fill("45")
    page.get_by_label("Kind of stimulus").select_option(label="movie")
    at(page, "/stimulus/file").fill("movie.avi")
    page.get_by_label("Kind of stimulus").select_option(label="grating")
    expect(at(page, "/stimulus/angle")).to_have_value("45")
    page.get_by_label("Kind of stimulus").select_option(label="movie")
    expect(at(page, "/stimulus/file")).to_have_value("movie.avi")
    visitor.picture("form-filled")
    assert visitor.violations() == []
    page.get_by_role("button", name="Save record").last.click()
    expect(page.get_by_text("It is valid.")).to_be_visible()
    assert content_of(dataset) == {
        **GOOD,
        "depth": 0.85,
        "region": "Primary visual area",
        "probes": [{"name": "NP2", "sites": [{"x": 1.5, "layers": [{"label": "L4"}]}]}],
        "stimulus": {"type": "movie", "file": "movie.avi"},
    }
    page.wait_for_function("localStorage.length === 0")  # by a script of the page


def test_the_summary_leads_to_each_problem(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Depth").fill("3 kg")
    page.get_by_role("button", name="Add an entry to Probes").click()
    at(page, "/probes/0/channels").fill("500")
    page.get_by_role("button", name="Save record").last.click()
    summary = page.get_by_role("alert").filter(has_text="problems to mend")
    expect(summary).to_be_focused()
    visitor.picture("form-with-problems")
    assert visitor.violations() == []
    rail = page.get_by_role("navigation", name="Sections")
    expect(rail).to_contain_text("2 problems")
    summary.get_by_role("link", name="measure different things").click()
    expect(page.get_by_label("Depth")).to_be_focused()
    summary.get_by_role("link", name="Channels").click()
    expect(at(page, "/probes/0/channels")).to_be_focused()
    rail.get_by_role("link", name="Stimulus").click()
    expect(page.get_by_label("Stimulus", exact=True)).to_be_in_viewport()


def test_a_field_is_found_and_a_removed_entry_comes_back(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="Add an entry to Tags").click()
    at(page, "/tags/0").fill("first")
    page.get_by_role("button", name="Remove Tags 1").click()
    expect(at(page, "/tags/0")).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(at(page, "/tags/0")).to_have_value("first")
    at(page, "/tags/0").press("Enter")
    expect(at(page, "/tags/1")).to_be_focused()
    page.get_by_label("Find a field").fill("power")
    page.get_by_label("Find a field").press("Enter")
    visitor.picture("form-find")
    page.get_by_role("button", name="Power").click()
    expect(at(page, "/rig/laser/power")).to_be_focused()


def test_what_was_typed_survives_a_closed_page(
    dataset: Dataset, visitor: Visitor, enter: Enter
) -> None:
    page = visitor.page
    page.get_by_label("Experimenter").fill("Typed before closing")
    page.get_by_role("button", name="Add an entry to Probes").click()
    at(page, "/probes/0/name").fill("NP2")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{visitor.base}/datasets/{dataset.pk}")
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Experimenter")).to_have_value("Typed before closing")
    expect(at(page, "/probes/0/name")).to_have_value("NP2")
    visitor.picture("form-brought-back")


def test_what_was_typed_before_the_scripts_came_counts(dataset: Dataset, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    held: list[Route] = []
    page.route("**/entry*.js", lambda route: held.append(route))
    visitor.sign_in("ada")
    with page.expect_request("**/entry*.js"):
        page.goto(f"{visitor.base}/datasets/{dataset.pk}/records/{NAME}", wait_until="commit")
    page.get_by_label("Experimenter").fill("Typed at once")
    at(page, "/region").press_sequentially("v1")
    [script] = held
    script.continue_()
    expect(page.get_by_role("option", name="Primary visual area")).to_be_visible()
    expect(page.get_by_text("Kept in this browser until you save")).to_be_visible()


def test_a_session_that_ended_takes_nothing_along(dataset: Dataset, visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Experimenter").fill("Ada")
    visitor.context.clear_cookies(name="sessionid")
    visitor.listening = False  # the refused request is logged by the browser
    page.get_by_role("button", name="Add an entry to Probes").click()
    ended = page.get_by_role("alert").filter(has_text="Your session has ended")
    expect(ended).to_be_focused()
    visitor.picture("form-session-ended")
    assert visitor.violations() == []
    visitor.listening = False
    tab = Visitor(visitor.context, visitor.context.new_page(), visitor.base)
    tab.sign_in("ada")
    ended.get_by_role("button", name="go on here").click()
    at(page, "/probes/0/name").fill("NP2")
    visitor.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save record").last.click()
    expect(ended).to_be_focused()
    tab.sign_in("ada")
    ended.get_by_role("button", name="go on here").click()
    expect(page.get_by_text("It is valid.")).to_be_visible()
    assert content_of(dataset) == GOOD


def test_a_conflict_is_shown_at_its_field(world: World, dataset: Dataset, enter: Enter) -> None:
    record = Record(NAME, GOOD)
    put_record(actor=world.owner, dataset_id=dataset.pk, data=record, if_match="*")
    visitor = enter(width=320, dark=True)
    visitor.sign_in("ada", f"/datasets/{dataset.pk}/records/{NAME}")
    page = visitor.page
    page.get_by_label("Experimenter").fill("Mine")
    theirs = Record(NAME, GOOD | {"experimenter": "Theirs"})
    put_record(actor=world.owner, dataset_id=dataset.pk, data=theirs, if_match="*")
    page.get_by_role("button", name="Save record").last.click()
    expect(page.get_by_role("alert").filter(has_text="Somebody changed")).to_be_focused()
    visitor.picture("form-conflict-320-dark")
    assert visitor.violations() == []
    assert not visitor.is_too_wide()
    expect(page.get_by_text("Saved meanwhile:")).to_be_visible()
    page.get_by_role("button", name="Save record").last.click()
    expect(page.get_by_text("It is valid.")).to_be_visible()
    assert content_of(dataset)["experimenter"] == "Mine"


def test_without_scripts_the_same_buttons_work(dataset: Dataset, enter: Enter) -> None:
    visitor = enter(java_script_enabled=False)
    visitor.sign_in("ada", f"/datasets/{dataset.pk}/records/{NAME}")
    page = visitor.page
    page.get_by_label("Experimenter").fill("Ada")
    page.get_by_role("button", name="Add an entry to Probes").click()
    at(page, "/probes/0/name").fill("NP2")
    page.get_by_label("Stimulus", exact=True).select_option(label="movie")
    page.get_by_role("button", name="Show its fields").last.click()
    at(page, "/stimulus/file").fill("m.avi")
    page.get_by_role("button", name="Save record").last.click()
    expect(page.get_by_text("It is valid.")).to_be_visible()
    assert content_of(dataset) == GOOD | {"stimulus": {"type": "movie", "file": "m.avi"}}
