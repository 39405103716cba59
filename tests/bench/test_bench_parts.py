"""The parts of the benchmark that a wrong figure could come from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.http import QueryDict
from pytest_django import Settings

from bench.engines import bulk_rate
from bench.loading import fill
from bench.records import PLAIN, QUERIES, SCHEMA, datasets
from bench.tables import tables
from bench.timing import interleaved, throughput
from catalog.access.caller import ANONYMOUS
from catalog.models import Dataset, Property
from search.document import Change, Document
from search.engine import engine
from search.models import OutboxMark
from search.parameters import request_from
from search.request import SearchRequest
from search.service import search
from tests.searching import use_index


@pytest.fixture(autouse=True)
def own_index(settings: Settings, tmp_path: Path) -> None:
    use_index(settings, tmp_path / "index")


def test_a_dataset_depends_on_nothing_but_its_number() -> None:
    whole = list(datasets(20))
    assert [*datasets(12), *datasets(20, first=12)] == whole
    assert len({body["key"] for body in whole}) == 20


def test_every_name_has_its_turn_in_every_round() -> None:
    order: list[str] = []
    calls = {
        "api": [lambda: order.append("a"), lambda: order.append("b")],
        "engine": [lambda: order.append("e")],
    }
    times = interleaved(calls, 2)
    assert order == ["a", "e", "b", "e"] * 2
    assert {name: len(some) for name, some in times.items()} == {"api": 4, "engine": 4}


def test_each_caller_has_calls_of_its_own() -> None:
    made: list[list[int]] = []

    def make() -> list[object]:
        mine: list[int] = []
        made.append(mine)
        return [lambda: mine.append(1)]

    assert throughput(make, callers=3, seconds=0.05) > 0  # type: ignore[arg-type]
    assert len(made) == 3
    assert all(made)


@pytest.mark.django_db
def test_a_load_goes_on_where_it_was_and_is_searchable() -> None:
    for size in (30, 50, 50):
        fill(size)
        assert Dataset.objects.count() == size
        found = search(labels=ANONYMOUS.labels, request=SearchRequest(limit=1))
        assert found.total == size
    assert not OutboxMark.objects.exists()
    assert not engine().needs_rebuild()


@pytest.mark.django_db
def test_every_query_has_eight_facets_and_finds_something() -> None:
    fill(300)
    assert Property.objects.filter(name="species").exists()
    for text in (*QUERIES, PLAIN):
        asked = request_from(QueryDict(text))
        found = search(labels=ANONYMOUS.labels, request=asked)
        assert found.total > 0, text
        assert len(found.facets) == (0 if text == PLAIN else 8)
    assert len(SCHEMA["properties"]) == 8


def test_the_bare_engine_leaves_the_catalogue_s_own_index_alone() -> None:
    now = dt.datetime.now(tz=dt.UTC)
    public = frozenset({"public"})
    documents = [Document(str(n), "dataset", public, f"t{n}", now, now) for n in range(20)]
    assert bulk_rate([Change(each.id, 1, each) for each in documents]) > 0
    assert engine().needs_rebuild()


def test_the_tables_show_each_engine_and_size() -> None:
    times = {"p50_ms": 1.5, "p95_ms": 2.5, "per_second_1": 10, "per_second_8": 20}
    bulk = {
        "per_second": 700.0,
        "per_second_until_found": 600.0,
        "engine_per_second": 4000.0,
        "ratio": 0.175,
    }
    run = {
        "search": {"api": times, "engine": times, "ratio_p50": 1.0},
        "bulk": bulk,
        "one_by_one": {"per_second": 60.0},
        "searchable": {**times, "taken_per_second": 499.0},
    }
    one = {"custom": times, "mapped": times, "ratio_p50": 1.0}
    both = {"api": times, "engine": times, "peer": times, "peer_engine": times}
    peer = {"search": {**both, "ratio_p50": 1.0, "peer_ratio_p50": 5.0}}
    result = {
        "embedded": {"10000": run},
        "elasticsearch": {"10000": {**run, "facet": {"species": one}, "peer": peer}},
    }
    shown = tables(result)
    assert shown.count("| 10,000 |") == 7
    assert "| elasticsearch | 10,000 | 1.5 / 2.5 |" in shown
    assert "| 10,000 | peer | 1.5 / 2.5 | 1.5 | 5.0 | 10 / 20 |" in shown
