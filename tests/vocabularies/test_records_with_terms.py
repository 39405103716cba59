"""Records whose fields are bound to a vocabulary: entered as people write, stored as the label,
found by synonyms and by broader terms, on both engines."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.errors import Invalid
from catalog.models import Dataset, Property
from catalog.schemas.register import register_schema
from tests.builders import make_dataset, make_schema, make_steward
from tests.search.elasticsearch.servers import remove_indices
from tests.searching import drain_all, found, terms, use_index
from tests.vocabularies.regions import NAME, SCHEMA, draft, published, region_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["embedded", "elasticsearch"])
def _index(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[None]:
    use_index(settings, tmp_path / "index")
    if request.param == "embedded":
        yield
        return
    url, prefix = request.getfixturevalue("elasticsearch_url"), f"terms-{uuid.uuid4().hex}"
    settings.HOLOTYPE_SEARCH = {
        **settings.HOLOTYPE_SEARCH,
        "ENGINE": "search.engines.elasticsearch.ElasticsearchEngine",
        "OPTIONS": {"hosts": url, "prefix": prefix},
    }
    yield
    remove_indices(url, prefix)


def bound() -> None:
    published()
    make_schema("icb/session", SCHEMA)


def stored(dataset: Dataset) -> dict[str, object]:
    assert dataset.current is not None
    content: dict[str, object] = dataset.current.records.get().content
    return content


@pytest.mark.parametrize(
    "entered", ["Primary visual area", "primary VISUAL area", "V1", "visp", "R:3"]
)
def test_label_synonym_and_code_are_stored_as_the_label(entered: str) -> None:
    bound()
    dataset = make_dataset(records=(region_record(entered, "LGd", "https://example.org/R2"),))
    assert stored(dataset) == {
        "region": "Primary visual area",
        "probes": [{"target": "Lateral geniculate"}, {"target": "Isocortex"}],
    }


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ("Isocortes", "did you mean Isocortex?"),
        ("Striate cortex", "is deprecated in icb/regions@1.0.0; use Primary visual area."),
        ("xyzzy", "“xyzzy” is no term of icb/regions@1.0.0."),
    ],
)
def test_what_is_no_term_is_refused_at_its_place(entered: str, told: str) -> None:
    bound()
    with pytest.raises(Invalid) as refused:
        make_dataset(records=(region_record("Brain", "Thalamus", entered),))
    [problem] = refused.value.problems
    assert problem["pointer"] == "/metadata/0/content/probes/1/target"
    assert problem["keyword"] == "x-vocabulary"
    assert told in problem["detail"]
    assert not Dataset.objects.exists()


def test_a_schema_binds_to_published_versions_only() -> None:
    draft()
    content = copy.deepcopy(SCHEMA)
    with pytest.raises(Invalid) as refused:
        make_schema("icb/session", content)
    [problem] = refused.value.problems
    assert problem["pointer"].endswith("/x-vocabulary")
    assert problem["detail"] == "icb/regions@1.0.0 is not published here; publish it first."
    content["properties"]["region"]["x-vocabulary"] = "no version"
    with pytest.raises(Invalid) as refused:
        register_schema(actor=make_steward(), name="icb/other", version="1.0.0", content=content)
    assert "must be a version" in refused.value.problems[0]["detail"]


def test_the_property_knows_its_vocabulary() -> None:
    bound()
    names = dict(Property.objects.values_list("name", "vocabulary"))
    assert names["region"] == names["icb/session.probes.target"] == NAME


@pytest.mark.usefixtures("_index")
def test_found_by_any_name_and_by_broader_terms() -> None:
    bound()
    visual = make_dataset(records=(region_record("V1", "LGd"),))
    thalamic = make_dataset(records=(region_record("Thalamus"),))
    drain_all()

    def ids(query: str) -> set[str]:
        return {hit.id for hit in found(query).hits}

    both = {str(visual.pk), str(thalamic.pk)}
    assert ids("region=Primary visual area") == {str(visual.pk)}
    assert (
        ids("region=visp") == ids("region=isocortex") == ids("region=neocortex") == {str(visual.pk)}
    )
    assert ids("region=Brain") == ids("region=R:1") == both
    assert ids("region=Thalamus") == {str(thalamic.pk)}
    assert ids("icb/session.probes.target=Thalamus") == {str(visual.pk)}
    assert ids("region=Lateral geniculate") == set()


@pytest.mark.usefixtures("_index")
def test_a_tree_is_counted_by_its_own_facet() -> None:
    bound()
    for region in ("V1", "Isocortex", "Thalamus"):
        make_dataset(records=(region_record(region),))
    drain_all()
    result = found("facets=region,region^in&facet_size=50")
    assert terms(result, "region") == {
        "Primary visual area": 1, "Isocortex": 1, "Thalamus": 1,
    }  # fmt: skip
    assert terms(result, "region^in") == {
        "Brain": 3, "Isocortex": 2, "Primary visual area": 1, "Thalamus": 1,
    }  # fmt: skip
    assert found("region^in=Isocortex").total == 2
