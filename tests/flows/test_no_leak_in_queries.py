"""Whatever is asked, in the query language: hits, totals, facets, suggestions, cursors, exports and
alerts are exactly those of what the person may see, as if nothing else were there.

`HOLOTYPE_EXAMPLES=240 HOLOTYPE_QUESTIONS=60` makes 10⁵ cases of (person, grants, query) on
each engine. That takes long: with `-n0 -o faulthandler_timeout=40000`, pytest does not take it for
stuck.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.access.labels import labels_of
from catalog.alerts.questions import Asking, Questions
from search.changes import build
from search.engines.embedded.fleeting import FleetingIndex
from tests.flows.indices import Indices, index_all
from tests.flows.questions import DescribedWorld, Question, question
from tests.flows.test_no_leak import Reader, ids
from tests.flows.worlds import Spec, specs
from tests.searching import NOBODY

EXAMPLES = int(os.environ.get("HOLOTYPE_EXAMPLES", "4"))
QUESTIONS = int(os.environ.get("HOLOTYPE_QUESTIONS", "8"))


class _NoLeakInQueries:
    """On either engine."""

    indices: Indices

    @given(spec=specs(), seed=st.integers(0, 2**32))
    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a smaller world is another one: shrinking takes for ever
    )
    def test_nothing_that_is_asked_tells_of_what_one_may_not_see(
        self, spec: Spec, seed: int
    ) -> None:
        with self.indices.fresh():
            world, chance = DescribedWorld(spec), random.Random(seed)
            index_all()
            asking = _Alerts(world)
            for name in world.people:
                reader = Reader(world, name)
                for _ in range(QUESTIONS):
                    check(Case(world, name, reader, question(world, chance)), chance, asking)


@pytest.mark.usefixtures("embedded_indices")
class NoLeakInQueriesTest(_NoLeakInQueries, TestCase):
    pass


@pytest.mark.slow_once
@pytest.mark.usefixtures("elasticsearch_indices")
class NoLeakInQueriesOfElasticsearchTest(_NoLeakInQueries, TestCase):
    pass


class _Alerts:
    """What the alerts of a person would find among all documents, as if all had just changed."""

    def __init__(self, world: DescribedWorld) -> None:
        documents, _ = build("dataset", [str(dataset.pk) for dataset in world.datasets])
        carried = frozenset[str]().union(
            *(each.labels | each.file_labels for each in documents.values())
        )
        self._asking = Asking(FleetingIndex(documents.values()), carried, Questions())

    def found(self, case: Case) -> list[str]:
        labels = labels_of(case.world.people[case.name] or NOBODY)
        return sorted(self._asking.found(urlencode({"q": case.question.text}), labels))


class Case:
    """A person, what they may see, and what they ask."""

    def __init__(self, world: DescribedWorld, name: str, reader: Reader, asked: Question) -> None:
        self.world, self.name, self.reader, self.question = world, name, reader, asked
        self.numbers = [
            n for n in range(len(world.datasets)) if world.finds(name, n) and asked.holds(name, n)
        ]
        self.ids = sorted(str(world.datasets[n].pk) for n in self.numbers)


def check(case: Case, chance: random.Random, alerts: _Alerts) -> None:
    check_answer(case)
    assert alerts.found(case) == case.ids, case.question.text
    if chance.random() < 0.1:
        check_pages(case, chance.choice(["relevance", "-created", "title", "age", "id"]))
        check_values(case)
        check_export(case)
        check_meaning(case, chance)


def check_answer(case: Case) -> None:
    answer = case.reader.search(
        q=case.question.text,
        facets="keyword,species,access,age,properties",
        facet_size="50",
        **{"facet_interval.age": "10"},
    )
    assert ids(answer["results"]) == case.ids, (case.name, case.question.text)
    assert answer["total"] == {"value": len(case.ids), "relation": "eq"}
    counted = {name: _counts(buckets) for name, buckets in answer["facets"].items()}
    assert counted["keyword"] == _expected(case, "keyword") | (
        {"common": len(case.ids)} if case.ids else {}
    )
    assert counted["species"] == _expected(case, "species")
    assert counted["access"] == Counter(case.world.spec.datasets[n].level for n in case.numbers)
    ages = {gte: count for gte, count in counted["age"].items() if count}
    assert ages == {10.0 * n: 1 for n in case.numbers}
    having = sum("sex" in case.world.content(n) for n in case.numbers)
    assert counted["properties"].get("test/subject.sex", 0) == having
    assert answer["facet_info"]["age"]["missing"] == 0
    _tells_of_no_other(case, str([answer["results"], answer["facets"]]))


def check_pages(case: Case, sort: str) -> None:
    """All pages by their cursors."""
    found, answer = [], case.reader.search(q=case.question.text, sort=sort, limit="2")
    while True:
        found += answer["results"]
        if not answer["next"]:
            break
        answer = case.reader.client.get(answer["next"]).json()
    assert ids(found) == case.ids


def check_values(case: Case) -> None:
    """Values as they are typed: of a facet, and of suggestions, which know no question."""
    answer = case.reader.search(
        q=case.question.text, facets="species", **{"facet_prefix.species": "secret"}
    )
    assert _counts(answer["facets"]["species"]) == _expected(case, "species")
    for prefix in ("species:secret", "secret", "tissue secret", "keyword:s"):
        text = case.reader.get("search/suggest", prefix=prefix, limit="20").content.decode()
        _tells_of_no_other(case, text, among=_may(case))


def check_export(case: Case) -> None:
    parameters = {"q": case.question.text, "format": "ndjson", "columns": "species,age"}
    rows = case.reader.lines("search/export", **parameters)
    assert ids(rows) == case.ids
    _tells_of_no_other(case, str(rows))
    paths = case.reader.lines("search/export", **(parameters | {"format": "files-ndjson"}))
    assert {row["path"] for row in paths} == {
        f"plain/secret{n}file.nwb" for n in case.numbers if case.world.reads_files(case.name, n)
    }


def check_meaning(case: Case, chance: random.Random) -> None:
    """What is near in meaning comes on top of what the words find, from what one may see."""
    text, near = case.question.text, chance.randrange(len(case.world.datasets))
    answer = case.reader.search(q=text, rank="hybrid", facets="keyword,access", limit="50")
    found = ids(answer["results"])
    may = _may(case)
    assert set(case.ids) <= set(found) <= {str(case.world.datasets[n].pk) for n in may}
    assert answer["total"] == {"value": len(found), "relation": "eq"}
    assert sum(_counts(answer["facets"]["access"]).values()) == len(found)
    _tells_of_no_other(case, str([answer["results"], answer["facets"]]), among=may)
    similar = case.reader.get(f"datasets/{case.world.datasets[near].pk}/similar", limit="50")
    assert (similar.status_code == 200) is (near in may)
    if near in may:
        _tells_of_no_other(case, similar.content.decode(), among=may)


def _may(case: Case) -> set[int]:
    return {n for n in range(len(case.world.datasets)) if case.world.finds(case.name, n)}


def _tells_of_no_other(case: Case, text: str, among: Collection[int] | None = None) -> None:
    """No word or id of a dataset but those that were found, or `among`; and files only to whom may
    read them."""
    shown = set(case.numbers if among is None else among)
    for n, dataset in enumerate(case.world.datasets):
        if n not in shown:
            assert f"secret{n}" not in text
            assert str(dataset.pk) not in text
        if not case.world.reads_files(case.name, n):
            assert f"secret{n}file" not in text


def _expected(case: Case, name: str) -> dict[str, int]:
    return {f"secret{n}{name}": 1 for n in case.numbers}


def _counts(buckets: list[dict[str, Any]]) -> dict[Any, int]:
    return {bucket.get("value", bucket.get("gte")): bucket["count"] for bucket in buckets}
