"""A steward renames a field: from the home page to the rehearsal in four actions, then apply."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.migrating.working import work_once
from tests.browser.driving import Visitor
from tests.builders import SUBJECT_SCHEMA, make_schema
from tests.pages.world import World

pytestmark = pytest.mark.browser


def test_a_rename_is_rehearsed_in_four_actions(world: World, enter: Callable[..., Visitor]) -> None:
    content = copy.deepcopy(SUBJECT_SCHEMA)
    content["additionalProperties"] = False
    content["properties"]["subject_sex"] = content["properties"].pop("sex") | {"title": "Sex"}
    old = copy.deepcopy(SUBJECT_SCHEMA)
    old["properties"]["sex"]["title"] = "Sex"
    make_schema(name="test/animal", content=old)
    make_schema(name="test/animal", version="2.0.0", content=content)
    put_animals(world)
    visitor = enter()
    visitor.sign_in("root")
    page = visitor.page

    page.get_by_role("link", name="Schemas").first.click()
    page.get_by_role("link", name="test/animal").click()
    page.get_by_role("button", name="Migrate 2 records from 1.0.0 to 2.0.0").click()
    expect(page.get_by_text("Rename `sex` to `subject_sex`.")).to_be_visible()
    page.get_by_role("button", name="Rehearse migration").click()

    while work_once(lambda seconds: False):
        pass
    page.reload()
    told = "0 of 2 records fail. Nothing was changed."
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    expect(page.get_by_role("rowheader", name="/subject_sex").first).to_be_visible()
    visitor.picture("rehearsed")
    page.get_by_role("button", name="Apply to 2 records").click()
    while work_once(lambda seconds: False):
        pass
    page.reload()
    expect(page.get_by_role("button", name="Undo migration")).to_be_visible()


def put_animals(world: World) -> None:
    for dataset in (world.public, world.derived):
        record = Record("test/animal", {"species": "Rat", "sex": "Male"}, version="1.0.0")
        put_record(actor=world.owner, dataset_id=dataset.pk, data=record, if_match="*")
