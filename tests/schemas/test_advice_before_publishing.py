"""What a draft would change is told before anybody publishes it."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.errors import Invalid, NotAllowed
from catalog.models import SchemaVersion
from catalog.schemas.advising import Advice, advise
from catalog.schemas.drafts import edit_draft
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from catalog.schemas.trying import try_record, try_schema
from tests.builders import SUBJECT_SCHEMA, make_caller, make_schema, make_steward
from tests.vocabularies import regions

SPECIES: dict[str, Any] = SUBJECT_SCHEMA["properties"]["species"]
pytestmark = pytest.mark.django_db


def with_fields(**fields: Any) -> dict[str, Any]:
    return {**SUBJECT_SCHEMA, "properties": {**SUBJECT_SCHEMA["properties"], **fields}}


def advice_on(content: dict[str, Any], version: str, name: str = "test/subject") -> Advice:
    prepared = try_schema(actor=make_steward(), name=name, version=version, content=content)
    return advise(name=name, version=version, prepared=prepared)


@pytest.mark.parametrize(
    ("fields", "given", "suggested"),
    [
        ({"age": {"type": "string"}}, "1.1.0", "2.0.0"),
        ({"age": {"type": "string"}}, "2.0.0", "2.0.0"),
        ({"mass": {"type": "number"}}, "1.0.1", "2.0.0"),
        ({"sex": {"type": "string"}}, "1.0.1", "1.1.0"),
        ({"species": SPECIES | {"title": "Kind"}}, "1.0.1", "1.0.1"),
    ],
)
def test_the_number_that_a_change_needs(fields: dict[str, Any], given: str, suggested: str) -> None:
    make_schema()
    advice = advice_on(with_fields(**fields), given)
    assert (advice.before, advice.suggested) == ("1.0.0", suggested)
    assert advice.fits is (given == suggested)


def test_the_advice_is_what_publishing_goes_by() -> None:
    make_schema()
    steward = make_steward()
    content = with_fields(age={"type": "string"})
    register_schema(actor=steward, name="test/subject", version="1.1.0", content=content)
    with pytest.raises(Invalid):
        publish_schema(actor=steward, name="test/subject", version="1.1.0")
    number = advice_on(content, "1.1.0").suggested
    edit_draft(actor=steward, name="test/subject", version="1.1.0", if_match="*", number=number)
    publish_schema(actor=steward, name="test/subject", version=number)


def test_a_number_below_a_published_version_is_told_what_it_would_break() -> None:
    make_schema()
    make_schema(version="1.2.0")
    wider = with_fields(sex={"type": "string"})
    advice = advice_on(wider, "1.1.0")
    assert (advice.fits, advice.suggested) == (False, "1.3.0")
    assert "1.2.0 is published" in advice.sentence
    assert advice_on(wider, "1.3.0").fits


def test_a_first_version_has_nothing_to_break_and_says_what_is_new_to_search() -> None:
    make_schema()
    advice = advice_on(with_fields(mass={"type": "number"}), "1.0.0", name="test/other")
    assert (advice.comparison, advice.fits) == (None, True)
    assert [each.path for each in advice.fresh] == ["sex", "mass"]
    assert advice.conflicts == []


def test_paths_that_could_be_bound_and_paths_in_conflict_are_named() -> None:
    make_schema()
    content = {
        "type": "object",
        "properties": {
            "species": {"type": "string"},
            "how_old": {"type": "string", "x-property": "age"},
        },
    }
    advice = advice_on(content, "1.0.0", name="test/other")
    assert [(each.path, each.candidates[0].name) for each in advice.open] == [
        ("species", "species")
    ]
    assert [each.path for each in advice.conflicts] == ["how_old"]


def test_only_who_may_draft_tries_and_nothing_is_stored() -> None:
    make_schema()
    with pytest.raises(NotAllowed):
        try_schema(actor=make_caller(), name="test/subject", version="1.1.0", content={})
    with pytest.raises(NotAllowed):
        try_schema(actor=make_caller(), name="not/there", version="1.1.0", content={})
    advice_on(with_fields(age={"type": "string"}), "2.0.0")
    assert SchemaVersion.objects.count() == 1


def test_a_sample_record_is_tried_with_its_terms() -> None:
    regions.published()
    prepared = try_schema(
        actor=make_steward(), name="icb/session", version="1.0.0", content=regions.SCHEMA
    )
    assert try_record(prepared, {"region": "V1", "probes": []}) == []
    problems = try_record(prepared, {"region": "Nowhere", "probes": 1})
    assert [each.pointer for each in problems] == ["/region", "/probes"]


def test_a_draft_with_its_fields_in_another_order_is_another_draft() -> None:
    steward: Caller = make_steward()
    content = {"type": "object", "properties": {"a": {}, "b": {}}}
    register_schema(actor=steward, name="test/order", version="1.0.0", content=content)
    turned = {"type": "object", "properties": {"b": {}, "a": {}}}
    edit_draft(actor=steward, name="test/order", version="1.0.0", if_match="*", content=turned)
    assert list(SchemaVersion.objects.get().content["properties"]) == ["b", "a"]
