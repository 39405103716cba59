"""What changes how existing records are found has them indexed anew."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from catalog.schemas.bind import define_property
from catalog.schemas.register import register_schema
from search.document import PropertyDefinition
from search.models import OutboxMark
from tests.builders import SUBJECT_SCHEMA, make_dataset, make_schema, make_steward, subject_record

pytestmark = pytest.mark.django_db


def marked() -> set[str]:
    return set(OutboxMark.objects.filter(kind="dataset").values_list("key", flat=True))


def with_sex_bound() -> dict[str, Any]:
    content = copy.deepcopy(SUBJECT_SCHEMA)
    content["properties"]["sex"]["x-property"] = "sex"
    return content


def test_a_version_that_binds_one_more_path_has_older_records_indexed_anew() -> None:
    make_schema()
    dataset = make_dataset(records=(subject_record(sex="Male"),))
    make_dataset()
    OutboxMark.objects.all().delete()
    make_schema(version="1.1.0", content=with_sex_bound())
    assert marked() == {str(dataset.pk)}


def test_a_version_that_binds_nothing_new_marks_nothing() -> None:
    make_schema()
    make_dataset(records=(subject_record(),))
    OutboxMark.objects.all().delete()
    register_schema(
        actor=make_steward(),
        name="test/subject",
        version="1.1.0",
        content=SUBJECT_SCHEMA | {"description": "The same paths."},
        publish=True,
    )
    assert marked() == set()


def test_a_property_that_gets_another_unit_has_its_records_indexed_anew() -> None:
    make_schema()
    dataset = make_dataset(records=(subject_record(age=70),))
    OutboxMark.objects.all().delete()
    steward = make_steward()
    define_property(actor=steward, definition=PropertyDefinition("age", "number", "Age", "d"))
    assert marked() == set()
    define_property(actor=steward, definition=PropertyDefinition("age", "number", "Age", "wk"))
    assert marked() == {str(dataset.pk)}
