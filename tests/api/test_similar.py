"""GET /datasets/{id}/similar, and the same on the dataset's page."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from search.lifeline import StopSign
from search.semantic.chore import work
from tests.apis import Connect
from tests.builders import make_caller, make_dataset
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Path) -> None:
    use_index(settings, tmp_path)


def similar(client: Any, dataset: Any, **parameters: str) -> list[str]:
    answer = client.get(f"/api/v1/datasets/{dataset.pk}/similar", parameters)
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


def test_by_words_where_there_is_no_model(connect: Connect) -> None:
    one = make_dataset(title="Calcium imaging of mice")
    make_dataset(title="Calcium imaging of fish")
    make_dataset(title="Star charts")
    drain_all()
    answer = connect().get(f"/api/v1/datasets/{one.pk}/similar").json()
    assert [row["title"] for row in answer["results"]] == ["Calcium imaging of fish"]
    assert answer["ranking"] == "lexical"


def test_by_meaning_where_there_is(connect: Connect, settings: Any, tmp_path: Path) -> None:
    pytest.importorskip("numpy", reason="needs: the extra semantic (pip install numpy)")
    from tests.search.semantic.tiny import write_model

    model = str(write_model(tmp_path / "model"))
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": model}
    one = make_dataset(title="mouse cortex")
    make_dataset(title="star charts")
    make_dataset(title="mouse cortices", access="private", actor=make_caller())
    drain_all()
    stop = StopSign()
    while work(stop):
        drain_all()
    answer = connect().get(f"/api/v1/datasets/{one.pk}/similar").json()
    assert [row["title"] for row in answer["results"]] == ["star charts"]
    assert answer["ranking"] == "semantic"


def test_everybody_gets_what_they_may_see(connect: Connect) -> None:
    owner = make_caller()
    one = make_dataset(title="Calcium imaging of mice")
    for access in ("private", "internal", "discoverable", "public"):
        make_dataset(title=f"Calcium {access}", access=access, actor=owner)
    drain_all()
    anonymous = {"Calcium discoverable", "Calcium public"}
    assert set(similar(connect(), one)) == anonymous
    assert set(similar(connect(make_caller()), one)) == anonymous | {"Calcium internal"}
    assert len(similar(connect(owner), one)) == 4
    assert len(similar(connect(owner), one, limit="2")) == 2


def test_what_may_not_be_read_has_no_similar_ones(connect: Connect) -> None:
    hidden = make_dataset(title="Calcium", access="private", actor=make_caller())
    for id_ in (hidden.pk, uuid.uuid4()):
        assert connect().get(f"/api/v1/datasets/{id_}/similar").status_code == 404


@pytest.mark.parametrize("limit", ["0", "51", "x", ""])
def test_the_limit_is_bounded(connect: Connect, limit: str) -> None:
    one = make_dataset()
    answer = connect().get(f"/api/v1/datasets/{one.pk}/similar", {"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["parameter"] == "limit"


def test_an_engine_that_is_away_is_no_empty_list(connect: Connect, settings: Any) -> None:
    one = make_dataset(title="Calcium")
    gone = {**settings.HOLOTYPE_SEARCH, "OPTIONS": {"directory": Path(__file__) / "none"}}
    settings.HOLOTYPE_SEARCH = gone
    answer = connect().get(f"/api/v1/datasets/{one.pk}/similar")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert Client().get(f"/datasets/{one.pk}").status_code == 200


def test_the_page_lists_them() -> None:
    one = make_dataset(title="Calcium imaging of mice")
    make_dataset(title="Calcium <b>imaging</b>")
    drain_all()
    page = Client().get(f"/datasets/{one.pk}").content.decode()
    assert "Similar datasets" in page
    assert "Calcium &lt;b&gt;imaging&lt;/b&gt;" in page
