"""Both engines give the same answer, ranking apart: random documents, callers and queries."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.document import Document, Instance, PropertyDefinition
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.request import Condition, Facet, SearchResult, Sort
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    NOTES,
    SPECIES,
    STARTED,
    Library,
    document,
    instance,
    where,
)

WORDS = (
    "mouse", "mice", "visual cortex", "GCaMP6f", "sub-01", "sub01", "smartSPIM", "spim",
    "recordings", "Zürich", "ecephys_661279_2023-03-23", "661279", "light-sheet", "the", "naïve",
)  # fmt: skip
LABELS = ("public", "internal", "user:1", "group:7")
LABS = ("north", "south", "", "2023-01-01")
DOCUMENTS = 150
QUERIES = 120


class Chance(random.Random):
    def some(self, choices: tuple[str, ...], most: int) -> list[str]:
        return self.sample(choices, self.randrange(most + 1))

    def instance(self) -> Instance:
        values: dict[PropertyDefinition, object] = {}
        if self.random() < 0.7:
            values[AGE] = tuple(self.randrange(40) / 4 for _ in range(self.randrange(3)))
        if self.random() < 0.7:
            values[LAB] = tuple(self.some(LABS, 2))
        if self.random() < 0.5:
            values[SPECIES] = self.choice(WORDS)
        if self.random() < 0.5:
            values[STARTED] = MOMENT + self.randrange(900) * DAY / 3
        if self.random() < 0.5:
            values[NOTES] = " ".join(self.some(WORDS, 4))
        return instance(values)

    def document(self, n: int) -> Document:
        return document(
            f"{n:03}",
            type=self.choice(("dataset", "dataset", "collection")),
            labels=frozenset(self.some(LABELS, 3)),
            title=" ".join(self.some(WORDS, 3)),
            body=" and ".join(self.some(WORDS, 5)),
            keywords=tuple(self.some(WORDS, 2)),
            files=tuple(f"{word}.nwb" for word in self.some(WORDS, 2)),
            file_labels=frozenset(self.some(LABELS, 2)),
            size=self.choice((None, 0, 5, 2**40)),
            modified=MOMENT + self.randrange(9) * DAY,
            instances=tuple(self.instance() for _ in range(self.randrange(4))),
        )

    def condition(self) -> Condition:
        operator = self.choice(("gte", "gt", "lte", "lt", "eq"))
        number, date = self.randrange(40) / 4, MOMENT + self.randrange(300) * DAY
        return self.choice(
            (
                where(AGE, operator, number),  # type: ignore[arg-type]
                where(STARTED, operator, date),  # type: ignore[arg-type]
                where(LAB, "eq", *self.some(LABS, 2)),
                where(SPECIES, "eq", self.choice(WORDS)),
                where(NOTES, "eq", " ".join(self.some(WORDS, 2))),
                where(self.choice((AGE, LAB, NOTES)), "exists", self.random() < 0.5),
            )
        )

    def text(self) -> str:
        signs = ("", "", "", "-", '"')
        words = [(self.choice(signs), word) for word in self.some(WORDS, 3)]
        return " ".join(f'"{word}"' if sign == '"' else f"{sign}{word}" for sign, word in words)


@pytest.fixture
def engines(elasticsearch_url: str, prefix: str, tmp_path: Path) -> Iterator[tuple[Library, ...]]:
    cluster = ElasticsearchEngine(elasticsearch_url, prefix=prefix)
    with closing(cluster), closing(EmbeddedEngine(tmp_path)) as embedded:
        libraries = Library(cluster), Library(embedded)
        for library in libraries:
            chance = Chance(17)
            library.put(*(chance.document(n) for n in range(DOCUMENTS)))
        yield libraries


def answer(result: SearchResult, *, ordered: bool) -> object:
    ids = [hit.id for hit in result.hits]
    facets = {name: (each.buckets, each.missing) for name, each in result.facets.items()}
    marked = {hit.id: hit.highlights for hit in result.hits}
    return result.total, ids if ordered else sorted(ids), facets, marked


def test_both_engines_give_the_same_answers(engines: tuple[Library, ...]) -> None:
    chance = Chance(23)
    found_something = 0
    for _ in range(QUERIES):
        sort = Sort(
            chance.choice(("relevance", "title", "size", "modified", AGE, LAB, STARTED)),
            chance.random() < 0.5,
        )
        text = chance.text()
        asked = {
            "text": text,
            "labels": {"public", *chance.some(LABELS, 3)},
            "excluded": set(chance.some(("001", "002", "003"), 3)),
            "types": chance.choice(((), ("dataset",), ("collection",))),
            "conditions": tuple(chance.condition() for _ in range(chance.randrange(3))),
            "facets": tuple(Facet(each) for each in (LAB, AGE, STARTED, SPECIES)),
            "sort": sort,
            "limit": DOCUMENTS,
        }
        one, other = (library.search(**asked) for library in engines)  # type: ignore[arg-type]
        ordered = sort.field != "relevance" or not text
        assert answer(one, ordered=ordered) == answer(other, ordered=ordered), asked
        found_something += one.total > 0
    assert found_something > QUERIES / 3


def test_both_engines_suggest_the_same(engines: tuple[Library, ...]) -> None:
    for word in WORDS:
        for length in (2, 4, 20):
            one, other = (library.suggest(word[:length], limit=100) for library in engines)
            assert set(one) == set(other), word[:length]
