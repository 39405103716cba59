"""How lists and histograms are counted with tantivy: the answers do not depend on the way."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from typing import Any

import pytest

from search.document import Document
from search.engines.embedded import EmbeddedEngine, columns, lists
from search.engines.embedded.facets import Group
from search.request import Facet, FacetResult
from tests.search.contract.library import AGE, LAB, SPECIES, Library, having, where
from tests.search.large import as_if_large

_NAMES = tuple(f"{number:03}" for number in range(400))
_FREQUENCIES = tuple(1 / (place + 1) for place in range(400))


def _documents(count: int) -> list[Document]:
    """Few values are frequent, and many are not."""
    chance = random.Random(5)
    return [
        having(f"d{n}", {LAB: tuple(set(chance.choices(_NAMES, _FREQUENCIES, k=n % 8 + 1)))})
        for n in range(count)
    ]


def _values(result: FacetResult) -> list[tuple[str | None, int]]:
    return [(each.value, each.count) for each in result.buckets]


@pytest.mark.parametrize("values", list(itertools.product(["=", "=1", "=12=", "=ä=3"], repeat=2)))
def test_a_pair_is_taken_apart_into_what_it_was_made_of(values: tuple[str, str]) -> None:
    assert columns.taken_apart(columns.joined(values)) == values
    assert columns.taken_apart(columns.joined(values[:1])) == values[:1]


@pytest.mark.parametrize("few", [1, 3, 100])
def test_where_there_are_too_many_pairs_the_values_are_counted(
    library: Library, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    as_if_large(monkeypatch)
    documents = _documents(300)
    library.put(*documents[:150])
    library.put(*documents[150:])
    by_place = {size: library.facet(LAB, size=size) for size in (1, 3, 10, 40, 500)}
    counts = Counter(value for each in documents for value in each.instances[0].keywords["lab"])
    assert dict(_values(by_place[500])) == counts
    monkeypatch.setattr(lists, "_MOST_PAIRS", few)
    monkeypatch.setattr(lists, "FEW", few)
    for _ in range(2):  # as it is found out, and as it is known
        assert {size: library.facet(LAB, size=size) for size in by_place} == by_place


def _columns(*shown: dict[str, int], others: int) -> list[dict[str, Any]]:
    return [
        {
            "buckets": [{"key": key, "doc_count": count} for key, count in each.items()],
            "sum_other_doc_count": others,
            "doc_count_error_upper_bound": 0,
        }
        for each in shown
    ]


@pytest.mark.parametrize(
    ("found", "is_settled"),
    [
        (_columns({"a": 9, "b": 3}, {"a": 9, "c": 2}, others=5), True),
        (_columns({"a": 9, "b": 3}, {"a": 9, "b": 2}, others=5), True),
        (_columns({"a": 3, "b": 3}, {"a": 2, "c": 2}, others=5), False),  # b may have 5, too
        (_columns({"a": 9, "b": 8}, {"c": 9, "d": 8}, others=5), False),  # none is known in both
        (_columns({"a": 9}, {"c": 9}, others=0), True),
        (_columns({"a": 5}, {"a": 5}, others=5), False),  # another may have as many
    ],
)
def test_the_best_are_known_once_no_other_can_be_as_good(
    found: list[dict[str, Any]], is_settled: bool
) -> None:
    assert lists._is_settled(found, 1) is is_settled


def test_several_facets_of_very_many_values_are_counted_at_once(library: Library) -> None:
    """tantivy aborts at 65,000 values of all facets together."""
    many = tuple(f"{number:05}" for number in range(40_000))
    library.put(
        having("many", {LAB: many, SPECIES: many}),
        having("few", {LAB: ("00007", "x"), SPECIES: ("00008", "y", "z")}),
    )
    result = library.search(facets=(Facet(LAB, 2), Facet(SPECIES, 2)))
    assert _values(result.facets[LAB.name]) == [("00007", 2), ("00000", 1)]
    assert _values(result.facets[SPECIES.name]) == [("00008", 2), ("00000", 1)]
    assert all(each.exact and each.more for each in result.facets.values())


def test_a_histogram_is_asked_twice_only_where_its_ranges_are_others(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(engine)
    library.put(*(having(f"d{n}", {AGE: float(n)}) for n in range(100)))
    passes = list[int]()
    once = Group._aggregated

    def counted(group: Group, wanted: Any) -> Any:
        passes.append(sum(map(len, wanted)))
        return once(group, wanted)

    monkeypatch.setattr(Group, "_aggregated", counted)

    def asked(*conditions: Any, **others: Any) -> tuple[list[int], int]:
        passes.clear()
        facets = Facet(AGE), Facet(LAB)
        found = library.search(facets=facets, conditions=conditions, limit=0, **others).facets
        return [each.count for each in found["age"].buckets], sum(map(bool, passes))

    everything = [10] * 10
    assert asked() == (everything, 2)
    assert asked() == (everything, 1)
    assert asked(where(SPECIES, "exists", False)) == (everything, 1)
    # How long an answer takes tells nothing of what callers with other labels found.
    assert asked(labels=frozenset({"public", "user:1"})) == (everything, 2)
    library.put(*(having(f"n{n}", {AGE: float(n)}) for n in range(100, 1000)))
    assert asked() == ([100] * 10, 2)
    library.remove(*(f"n{n}" for n in range(100, 1000)))
    assert asked() == (everything, 2)
