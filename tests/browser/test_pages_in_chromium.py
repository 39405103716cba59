"""The walk of a scientist through the pages, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from catalog.datasets.inputs import Creator
from catalog.models import Dataset
from tests.browser.driving import Visitor
from tests.builders import make_dataset, subject_record
from tests.pages.world import SECRET_FILE, SECRET_TITLE, World
from tests.searching import drain_all

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]


def test_signing_in_comes_back_to_where_one_was(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open(f"/datasets/{world.public.pk}")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.locator("#login-form").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    visitor.picture("sign-in-refused")
    assert visitor.violations() == []
    visitor.sign_in("ada", f"/datasets/{world.public.pk}")
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    assert page.url.endswith(f"/datasets/{world.public.pk}")


def test_search_facet_and_open(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search the catalogue")
    expect(box).to_be_focused()
    box.fill("mice")
    page.keyboard.press("Enter")
    expect(page.locator("#result-count")).to_have_text("2 results")
    expect(page.locator(".results mark").first).to_be_visible()
    page.get_by_label("Age from").fill("80")
    page.get_by_label("Age from").press("Enter")
    expect(page.locator("#result-count")).to_have_text("1 result")
    assert "age.gte=80" in page.url
    visitor.picture("search-with-a-range")
    page.get_by_role("link", name="Remove Age ≥ 80 d").click()
    expect(page.locator("#result-count")).to_have_text("2 results")
    page.go_back()
    expect(page.locator("#result-count")).to_have_text("1 result")
    page.get_by_role("link", name="Traces of mice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Traces of mice")


def test_long_names_stay_within_a_narrow_window(world: World, enter: Enter) -> None:
    name = "Ai93_TITL_GCaMP6f_" * 10  # nowhere to break it
    made = make_dataset(
        world.owner,
        title=name,
        description=name,
        keywords=(name,),
        creators=(Creator(name=name),),
        records=(subject_record(species=name),),
    )
    drain_all()
    visitor = enter(width=320)
    paths = [f"/search?q={name}", "/search?q=Ai93_TITL*&view=table", f"/datasets/{made.pk}"]
    paths += [f"/search?type=dataset&keyword={name}&facets=keyword", "/datasets", "/"]
    for path in paths:
        visitor.open(path)
        expect(visitor.page.get_by_text(name).first).to_be_attached()
        assert not visitor.is_too_wide(), path
    visitor.picture("long-names")


def test_a_ticked_facet_filters_at_once_and_keeps_the_focus(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/search")
    tick = page.get_by_role("checkbox", name="Mus musculus")
    tick.check()
    expect(page.locator("#result-count")).to_have_text("2 results")
    expect(page.get_by_role("checkbox", name="Mus musculus")).to_be_focused()
    assert "species=Mus+musculus" in page.url


def test_a_mistake_in_a_form_is_told_at_its_field_and_loses_nothing(
    world: World, enter: Enter
) -> None:
    visitor = enter()
    page = visitor.page
    visitor.sign_in("ada", f"/datasets/{world.public.pk}/edit")
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_label("Description").fill("Typed before the mistake")
    page.get_by_role("button", name="Add a creator").click()
    name = page.locator("#creators-1-name")
    expect(name).to_be_focused()
    name.fill("Second Example")
    page.locator("#creators-1-orcid").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Save dataset").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 problems to mend")
    visitor.picture("edit-with-problems")
    assert visitor.violations() == []
    expect(page.get_by_label("Description")).to_have_value("Typed before the mistake")
    expect(page.locator("#creators-1-name")).to_have_value("Second Example")
    summary.get_by_role("link", name="ORCID").click()
    orcid = page.locator("#creators-1-orcid")
    expect(orcid).to_be_focused()
    orcid.fill("0000-0002-1825-0097")
    summary.get_by_role("link", name="Title").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.get_by_label("Title", exact=True).fill("Movies of mice, mended")
    page.get_by_role("button", name="Save dataset").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Movies of mice, mended")
    dataset = Dataset.objects.select_related("current").get(pk=world.public.pk)
    assert dataset.current is not None
    assert [creator["name"] for creator in dataset.current.creators][1] == "Second Example"


def test_what_was_typed_survives_a_session_that_ended(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    edit = f"/datasets/{world.public.pk}/edit"
    visitor.sign_in("ada", edit)
    page.get_by_label("Description").fill("An hour of typing")
    page.get_by_role("button", name="Add a creator").click()
    page.locator("#creators-1-name").fill("Second Example")
    visitor.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save dataset").click()
    visitor.sign_in("ada", edit)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Description")).to_have_value("An hour of typing")
    expect(page.locator("#creators-1-name")).to_have_value("Second Example")
    page.get_by_role("button", name="Save dataset").click()
    expect(page.get_by_text("An hour of typing")).to_be_visible()


def test_a_problem_of_a_record_leads_to_its_line(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.sign_in("ada", f"/datasets/{world.public.pk}/records/test/subject?as=json")
    area = page.get_by_label("Record", exact=True)
    area.fill('{\n  "species": "Mus musculus",\n  "age": -4\n}')
    page.get_by_role("button", name="Save record").click()
    expect(page.get_by_role("alert")).to_be_focused()
    visitor.picture("record-with-a-problem")
    assert visitor.violations() == []
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(area).to_be_focused()
    chosen = area.evaluate("it => it.value.slice(it.selectionStart, it.selectionEnd)")
    assert chosen == '  "age": -4'


def test_lineage_is_drawn_and_the_table_has_the_same_rows(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open(f"/datasets/{world.derived.pk}")
    expect(page.locator("#lineage-sentence")).to_contain_text("Made by run trace extraction")
    if not page.locator("#graph canvas").count():
        pytest.skip("needs: the front-end libraries (python deploy/make/frontend.py builds them)")
    drawn = page.evaluate("holotypeGraph.nodes().map(node => node.id()).sort()")
    listed = page.locator("#lineage-table tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.node).sort()"
    )
    assert drawn == listed
    assert len(drawn) == 5
    links = page.evaluate("holotypeGraph.edges().length")
    assert links == 4
    visitor.picture("lineage")
    page.locator("#graph").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#graph-detail")).to_contain_text("trace extraction")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/computations/{world.run.pk}")
    expect(page.get_by_role("heading", level=1)).to_have_text("trace extraction")


def test_without_scripts_the_table_says_it_all(world: World, enter: Enter) -> None:
    visitor = enter(java_script_enabled=False)
    page = visitor.page
    visitor.open(f"/datasets/{world.derived.pk}")
    assert page.locator("#lineage-table tbody tr").count() == 5
    expect(page.locator("#graph")).to_be_hidden()
    visitor.open("/search?q=mice")
    page.get_by_role("checkbox", name="Mus musculus").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#result-count")).to_have_text("2 results")


def test_restricted_parts_are_locked_for_others_and_open_for_those_with_a_role(
    world: World, enter: Enter
) -> None:
    stranger, owner = enter(), enter()
    stranger.sign_in("sam", f"/datasets/{world.discoverable.pk}")
    expect(stranger.page.locator("#files-locked")).to_contain_text("Ask Ada Example")
    assert SECRET_FILE not in stranger.page.content()
    stranger.picture("restricted-files")
    assert stranger.violations() == []
    stranger.open("/search?q=crocodile")
    assert SECRET_TITLE not in stranger.page.content()
    owner.sign_in("ada", f"/datasets/{world.discoverable.pk}")
    expect(owner.page.get_by_text(SECRET_FILE)).to_be_visible()


def test_a_token_is_copied_and_announced(world: World, enter: Enter) -> None:
    visitor = enter(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    visitor.sign_in("ada", "/account/")
    page.get_by_label("Name", exact=True).fill("pipeline")
    page.get_by_role("button", name="Create token").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_role("button", name="Copy token").click()
    expect(page.locator("#live")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert visitor.violations() == []


def test_the_theme_is_chosen_and_remembered(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/")
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


def test_the_search_key_can_be_switched_off(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.open("/datasets/")
    page.get_by_label("to the search box").uncheck()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search the catalogue")).not_to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(world: World, enter: Enter) -> None:
    visitor = enter()
    visitor.open("/datasets/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def test_escape_closes_a_menu_and_gives_the_focus_back(world: World, enter: Enter) -> None:
    visitor = enter()
    page = visitor.page
    visitor.sign_in("ada", "/")
    opener = page.locator("header summary")
    opener.click()
    expect(page.get_by_role("link", name="Account and tokens")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Account and tokens")).to_be_hidden()
    expect(opener).to_be_focused()
