"""Merge and split: both names find both at once, and the index follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.datasets.inputs import Record
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.models import AuditEntry, Binding, Dataset, Property
from catalog.schemas.bind import define_property
from catalog.schemas.merging import merge_properties, split_property
from search.document import PropertyDefinition
from search.models import OutboxMark
from tests.builders import make_caller, make_dataset, make_schema, make_steward
from tests.searching import drain_all, found, use_index

pytestmark = pytest.mark.django_db
AGES = ("one/mouse", "two/mouse")


@pytest.fixture
def datasets(settings: Settings, tmp_path: Path) -> list[Dataset]:
    """Two schemas, each with an age of its own, in days and in weeks."""
    use_index(settings, tmp_path / "index")
    made = []
    for name, unit, age in zip(AGES, ("d", "wk"), (56, 8), strict=True):
        field = {"type": "number", "x-unit": unit}
        make_schema(name=name, content={"type": "object", "properties": {"age": field}})
        made.append(make_dataset(records=(Record(name, {"age": age}),)))
    drain_all()
    return made


def hits(query: str) -> set[str]:
    return {hit.id for hit in found(query).hits}


def test_merged_properties_are_found_by_both_names_at_once(datasets: list[Dataset]) -> None:
    one, other = (f"{name}.age" for name in AGES)
    both = {str(dataset.pk) for dataset in datasets}
    assert hits(f"{one}=56 d") == {str(datasets[0].pk)}
    merge_properties(actor=make_steward(), name=other, into=one)
    assert OutboxMark.objects.count() == 1
    for _ in ("before the index follows", "after"):
        assert hits(f"{one}=56 d") == both
        assert hits(f"{other}=8 wk") == both
        assert hits(f"{one}.gt=60 d") == set()
        drain_all()
    assert Binding.objects.get().property.name == one
    assert not Property.objects.get(name=other).declared
    assert AuditEntry.objects.filter(action="property.merge").count() == 1


def test_a_split_takes_its_paths_along(datasets: list[Dataset]) -> None:
    one, other = (f"{name}.age" for name in AGES)
    steward = make_steward()
    define_property(actor=steward, definition=PropertyDefinition("age", "number", "Age", "d"))
    merge_properties(actor=steward, name=one, into="age")
    merge_properties(actor=steward, name=other, into="age")
    drain_all()
    assert hits("age=56 d") == {str(dataset.pk) for dataset in datasets}
    split_property(actor=steward, name="age", into="old_age", bindings=[(AGES[1], "age")])
    drain_all()
    assert hits("age=56 d") == {str(datasets[0].pk)}
    assert hits("old_age=56 d") == {str(datasets[1].pk)}
    assert Property.objects.get(name="old_age").unit == "d"


def test_what_does_not_fit_is_refused_and_changes_nothing(datasets: list[Dataset]) -> None:
    one, other = (f"{name}.age" for name in AGES)
    steward = make_steward()
    for definition in (
        PropertyDefinition("word", "keyword"),
        PropertyDefinition("length", "number", unit="mm"),
        PropertyDefinition("count", "number"),
    ):
        define_property(actor=steward, definition=definition)
    OutboxMark.objects.all().delete()
    for name, into in ((one, "word"), (one, "length"), (one, "count"), (one, one), (one, "size")):
        with pytest.raises(Conflict):
            merge_properties(actor=steward, name=name, into=into)
    with pytest.raises(NotFound):
        merge_properties(actor=steward, name=one, into="nothing")
    with pytest.raises(NotAllowed):
        merge_properties(actor=make_caller(), name=other, into=one)
    with pytest.raises(NotAllowed):
        split_property(actor=make_caller(), name=one, into="x", bindings=[(AGES[0], "age")])
    with pytest.raises(Invalid) as refused:
        split_property(actor=steward, name=one, into="X!", bindings=[(AGES[0], "age")])
    assert [p["pointer"] for p in refused.value.problems] == ["/into", "/bindings/0"]
    assert not OutboxMark.objects.exists()
    assert not Binding.objects.exists()
