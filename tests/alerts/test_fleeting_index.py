"""The small index in memory finds what the index on disk finds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from search.document import Change, Document, Instance, PropertyDefinition
from search.engines.base import BadQuery
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.fleeting import FleetingIndex
from search.request import AuthorisedQuery, Condition, SearchRequest

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
AGE = PropertyDefinition("age", "number", unit="d")
PUBLIC = frozenset({"public"})


def documents() -> list[Document]:
    return [
        Document(
            id=f"{number:032x}",
            type="dataset",
            labels=PUBLIC if number % 2 else frozenset({"user:1"}),
            title=f"Recording {number} of mice",
            created=NOW,
            modified=NOW,
            files=(f"raw/secret{number}.nwb",),
            file_labels=frozenset({"user:1"}),
            instances=(Instance("", numbers={"age": (float(number),)}),),
        )
        for number in range(20)
    ]


REQUESTS = (
    SearchRequest(),
    SearchRequest(text="mice -5"),
    SearchRequest(text='"recording 7"'),
    SearchRequest(text="secret4"),
    SearchRequest(conditions=(Condition("gte", (AGE,), ((12.0,),)),)),
    SearchRequest(text="mice", types=("collection",)),
    SearchRequest(text="nothing at all"),
)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("labels", [PUBLIC, PUBLIC | {"user:1"}])
def test_it_finds_the_same(tmp_path: Path, request_: SearchRequest, labels: frozenset[str]) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.apply([Change(each.id, 1, each) for each in documents()])
    small = FleetingIndex(documents())
    query = AuthorisedQuery(dataclasses.replace(request_, limit=100), labels)
    on_disk = {hit.id for hit in engine.search(query).hits}
    assert small.found(query) == on_disk
    assert {hit.id for hit in small.search(query).hits} == on_disk


def test_empty_it_finds_nothing() -> None:
    assert FleetingIndex([]).found(AuthorisedQuery(SearchRequest(), PUBLIC)) == frozenset()


def test_a_document_that_cannot_be_indexed_is_left_out() -> None:
    broken = dataclasses.replace(documents()[1], id="b" * 32, size="large")  # type: ignore[arg-type]
    small = FleetingIndex([broken, documents()[3]])
    assert len(small.found(AuthorisedQuery(SearchRequest(), PUBLIC))) == 1


def test_a_question_that_does_not_suit_is_refused_as_everywhere() -> None:
    keyword = PropertyDefinition("species", "keyword")
    request = SearchRequest(conditions=(Condition("gte", (keyword,), (("a",),)),))
    with pytest.raises(BadQuery):
        FleetingIndex(documents()).found(AuthorisedQuery(request, PUBLIC))
