"""The schema editor in Chromium: fields by mouse and by keyboard, and nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import SchemaVersion
from catalog.schemas.drafts import edit_draft
from catalog.schemas.register import register_schema
from tests.browser.driving import Visitor
from tests.pages.world import World

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
DRAFT: dict[str, Any] = {
    "title": "Session",
    "type": "object",
    "x-ours": 1.0,
    "properties": {
        "mouse": {"type": "string", "title": "Mouse", "contentEncoding": "base64"},
        "probes": {
            "type": "array",
            "title": "Probes",
            "items": {"type": "object", "properties": {"depth": {"type": "number"}}},
        },
    },
}
AT = "/schemas/lab/session/edit?version=1.0.0"


def draft_of(world: World, content: dict[str, Any] = DRAFT) -> SchemaVersion:
    return register_schema(
        actor=world.administrator, name="lab/session", version="1.0.0", content=content
    )[0]


def opened(enter: Enter, path: str = AT) -> Visitor:
    visitor = enter()
    visitor.sign_in("root", back="/account/")
    visitor.open(path)
    expect(visitor.page.locator("form[data-ready]")).to_be_attached()
    return visitor


def row(page: Page, label: str) -> Locator:
    return page.locator("button[data-trail]", has_text=label).first


def label(page: Page) -> Locator:
    return page.get_by_label("Label", exact=True)


def json_of(page: Page) -> Any:
    """What the JSON tab says; the tab that was open stays behind it."""
    page.get_by_role("tab", name="JSON").click()
    return json.loads(page.get_by_label("JSON Schema").input_value())


def saved() -> dict[str, Any]:
    content: dict[str, Any] = SchemaVersion.objects.get(schema__name="lab/session").content
    return content


def test_fields_are_made_without_json(world: World, enter: Enter) -> None:
    visitor = opened(enter, "/schemas/new")
    page = visitor.page
    page.get_by_label("Name", exact=True).fill("lab/session")
    page.get_by_role("button", name="Add field").click()
    expect(label(page)).to_be_focused()
    label(page).press_sequentially("Body weight")
    page.get_by_label("Type").select_option("number")
    page.get_by_label("Unit").fill("g")
    page.get_by_label("Smallest").fill("0.10")
    page.get_by_label("Required").check()
    page.get_by_role("button", name="Add field").click()
    label(page).fill("Probes")
    page.get_by_label("Type").select_option("group")
    page.get_by_label("Several values").check()
    page.get_by_role("button", name="Add inside").click()
    label(page).fill("Region")
    page.get_by_label("Vocabulary").select_option("icb/regions@1.0.0")
    page.get_by_role("button", name="Add field").click()
    label(page).fill("Side")
    page.get_by_label("Type").select_option("choice")
    page.get_by_label("Choices").fill("left\nright\n")
    page.get_by_role("button", name="Move up").click()
    expect(row(page, "Side")).to_have_attribute("aria-current", "true")
    assert visitor.violations() == []
    visitor.picture("schema-editor-field")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft lab/session 1.0.0 is saved.")).to_be_visible()
    assert saved() == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "",
        "type": "object",
        "properties": {
            "body_weight": {
                "title": "Body weight",
                "type": "number",
                "x-unit": "g",
                "minimum": 0.1,
            },
            "probes": {
                "title": "Probes",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "side": {"title": "Side", "type": "string", "enum": ["left", "right"]},
                        "region": {
                            "title": "Region",
                            "type": "string",
                            "x-vocabulary": "icb/regions@1.0.0",
                        },
                    },
                },
            },
        },
        "required": ["body_weight"],
    }
    assert list(saved()["properties"]["probes"]["items"]["properties"]) == ["side", "region"]
    # What was kept in the browser is gone once the page that follows has run its script.
    page.wait_for_function("!Object.keys(localStorage).join().includes('schema-draft')")


def test_the_keyboard_does_it_all(world: World, enter: Enter) -> None:
    draft_of(world)
    page = opened(enter).page
    row(page, "Session").focus()
    page.keyboard.press("ArrowDown")
    expect(row(page, "Mouse")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "Mouse")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(row(page, "depth")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="depth")).to_be_focused()
    row(page, "depth").focus()
    page.keyboard.press("Delete")
    expect(row(page, "depth")).to_have_count(0)
    expect(row(page, "Probes")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(row(page, "depth")).to_have_count(1)
    page.keyboard.press("Alt+ArrowLeft")
    expect(row(page, "depth")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Insert")
    label(page).fill("Angle")
    fields = json_of(page)["properties"]
    assert list(fields) == ["probes", "mouse"]
    assert list(fields["probes"]["items"]["properties"]) == ["depth", "angle"]


def test_both_faces_follow_each_other_and_nothing_unknown_is_lost(
    world: World, enter: Enter
) -> None:
    draft_of(world)
    page = opened(enter).page
    row(page, "Mouse").click()
    expect(page.get_by_text("The JSON says more than this panel shows")).to_be_visible()
    page.get_by_label("Help").fill("Which one.")
    area = page.get_by_label("JSON Schema")
    assert json_of(page)["properties"]["mouse"] == {
        **DRAFT["properties"]["mouse"],
        "description": "Which one.",
    }
    assert '"x-ours": 1.0' in area.input_value()
    area.fill(area.input_value().replace('"Mouse"', '"Animal"'))
    expect(row(page, "Animal")).to_be_visible()
    area.fill("{")
    expect(page.get_by_text("The JSON is not complete")).to_be_visible()
    area.fill(json.dumps(DRAFT))
    expect(page.get_by_text("The JSON is not complete")).to_be_hidden()
    expect(row(page, "Mouse")).to_be_visible()


def test_unsaved_changes_come_back_after_leaving_and_after_signing_out(
    world: World, enter: Enter
) -> None:
    draft_of(world)
    visitor = opened(enter)
    page = visitor.page
    row(page, "Mouse").click()
    label(page).fill("Which mouse")
    visitor.open("/schemas/")
    page.go_back()
    expect(row(page, "Which mouse")).to_be_visible()
    expect(page.get_by_text("it is not saved yet")).to_be_visible()
    visitor.picture("schema-editor-restored")

    visitor.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save draft").click()
    visitor.page.get_by_label("User name").fill("root")
    visitor.page.get_by_label("Password").fill("correct horse battery staple")
    page.locator("#login-form").get_by_role("button", name="Sign in").click()
    expect(row(page, "Which mouse")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    assert saved()["properties"]["mouse"]["title"] == "Which mouse"
    visitor.open(AT)
    expect(page.get_by_text("not saved yet")).to_have_count(0)


def test_what_was_typed_before_a_table_came_is_offered(world: World, enter: Enter) -> None:
    page = opened(enter, "/schemas/new").page
    page.get_by_role("button", name="Add field").click()
    label(page).fill("Typed by hand")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_text("Start from something you have").click()
    page.get_by_label("Paste it").fill("Weight (g)")
    page.get_by_role("button", name="Make the fields").click()
    expect(row(page, "Weight")).to_be_visible()
    page.get_by_role("button", name="Bring them here").click()
    expect(row(page, "Typed by hand")).to_be_visible()


def test_a_second_tab_and_somebody_elses_saving_lose_nothing(world: World, enter: Enter) -> None:
    made = draft_of(world)
    visitor = opened(enter)
    page = visitor.page
    other = visitor.context.new_page()
    other.goto(visitor.base + AT)
    row(other, "Mouse").click()
    label(other).fill("From the other tab")
    expect(page.get_by_text("Another tab of this browser is changing")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Bring them here").click()
    expect(row(page, "From the other tab")).to_be_visible()
    edit_draft(
        actor=world.administrator,
        name="lab/session",
        version="1.0.0",
        if_match=made.etag,
        content=DRAFT | {"title": "Theirs"},
    )
    visitor.listening = False
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("saving again puts yours in the place of theirs")).to_be_visible()
    expect(row(page, "From the other tab")).to_be_visible()
    assert visitor.violations() == []
    visitor.picture("schema-editor-conflict")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    assert saved()["properties"]["mouse"]["title"] == "From the other tab"


def test_problems_lead_to_their_fields(world: World, enter: Enter) -> None:
    draft_of(world)
    visitor = opened(enter)
    page = visitor.page
    row(page, "Probes").click()
    page.get_by_role("button", name="Probes: 1 inside").click()
    row(page, "depth").click()
    page.get_by_label("Unit").fill("parsnips")
    panel = page.locator("[data-part='field']")
    expect(panel.get_by_text("is not a unit")).to_be_visible()
    expect(page.get_by_label("Unit")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Unit")).to_be_focused()
    page.get_by_label("Unit").fill("um")
    expect(panel.get_by_text("is not a unit")).to_have_count(0)
    page.get_by_label("Unit").fill("parsnips")
    visitor.listening = False
    page.get_by_role("button", name="Save draft").click()
    summary = page.locator("[data-problem-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_label("Unit")).to_be_focused()
    expect(row(page, "depth")).to_contain_text("has a problem")
    assert visitor.violations() == []
    visitor.picture("schema-editor-problem")


def test_the_server_answers_in_the_tabs(world: World, enter: Enter) -> None:
    draft_of(world)
    visitor = opened(enter)
    page = visitor.page
    row(page, "Mouse").click()
    page.get_by_role("tab", name="Form").click()
    expect(page.get_by_role("textbox", name="Mouse")).to_be_visible()
    for tab in ("JSON", "Form", "Try a record", "What it changes"):
        page.get_by_role("tab", name=tab).click()
        assert visitor.violations() == []
        visitor.picture(f"schema-editor-{tab.replace(' ', '-').lower()}")
    expect(page.get_by_text("It is the first version")).to_be_visible()
    page.get_by_role("tab", name="What it changes").press("ArrowLeft")
    page.get_by_label("A sample record").fill('{"mouse": 3}')
    page.get_by_role("button", name="Check the record").click()
    expect(page.get_by_text("Mouse must be text")).to_be_visible()


def test_a_form_that_was_opened_in_haste_is_drawn_once(world: World, enter: Enter) -> None:
    draft_of(world)
    page = opened(enter).page
    row(page, "Mouse").click()
    label(page).fill("Animal")
    page.get_by_role("tab", name="Form").click()
    page.get_by_role("textbox", name="Animal").fill("M7")
    page.wait_for_timeout(1_000)  # longer than a change waits to be asked about
    expect(page.get_by_role("textbox", name="Animal")).to_be_focused()


def test_a_large_schema_opens_as_far_as_it_is_shown(world: World, enter: Enter) -> None:
    entry = {f"f{n}": {"type": "string", "description": "x" * 300} for n in range(30)}
    groups = {f"g{n}": {"type": "object", "properties": entry} for n in range(100)}
    draft_of(world, {"type": "object", "title": "Large", "properties": groups})
    page = opened(enter).page
    # Nothing below what is open was drawn, and a megabyte of text was not laid out.
    expect(page.locator("button[data-trail]")).to_have_count(101)
    expect(page.get_by_label("JSON Schema")).to_be_hidden()
    page.get_by_role("button", name="g7: 30 inside").click()
    expect(page.locator("button[data-trail]")).to_have_count(131)
    page.get_by_label("Find a field").fill("f29")
    page.get_by_role("button", name="f29", exact=True).first.click()
    expect(page.get_by_role("heading", name="f29")).to_be_focused()


def test_without_scripts_the_json_is_enough(world: World, enter: Enter) -> None:
    visitor = enter(java_script_enabled=False)
    visitor.sign_in("root", back="/schemas/new")
    page = visitor.page
    expect(page.get_by_role("button", name="Add field")).to_have_count(0)
    page.get_by_label("Name", exact=True).fill("lab/session")
    page.get_by_label("JSON Schema").fill(json.dumps(DRAFT))
    page.get_by_role("button", name="Save draft").click()
    assert saved() == DRAFT
