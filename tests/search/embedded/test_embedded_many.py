"""What is done otherwise where an index is large: the answers are those of a small one.

The bounds are lowered for it: 100,000 documents would take a minute to index.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator

import pytest

from search.document import Document, PropertyDefinition
from search.engines.embedded import EmbeddedEngine, known
from search.request import AuthorisedQuery, Facet, SearchRequest, SearchResult, Sort
from tests.search.contract.library import (
    AGE,
    DAY,
    DEPTH,
    LAB,
    MOMENT,
    PUBLIC,
    SPECIES,
    STARTED,
    Library,
    having,
    where,
)  # fmt: skip
from tests.search.large import as_if_large

_COLORS = PropertyDefinition("colors", "keyword")  # of which every document has some
_FACETS = tuple(Facet(each) for each in (LAB, AGE, SPECIES, STARTED, DEPTH, _COLORS))
_EXTREME = PropertyDefinition("extreme", "number")  # whose extent no float can hold
_SORTS: tuple[str | PropertyDefinition, ...] = ("created", "size", AGE, DEPTH, STARTED, _EXTREME)


def _documents(count: int) -> Iterator[Document]:
    chance = random.Random(7)
    for number in range(count):
        values = {
            LAB: tuple(chance.sample("abcdef", chance.randint(1, 3))),
            SPECIES: chance.choice(["mouse", "rat"]),
            AGE: float(int(chance.expovariate(1) * 20)),
            DEPTH: tuple({chance.uniform(-5, 5) for _ in range(chance.randint(1, 3))}),
            STARTED: MOMENT + DAY * chance.randrange(900),
            _EXTREME: chance.choice([-1.7e308, 0.0, 1.7e308]),
        }
        kept = {each: value for each, value in values.items() if chance.random() < 0.9}
        kept[_COLORS] = tuple(chance.sample(["red", "green", "blue"], chance.randint(1, 3)))
        yield having(
            f"d{number:03}",
            kept,
            title=" ".join(chance.choices(["visual", "cortex", "spikes", "light"], k=4)),
            size=chance.choice([None, 2**63 - 1, chance.randrange(2**63), chance.randrange(50)]),
            created=MOMENT + DAY * chance.randrange(40),
        )


@pytest.fixture
def library(engine: EmbeddedEngine) -> Library:
    library = Library(engine)
    library.put(*_documents(150))
    return library


def _ask(library: Library, request: SearchRequest) -> SearchResult:
    return library.engine.search(AuthorisedQuery(request, PUBLIC))


def _pages(library: Library, request: SearchRequest) -> list[SearchResult]:
    pages = [_ask(library, request)]
    while cursor := pages[-1].next_cursor:
        pages.append(_ask(library, dataclasses.replace(request, cursor=cursor)))
    return pages


@pytest.mark.parametrize(
    "request_",
    [
        *(
            SearchRequest(sort=Sort(field, descending), limit=40)
            for field in _SORTS
            for descending in (False, True)
        ),
        SearchRequest(text="visual cortex", facets=_FACETS),
        SearchRequest(facets=_FACETS, limit=0),
        SearchRequest(facets=_FACETS[:1], conditions=(where(LAB, "eq", "a"),)),
        SearchRequest(facets=_FACETS, conditions=(where(LAB, "eq", "a"), where(AGE, "gte", 5.0))),
        SearchRequest(text="nowhere", facets=_FACETS),
    ],
    ids=repr,
)
def test_pages_and_facets_are_those_of_a_small_index(
    library: Library, monkeypatch: pytest.MonkeyPatch, request_: SearchRequest
) -> None:
    small = _pages(library, request_)
    as_if_large(monkeypatch)
    assert _pages(library, request_) == small


def test_of_words_that_too_many_have_it_does_not_matter_whether_they_are_neighbors(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(engine)
    library.put(
        having("apart", {}, title="visual light cortex"),
        having("beside", {}, title="light visual cortex"),
    )
    assert library.ids("visual cortex") == ["beside", "apart"]
    monkeypatch.setattr(known, "_MOST_WITH_NEIGHBORS", 1)
    assert library.ids("visual cortex") == ["apart", "beside"]  # they tie


@pytest.mark.parametrize("field", [LAB, SPECIES, _COLORS], ids=lambda field: field.name)
def test_what_lacks_a_value_is_counted_whether_it_is_a_list_or_everywhere(
    library: Library, field: PropertyDefinition
) -> None:
    """Also once there are documents without any, and those that were removed are still there."""
    library.remove(*(f"d{number:03}" for number in range(0, 150, 7)))
    documents = [each for number, each in enumerate(_documents(150)) if number % 7]
    for more in range(3):
        having_none = [each for each in documents if field.name not in each.instances[0].keywords]
        assert library.facet(field).missing == len(having_none)
        documents.append(having(f"new{more}", {}))
        library.put(documents[-1])
