"""Random records, callers and trees of criteria: both engines find and count what an oracle
that looks at every record finds and counts. `HOLOTYPE_EXAMPLES` says how many cases (10,000 in
the long run)."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.criteria import (
    AllOf,
    AnyOf,
    Criterion,
    InText,
    Not,
    OneOf,
    Starting,
    StartingWith,
    Where,
    Within,
    Words,
)
from search.document import Document, PropertyDefinition
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.request import AuthorisedQuery, Bucket, Condition, Facet, SearchRequest, SearchResult
from tests.search import oracle
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    NOTES,
    SPECIES,
    STARTED,
    Library,
    instance,
    where,
)
from tests.search.elasticsearch.test_engines_agree import LABELS, WORDS, Chance

EXAMPLES = int(os.environ.get("HOLOTYPE_EXAMPLES", "120"))
A_WORLD = 60  # cases on the same records
DOCUMENTS = 50
SCOPES = ("procedures", "procedures.injections", "session")
FACETS = (LAB, AGE, STARTED, SPECIES)
PREFIXES = ("rec", "smart", "GC", "sub-0", "z", "spim6", "661", "naive", "ecephys_6612", "-")


class Dice(Chance):
    """More of everything that the language can say."""

    def document(self, n: int) -> Document:
        plain = super().document(n)
        scoped = tuple(
            instance(self.values(), self.choice(SCOPES)) for _ in range(self.randrange(6))
        )
        return Document(
            **{
                **{name: getattr(plain, name) for name in Document.__slots__},
                "description": " ".join(self.some(WORDS, 3)),
                "creators": tuple(self.some(WORDS, 2)),
                "identifiers": tuple(self.some(("ark:/1/a", "ark:/1/b", "10.1/x"), 2)),
                "media_types": tuple(self.some(("image/tiff", "image/png", "text/csv"), 2)),
                "groups": tuple(self.some(("box", "bag"), 2)),
                "instances": (*plain.instances, *scoped),
            }
        )

    def values(self) -> dict[PropertyDefinition, object]:
        values: dict[PropertyDefinition, object] = {}
        if self.random() < 0.7:
            values[AGE] = tuple(self.randrange(12) / 2 for _ in range(self.randrange(1, 3)))
        if self.random() < 0.7:
            values[LAB] = tuple(self.some(("north", "North", "south", ""), 2))
        if self.random() < 0.3:
            values[STARTED] = MOMENT + self.randrange(60) * DAY / 3
        if self.random() < 0.3:
            values[NOTES] = " ".join(self.some(WORDS, 4))
        return values

    def test(self) -> Condition:
        number, date = self.randrange(12) / 2, MOMENT + self.randrange(60) * DAY / 3
        return self.choice(
            (
                self.condition(),
                where(AGE, "between", number, number + self.randrange(4) / 2),
                where(STARTED, "between", date, date + self.randrange(9) * DAY),
                where(LAB, "is", self.choice(("NORTH", "south", "", "none"))),
                where(LAB, "starts", self.choice(("n", "No", "s", ""))),
                where(SPECIES, "starts", self.choice(PREFIXES)),
                where(NOTES, "phrase", " ".join(self.some(WORDS, 2))),
            )
        )

    def leaf(self) -> Criterion:
        words = " ".join(self.some(WORDS, 2))
        return self.choice(
            (
                Where(self.test()),
                Where(self.test()),
                Words(self.text()),
                Starting(self.choice(PREFIXES)),
                InText(
                    self.choice(("title", "description", "creators", "files")),
                    words,
                    self.random() < 0.5,
                ),
                OneOf("identifiers", tuple(self.some(("ark:/1/a", "ark:/1/b", "10.1/x"), 2))),
                OneOf("groups", tuple(self.some(("box", "bag"), 2))),
                OneOf("type", ("dataset",)),
                OneOf("id", tuple(f"{self.randrange(DOCUMENTS):03}" for _ in range(9))),
                StartingWith("media_types", self.choice(("image/", "text", "x"))),
                Within(tuple(self.some(SCOPES, 2)), self.inside(2)),
                Within((self.choice(SCOPES),), AllOf((Where(self.test()), Where(self.test())))),
            )
        )

    def inside(self, depth: int) -> Criterion:
        if depth == 0 or self.random() < 0.4:
            return Where(self.test())
        parts = tuple(self.inside(depth - 1) for _ in range(self.randrange(1, 4)))
        return self.choice((AllOf(parts), AnyOf(parts), Not(parts[0])))

    def tree(self, depth: int) -> Criterion:
        if depth == 0 or self.random() < 0.3:
            return self.leaf()
        parts = tuple(self.tree(depth - 1) for _ in range(self.randrange(4)))
        return self.choice((AllOf(parts), AnyOf(parts), Not(self.tree(depth - 1))))

    def query(self) -> AuthorisedQuery:
        request = SearchRequest(
            text=self.choice(("", "", self.text())),
            types=self.choice(((), ("dataset",), ("collection",))),
            criteria=self.tree(3),
            conditions=tuple(self.condition() for _ in range(self.choice((0, 0, 1)))),
            facets=tuple(Facet(each) for each in FACETS if self.random() < 0.5),
            limit=DOCUMENTS,
            highlight=False,
        )
        labels = frozenset({"public", *self.some(LABELS, 3)})
        return AuthorisedQuery(request, labels, frozenset(self.some(("001", "002"), 2)))


def plainly(result: SearchResult) -> oracle.Answer:
    facets = {
        name: (tuple(map(_bucket, facet.buckets)), facet.missing)
        for name, facet in result.facets.items()
    }
    assert result.total == len(result.hits)
    return oracle.Answer(frozenset(hit.id for hit in result.hits), facets)


def _bucket(bucket: Bucket) -> tuple[object, ...]:
    if bucket.value is not None:
        return bucket.value, bucket.count
    return bucket.gte, bucket.lt, bucket.count


@pytest.fixture
def engines(
    elasticsearch_url: str, prefix: str, tmp_path: Path
) -> Iterator[tuple[Library, Library]]:
    cluster = ElasticsearchEngine(elasticsearch_url, prefix=prefix)
    with closing(cluster), closing(EmbeddedEngine(tmp_path)) as embedded:
        yield Library(cluster), Library(embedded)


def test_both_engines_and_the_oracle_agree(engines: tuple[Library, Library]) -> None:
    chance = Dice(int(os.environ.get("HOLOTYPE_SEED", "5")))
    found, versions, left = 0, itertools.count(1), EXAMPLES
    while left > 0:
        documents = [chance.document(n) for n in range(DOCUMENTS)]
        version = next(versions)
        for library in engines:
            library.put(*documents, version=version)
        for _ in range(min(A_WORLD, left)):
            query = chance.query()
            expected = oracle.answer(documents, query)
            for library in engines:
                answered = plainly(library.engine.search(query))
                assert answered == expected, (type(library.engine).__name__, query)
            found += bool(expected.ids)
        left -= A_WORLD
    assert found > EXAMPLES / 4
