"""After a breaking change old and new values are both found, by both names, on both engines, with
no reindex by hand: before the migration, while some records cannot migrate, and after its undo."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from catalog.datasets.inputs import Record
from catalog.migrating.running import undo_migration
from catalog.models import Dataset
from search.reindex import reindex
from tests.builders import make_dataset, make_schema, make_steward
from tests.migrating.world import FIRST, NAME, NUMBER, RENAME, apply, go_on, ready, rehearse
from tests.search.elasticsearch.servers import remove_indices
from tests.searching import drain_all, found, terms, use_index

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An index of the test's own, indexed as the indexer does it."""
    if request.param == "embedded":
        use_index(settings, tmp_path / "index")
        yield
        return
    url, prefix = request.getfixturevalue("elasticsearch_url"), f"flow-{uuid.uuid4().hex}"
    settings.HOLOTYPE_SEARCH = {
        **settings.HOLOTYPE_SEARCH,
        "ENGINE": "search.engines.elasticsearch.ElasticsearchEngine",
        "OPTIONS": {"hosts": url, "prefix": prefix},
    }
    reindex()
    yield
    remove_indices(url, prefix)


def hits(query: str) -> set[str]:
    drain_all()
    return {hit.id for hit in found(query).hits}


def keys(*datasets: Dataset) -> set[str]:
    return {str(dataset.pk) for dataset in datasets}


def described(version: str, **content: Any) -> Dataset:
    record = Record(NAME, {"species": "Mus musculus", **content}, version=version)
    return make_dataset(records=(record,))


def versions(bound: bool, renamed: bool) -> None:
    """`weight` is text, then a number in g; bound to a property, or called otherwise."""
    old, name = copy.deepcopy(FIRST), "weight_g" if renamed else "weight"
    new = copy.deepcopy(FIRST)
    del new["properties"]["weight"]
    new["properties"][name] = {"type": "number", "title": "Weight", "x-unit": "g"}
    if bound:
        old["properties"]["weight"]["x-property"] = "weight"
        new["properties"][name]["x-property"] = "weight"
    make_schema(content=old)
    described("1.0.0", weight="before the second version")
    make_schema(version="2.0.0", content=new)


def test_a_field_that_changed_its_type(engine: None) -> None:
    versions(bound=False, renamed=False)
    text, digits = described("1.0.0", weight="heavy"), described("1.0.0", weight="21")
    number = described("2.0.0", weight=21)
    name = f"{NAME}.weight"
    assert hits(f"{name}=heavy") == keys(text)
    assert hits(f"{name}=21") == keys(digits, number)
    assert hits(f"{name}.gte=20") == keys(number)
    migration = ready(make_steward(), NUMBER)
    run = apply(make_steward(), rehearse(make_steward(), migration))
    assert hits(f"{name}.gte=20") == keys(digits, number)
    assert hits(f"{name}=heavy") == keys(text)
    go_on(undo_migration(actor=make_steward(), run_id=run.pk))
    assert hits(f"{name}=21") == keys(digits, number)
    assert hits(f"{name}.gte=20") == keys(number)


def test_a_bound_property_that_changed_its_type(engine: None) -> None:
    versions(bound=True, renamed=False)
    text, digits = described("1.0.0", weight="heavy"), described("1.0.0", weight="21")
    number = described("2.0.0", weight=21)
    assert hits("weight=heavy") == keys(text)
    assert hits("weight=21") == keys(digits, number)
    assert hits("weight.gte=0.02 kg") == keys(number)
    facet = found("facets=weight").facets["weight"]
    assert facet.property.type == "number"
    apply(make_steward(), rehearse(make_steward(), ready(make_steward(), NUMBER)))
    assert hits("weight.gte=20") == keys(digits, number)
    assert hits("weight=heavy") == keys(text)


def test_a_field_that_changed_name_and_type_is_found_by_both_names(engine: None) -> None:
    versions(bound=False, renamed=True)
    text, digits = described("1.0.0", weight="heavy"), described("1.0.0", weight="21")
    number = described("2.0.0", weight_g=21)
    steward = make_steward()
    run = apply(steward, rehearse(steward, ready(steward, NUMBER, RENAME)))
    for name in (f"{NAME}.weight", f"{NAME}.weight_g"):
        assert hits(f"{name}=heavy") == keys(text), name
        assert hits(f"{name}=21") == keys(digits, number), name
        assert hits(f"{name}.gt=0.02 kg") == keys(digits, number), name
        assert hits(f"{name}.exists=false") == set(), name
    go_on(undo_migration(actor=steward, run_id=run.pk))
    for name in (f"{NAME}.weight", f"{NAME}.weight_g"):
        assert hits(f"{name}=21") == keys(digits, number), name
        assert hits(f"{name}=heavy") == keys(text), name


def test_a_bound_property_under_another_path_keeps_its_name(engine: None) -> None:
    versions(bound=True, renamed=True)
    text, digits = described("1.0.0", weight="heavy"), described("1.0.0", weight="21")
    number = described("2.0.0", weight_g=21)
    assert hits("weight=21") == keys(digits, number)
    apply(make_steward(), rehearse(make_steward(), ready(make_steward(), NUMBER, RENAME)))
    assert hits("weight.gte=20") == keys(digits, number)
    assert hits("weight=heavy") == keys(text)
    assert terms(found("facets=schema"), "schema") == {NAME: 4}
