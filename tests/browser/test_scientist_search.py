"""From an empty box to the right dataset, as a scientist would: by text, by facet, by a range of
one's own, by a nested condition; then saved, alerted, exported. Each within its budget of actions
(a click, or one entry and Enter), counted from the home page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.datasets.inputs import Record
from catalog.exporting.work import work
from catalog.models import Subscription
from search.lifeline import StopSign
from tests.browser.driving import Visitor
from tests.builders import a_file, make_dataset, make_schema, subject_record
from tests.pages.test_building_a_query import PROCEDURES
from tests.pages.world import World
from tests.searching import drain_all

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
RIGHT = "Deep injections into old mice"
WRONG = "Shallow injections into old mice"


@dataclasses.dataclass
class Hands:
    """Counts what somebody does."""

    page: Page
    actions: int = 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def enter(self, target: Locator, text: str) -> None:
        self.actions += 1
        target.fill(text)
        target.press("Enter")

    def drag(self, start: Locator, end: Locator) -> None:
        self.actions += 1
        for target, press in ((start, True), (end, False)):
            box = target.bounding_box()
            assert box is not None
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            self.page.mouse.move(x, y, steps=4)
            if press:
                self.page.mouse.down()
        self.page.mouse.up()


def procedures(*pairs: tuple[str, float]) -> Record:
    content = {"procedures": [{"type": kind, "volume": volume} for kind, volume in pairs]}
    return Record(schema="test/procedures", content=content)


@pytest.fixture
def lab(world: World) -> World:
    """Two datasets that differ in which procedure had the great volume, among many others."""
    make_schema("test/procedures", PROCEDURES)
    for title, injected, perfused in ((RIGHT, 50, 5), (WRONG, 5, 50)):
        records = (
            subject_record(age=412, sex="Female"),
            procedures(("injection", injected), ("perfusion", perfused)),
        )
        make_dataset(world.owner, title=title, records=records, files=(a_file(),))
    for number in range(14):
        record = subject_record(species=f"Species {number}", age=100 + 5 * number)
        make_dataset(world.owner, title=f"Survey, part {number}", records=(record,))
    drain_all()
    return world


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search the catalogue")


def count_is(page: Page, number: int) -> None:
    words = "1 result" if number == 1 else f"{number} results"
    expect(page.locator("#result-count")).to_have_text(words)


def arrived(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_by_text_with_suggestions(lab: World, enter: Enter) -> None:
    visitor = enter()
    page, hands = visitor.page, Hands(visitor.page)
    visitor.open("/")
    page.keyboard.press("/")
    box = box_of(page)
    expect(box).to_be_focused()
    box.press_sequentially("deep")
    option = page.get_by_role("option", name=RIGHT)
    expect(option).to_be_visible()
    visitor.picture("suggestions")
    assert visitor.violations() == []
    box.press("Escape")
    expect(option).to_be_hidden()
    expect(box).to_be_focused()
    hands.enter(box, "deep")
    count_is(page, 1)
    hands.click(page.get_by_role("link", name=RIGHT))
    arrived(page, RIGHT)
    assert hands.actions <= 2
    visitor.open("/")
    box_of(page).press_sequentially("deep inj")
    expect(page.get_by_role("option", name=RIGHT)).to_be_visible()
    box_of(page).press("ArrowDown")
    box_of(page).press("Enter")
    arrived(page, RIGHT)
    visitor.open("/")
    hands = Hands(page)
    hands.enter(box_of(page), lab.public.pid)
    arrived(page, "Two-photon movies of mice")
    assert hands.actions == 1
    expect(page.get_by_role("button", name="Copy citation")).to_be_visible()  # one click away


def test_fields_their_values_and_ranges_are_typed(lab: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search")
    box = box_of(page)
    box.press_sequentially("survey spec")
    expect(page.get_by_role("option", name="Species Field")).to_be_visible()
    while (
        box.get_attribute("aria-activedescendant") is None
        or not page.locator("[aria-selected=true]", has_text="Field").count()
    ):
        box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("survey species:")
    box.press_sequentially("Species 11")
    expect(page.get_by_role("option", name="Species 11")).to_be_visible()
    page.get_by_role("option", name="Species 11").click()
    count_is(page, 1)
    expect(page.get_by_role("link", name="Remove Species: Species 11")).to_be_visible()
    assert "Species+11" in page.url
    visitor.open("/")
    box_of(page).fill("injections 50..70 wk")
    box_of(page).press("Enter")
    count_is(page, 2)
    expect(page.get_by_role("link", name="Remove Age 50 wk–70 wk")).to_be_visible()
    expect(box_of(page)).to_have_value("injections")
    box_of(page).fill("age:50..70 wk deep")
    box_of(page).press("Enter")
    count_is(page, 1)


def test_by_facet_with_values_that_are_looked_for(lab: World, enter: Enter) -> None:
    visitor = enter()
    page, hands = visitor.page, Hands(visitor.page)
    visitor.open("/")
    hands.click(page.get_by_role("link", name="Search", exact=True))
    find = page.get_by_role("searchbox", name="Find a value of Species")
    find.press_sequentially("species 1")
    hands.actions += 1
    expect(page.get_by_role("checkbox", name="Species 13")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Mus musculus")).to_be_hidden()
    expect(find).to_be_focused()
    expect(find).to_have_value("species 1")
    hands.click(page.get_by_role("checkbox", name="Species 13"))
    count_is(page, 1)
    hands.click(page.get_by_role("link", name="Survey, part 13"))
    arrived(page, "Survey, part 13")
    assert hands.actions <= 4


def test_by_a_range_of_ones_own(lab: World, enter: Enter) -> None:
    """Of a property that was not shown, by dragging over a histogram, and by its keys."""
    visitor = enter()
    page, hands = visitor.page, Hands(visitor.page)
    visitor.open("/")
    hands.click(page.get_by_role("link", name="Search", exact=True))
    add = page.get_by_role("combobox", name="Add filter")
    add.press_sequentially("volume")
    expect(page.get_by_role("option", name="Volume (ul)")).to_contain_text("% filled")
    visitor.picture("add-filter")
    hands.actions += 1
    add.press("Enter")
    least = page.get_by_label("Volume from")
    expect(least).to_be_focused()
    hands.enter(least, "0.04..0.06 ml")
    count_is(page, 2)
    expect(page.get_by_role("link", name="Remove Volume 0.04 ml–0.06 ml")).to_be_visible()
    hands.click(page.get_by_role("link", name=RIGHT))
    arrived(page, RIGHT)
    assert hands.actions <= 4
    visitor.open("/")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Search", exact=True))
    bars = page.locator("[data-histogram=age] a")
    last = bars.count() - 1
    hands.drag(bars.nth(last - 2), bars.nth(last))
    count_is(page, 2)
    expect(page.locator("[data-histogram=age] a[aria-current]").first).to_be_attached()
    visitor.picture("histogram-chosen")
    hands.click(page.get_by_role("link", name=WRONG))
    arrived(page, WRONG)
    assert hands.actions <= 4
    page.go_back()
    count_is(page, 2)
    page.get_by_role("link", name=re.compile("^Remove Age")).click()
    count_is(page, 20)
    bars.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    count_is(page, 2)
    page.get_by_role("link", name=re.compile("^Remove Age")).click()
    count_is(page, 20)
    bars.last.click()
    count_is(page, 2)


def test_by_a_nested_condition(lab: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search?q=injections")
    count_is(page, 2)
    page.get_by_role("button", name="Build a query").click()
    expect(page.locator("#written")).to_have_text("injections")
    page.get_by_role("button", name="Conditions on one object").click()
    group = page.get_by_role("group", name="In one object of a list")
    the_list = group.get_by_label("The list")
    expect(the_list).to_be_focused()
    the_list.fill("procedures")
    row, other = (group.get_by_role("listitem").nth(place) for place in (0, 1))
    row.get_by_label("Field").fill("type")
    row.get_by_label("Value").fill("injection")
    other.get_by_label("Field").fill("volume")
    other.get_by_label("Test").select_option("is at least")
    other.get_by_label("Value").fill("50")
    other.get_by_label("Value").press("Tab")
    written = "injections procedures:(type:injection volume:>=50)"
    expect(page.locator("#written")).to_have_text(written)
    expect(page.locator("#finds")).to_have_text("Finds 1")
    visitor.picture("builder")
    assert visitor.violations() == []
    page.get_by_role("button", name="Search", exact=True).last.click()
    count_is(page, 1)
    expect(page.get_by_role("link", name=RIGHT)).to_be_visible()
    chip = "Remove procedures with type: injection, volume ≥ 50"
    expect(page.get_by_role("link", name=chip)).to_be_visible()
    page.get_by_role("button", name="Build a query").click()
    expect(page.locator("#written")).to_have_text(written)
    expect(page.get_by_role("group", name="In one object of a list")).to_be_visible()


def test_mistakes_and_nothing_found_lead_on(lab: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search?q=speces:%22Mus musculus%22 deep")
    expect(page.locator("[data-problem-summary] mark")).to_have_text("speces")
    visitor.picture("query-mistake")
    assert visitor.violations() == []
    page.get_by_role("link", name="species", exact=True).click()
    count_is(page, 1)
    expect(box_of(page)).to_have_value('species:"Mus musculus" deep')

    visitor.open("/search?q=injections&age.gte=500&age.lte=600")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.get_by_role("link", name="Without “injections”: 0")).to_be_visible()
    visitor.picture("nothing-found-nearest")
    page.get_by_role("link", name="Age 412 d").click()
    count_is(page, 2)
    assert "age.gte=412" in page.url


def test_back_restores_place_and_typing(lab: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search?q=survey")
    page.get_by_role("checkbox", name="CC-BY-4.0").check()
    expect(page.get_by_role("link", name="Remove License: CC-BY-4.0")).to_be_visible()
    box_of(page).fill("survey half typed")
    page.get_by_role("link", name="Survey, part 3", exact=True).scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # the place is kept once scrolling rests
    place = page.evaluate("window.scrollY")
    page.get_by_role("link", name="Survey, part 3", exact=True).click()
    arrived(page, "Survey, part 3")
    page.go_back()
    expect(page.get_by_role("link", name="Remove License: CC-BY-4.0")).to_be_visible()
    expect(box_of(page)).to_have_value("survey half typed")
    page.wait_for_function(f"Math.abs(window.scrollY - {place}) < 30")
    page.go_back()
    expect(page.get_by_role("link", name="Remove License: CC-BY-4.0")).to_be_hidden()


def test_saved_with_an_alert_in_three_actions_and_exported(lab: World, enter: Enter) -> None:
    visitor = enter()
    visitor.sign_in("sam")
    page, hands = visitor.page, Hands(visitor.page)
    hands.enter(box_of(page), "injections age:>50 wk")
    hands.click(page.get_by_text("Save search"))
    hands.click(page.get_by_role("button", name="Save this search"))
    expect(page.get_by_text("is saved. You will be told")).to_be_visible()
    assert hands.actions <= 3
    saved = Subscription.objects.select_related("search").get(user=lab.stranger.known)
    assert saved.search.query == "q=injections+age%3A%3E50+wk"
    page.get_by_role("link", name="injections, Age > 50 wk").first.click()
    count_is(page, 2)
    page.get_by_text("Export", exact=True).click()
    page.get_by_label("Properties").fill("age, test/procedures.procedures.volume")
    visitor.picture("export")
    assert visitor.violations() == []
    page.get_by_role("button", name="Export 2 results").click()
    expect(page.get_by_role("heading", name="Export", level=1)).to_be_visible()
    expect(page.get_by_text("0 of 2")).to_be_visible()
    visitor.picture("export-waiting")
    while work(StopSign()):
        pass
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].endswith("age [d],test/procedures.procedures.volume [ul]")
    assert sorted(line.split(",")[3] for line in lines[1:]) == [RIGHT, WRONG]


def test_columns_order_two_side_by_side_and_why(lab: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search?q=injections")
    page.get_by_role("link", name="As table").click()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Age", exact=True).check()
    expect(page.get_by_role("columnheader", name="Age (d)")).to_be_visible()
    assert "column=age" in page.url
    page.get_by_label("Sort by").select_option("Age, highest first")
    page.wait_for_url("**sort=-age**")
    expect(page.get_by_role("cell", name="412").first).to_be_visible()
    visitor.picture("table")
    assert visitor.violations() == []
    page.get_by_label("Select this page").check()
    expect(page.locator("#picked-count")).to_have_text("2 on this page selected")
    page.get_by_role("button", name="Compare 2 to 5").click()
    row = page.get_by_role("row", name=re.compile("^Volume"))
    expect(row).to_contain_text("differs")
    page.get_by_role("link", name="Only differences").click()
    expect(page.get_by_role("row", name=re.compile("^Age"))).to_have_count(0)
    visitor.picture("compare")
    assert visitor.violations() == []

    visitor.open("/search?q=survey")
    page.get_by_label("Select Survey, part 4", exact=True).check()
    page.get_by_label("Select Survey, part 5", exact=True).check()
    page.get_by_role("button", name="Show only these").click()
    count_is(page, 2)

    visitor.open("/search?q=deep&age.gte=400")
    page.get_by_text("Why this result").click()
    expect(page.locator(".why dd mark").first).to_have_text("Deep")
    page.locator("h1").click(force=True)
    page.keyboard.press("?")
    expect(page.get_by_text("A range, in any unit")).to_be_visible()
    visitor.picture("how-to-ask")
    assert visitor.violations() == []
    page.keyboard.press("?")
    expect(page.get_by_text("A range, in any unit")).to_be_hidden()
    page.get_by_label("Keys / to the search box").uncheck()
    page.locator("h1").click(force=True)
    page.keyboard.press("?")
    expect(page.get_by_text("A range, in any unit")).to_be_hidden()
