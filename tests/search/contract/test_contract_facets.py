"""Counts over the hits: of documents, exact, and not narrowed by the facet's own conditions."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import pytest

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.request import PROPERTIES, Facet, FacetResult
from tests.search.contract.library import (
    AGE,
    DAY,
    DEPTH,
    LAB,
    MOMENT,
    NOTES,
    SPECIES,
    STARTED,
    Library,
    document,
    having,
    instance,
    where,
)


def counts(result: FacetResult) -> list[int]:
    return [bucket.count for bucket in result.buckets]


@pytest.fixture
def labs(library: Library) -> Library:
    library.put(
        having("1", {LAB: "north", SPECIES: "mouse", AGE: 1.0}, title="quiet"),
        having("2", {LAB: "north", SPECIES: "rat", AGE: 2.0}, title="quiet"),
        having("3", {LAB: "south", SPECIES: "mouse", AGE: 30.0}, title="loud"),
        having("4", {LAB: ("south", "north"), SPECIES: "mouse"}, title="loud"),
        document("5", title="loud"),
    )
    return library


def test_the_most_frequent_terms_come_first(labs: Library) -> None:
    result = labs.facet(LAB)
    assert [(each.value, each.count) for each in result.buckets] == [("north", 3), ("south", 2)]
    assert result.missing == 1
    assert result.property == LAB


def test_equally_frequent_terms_go_by_the_alphabet(library: Library) -> None:
    library.put(*(having(name, {LAB: name}) for name in ("delta", "alpha", "charlie", "bravo")))
    assert [value for value, _ in library.terms(LAB)] == ["alpha", "bravo", "charlie", "delta"]
    assert [value for value, _ in library.terms(LAB, size=2)] == ["alpha", "bravo"]


def test_a_facet_has_as_many_terms_as_asked_for(library: Library) -> None:
    library.put(*(having(f"{n:02}", {LAB: f"lab {n:02}"}) for n in range(40)))
    assert len(library.terms(LAB)) == 10
    assert len(library.terms(LAB, size=40)) == 40
    assert library.facet(LAB, size=1).missing == 0


def test_facets_count_the_hits_of_the_words(labs: Library) -> None:
    assert labs.terms(LAB, text="loud") == [("south", 2), ("north", 1)]
    assert labs.facet(LAB, text="loud").missing == 1
    assert labs.terms(LAB, text="unheardof") == []
    assert labs.facet(LAB, text="unheardof").missing == 0


def test_a_facet_is_not_narrowed_by_its_own_conditions(labs: Library) -> None:
    north = where(LAB, "eq", "north")
    result = labs.search(conditions=(north,), facets=(Facet(LAB), Facet(SPECIES)))
    assert result.total == 3
    assert counts(result.facets[LAB.name]) == [3, 2]
    assert result.facets[LAB.name].missing == 1
    species = result.facets[SPECIES.name]
    assert [(each.value, each.count) for each in species.buckets] == [("mouse", 2), ("rat", 1)]


def test_each_of_several_narrowed_facets_ignores_only_its_own_conditions(labs: Library) -> None:
    conditions = (where(LAB, "eq", "south"), where(SPECIES, "eq", "mouse"))
    result = labs.search(conditions=conditions, facets=(Facet(LAB), Facet(SPECIES)))
    assert {b.value: b.count for b in result.facets[LAB.name].buckets} == {"south": 2, "north": 2}
    assert {b.value: b.count for b in result.facets[SPECIES.name].buckets} == {"mouse": 2}


def test_a_histogram_is_not_narrowed_by_its_own_range(labs: Library) -> None:
    result = labs.search(conditions=(where(AGE, "lt", 10.0),), facets=(Facet(AGE),))
    assert result.total == 2
    assert sum(counts(result.facets[AGE.name])) == 3


def test_several_values_in_one_document_count_it_once_each(library: Library) -> None:
    library.put(
        document(
            "a",
            instances=(instance({LAB: ("x", "x", "y")}, "one"), instance({LAB: "x"}, "two")),
        )
    )
    assert library.terms(LAB) == [("x", 1), ("y", 1)]


def test_a_facet_of_what_nobody_has_is_empty(labs: Library) -> None:
    for type_ in ("keyword", "number", "date"):
        result = labs.facet(PropertyDefinition("nobody.has.it", type_))
        assert (result.buckets, result.missing) == ((), 5)


def test_a_facet_of_an_empty_index_is_empty(library: Library) -> None:
    for definition in (LAB, AGE, STARTED):
        result = library.facet(definition)
        assert (result.buckets, result.missing) == ((), 0)


@pytest.mark.parametrize("value", ["2023-01-01T00:00:00Z", "5", "true", "", "a.b/c d", "é", "!"])
def test_a_term_is_handed_back_as_it_was(library: Library, value: str) -> None:
    library.put(having("a", {LAB: value}))
    assert library.terms(LAB) == [(value, 1)]


def test_more_values_than_anyone_looks_at_are_counted_exactly(library: Library) -> None:
    library.put(*(having(f"{n:05}", {LAB: f"lab {n:05}"}) for n in range(3_000)))
    library.put(*(having(f"again {n}", {LAB: f"lab {n:05}"}) for n in (7, 2_999)))
    library.put(document("none"))
    assert library.terms(LAB, size=4) == [
        ("lab 00007", 2), ("lab 02999", 2), ("lab 00000", 1), ("lab 00001", 1),
    ]  # fmt: skip
    assert library.facet(LAB).missing == 1


@pytest.mark.parametrize(
    "values", [[0.0, 100.0], [1.0, 2.0, 3.0], [-5.5, 0.25, 7.75], [1e-9, 3e-9]]
)
def test_a_histogram_has_about_ten_adjoining_buckets_of_one_width(
    library: Library, values: list[float]
) -> None:
    library.put(*(having(f"{n}", {AGE: value}) for n, value in enumerate(values)))
    buckets = library.facet(AGE).buckets
    assert 4 <= len(buckets) <= 12
    assert sum(bucket.count for bucket in buckets) == len(values)
    edges = [(bucket.gte, bucket.lt) for bucket in buckets]
    assert all(one[1] == other[0] for one, other in itertools.pairwise(edges))
    assert all(bucket.value is None for bucket in buckets)


def test_a_bucket_begins_at_its_lower_edge(library: Library) -> None:
    library.put(*(having(f"{n}", {AGE: float(n)}) for n in range(101)))
    buckets = library.facet(AGE).buckets
    assert [(each.gte, each.lt, each.count) for each in buckets] == [
        *((low, low + 10.0, 10) for low in range(0, 100, 10)),
        (100.0, 110.0, 1),
    ]


def test_whole_and_broken_numbers_are_counted_together(library: Library) -> None:
    """In turns, so that an engine that writes segments has both kinds of segments."""
    library.put(having("whole", {AGE: (1.0,)}), having("two", {AGE: 2.0}))
    library.put(having("broken", {AGE: 1.5}), having("half", {AGE: 0.5}))
    library.put(having("big", {AGE: 10.0}))
    buckets = library.facet(AGE).buckets
    assert {each.gte: each.count for each in buckets if each.count} == {
        0.0: 1, 1.0: 2, 2.0: 1, 10.0: 1,
    }  # fmt: skip


def test_a_histogram_counts_documents_and_not_values(library: Library) -> None:
    library.put(having("a", {DEPTH: (1.0, 2.0, 3.0, 95.0)}), having("b", {DEPTH: (4.0, 4.0)}))
    library.put(having("c", {DEPTH: 5.0}))
    assert counts(library.facet(DEPTH)) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_one_value_makes_one_bucket(library: Library) -> None:
    library.put(having("a", {AGE: 5.0}), having("b", {AGE: 5.0}), document("c"))
    result = library.facet(AGE)
    assert counts(result) == [2]
    assert result.missing == 1


def test_a_histogram_may_begin_at_zero(library: Library) -> None:
    library.put(*(having(name, {DEPTH: 0.0}) for name in "abcd"), having("e", {DEPTH: 1.0}))
    assert [number for number in counts(library.facet(DEPTH)) if number] == [4, 1]


@pytest.mark.parametrize("extreme", [1e300, 2.0**60, -(2.0**60), 1e-300])
def test_extreme_numbers_make_a_histogram_all_the_same(library: Library, extreme: float) -> None:
    library.put(having("a", {AGE: (extreme, extreme * 2)}), having("b", {AGE: 1.0}))
    buckets = library.facet(AGE).buckets
    assert sum(bucket.count for bucket in buckets) >= 2
    assert len(buckets) <= 13


def test_any_numbers_are_counted_exactly(library: Library) -> None:
    chance = random.Random(8)
    values = {
        f"{n:03}": chance.choice([chance.gauss(0, 1e3), float(chance.randrange(50))])
        for n in range(300)
    }
    documents = [having(name, {AGE: value}) for name, value in values.items()]
    for some in itertools.batched(documents, 60) if hasattr(itertools, "batched") else [documents]:
        library.put(*some)
    for bucket in library.facet(AGE).buckets:
        assert isinstance(bucket.gte, float)
        assert isinstance(bucket.lt, float)
        assert bucket.count == sum(bucket.gte <= value < bucket.lt for value in values.values())


@pytest.mark.parametrize(
    ("spread", "width"),
    [(DAY * 20, DAY), (DAY * 300, DAY * 31), (DAY * 365 * 8, DAY * 366), (DAY * 365 * 400, None)],
)
def test_dates_are_counted_by_day_month_or_year(
    library: Library, spread: dt.timedelta, width: dt.timedelta | None
) -> None:
    moments = [MOMENT, MOMENT - spread / 2, MOMENT - spread]
    library.put(*(having(f"{n}", {STARTED: each}) for n, each in enumerate(moments)))
    buckets = library.facet(STARTED).buckets
    assert len(buckets) <= 62
    assert sum(bucket.count for bucket in buckets) == 3
    for bucket in buckets:
        assert isinstance(bucket.gte, dt.datetime)
        assert isinstance(bucket.lt, dt.datetime)
        assert bucket.gte.tzinfo is not None
        assert width is None or dt.timedelta() < bucket.lt - bucket.gte <= width
        assert bucket.count == sum(bucket.gte <= each < bucket.lt for each in moments)


def test_text_cannot_be_counted(library: Library) -> None:
    with pytest.raises(BadQuery, match="notes") as refused:
        library.facet(NOTES)
    assert refused.value.parameter == "facets"


@pytest.mark.parametrize("size", [0, -1, 100_000])
def test_a_size_that_makes_no_sense_is_refused(library: Library, size: int) -> None:
    with pytest.raises(BadQuery) as refused:
        library.facet(LAB, size=size)
    assert refused.value.parameter == "facets"


def test_facets_come_without_hits_too(labs: Library) -> None:
    result = labs.search(limit=0, facets=(Facet(LAB), Facet(AGE)))
    assert (result.hits, result.total) == ((), 5)
    assert counts(result.facets[LAB.name]) == [3, 2]


@pytest.fixture
def values(library: Library) -> Library:
    names = ("Mus musculus", "mus spretus", "Rattus", "Müs", "(MUS)", "Amus", "x", "x", "a.b*c")
    library.put(*(having(str(n), {LAB: name}) for n, name in enumerate(names)), document("none"))
    return library


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mus", {"Mus musculus", "mus spretus", "Müs", "(MUS)"}),
        ("MUSC", {"Mus musculus"}),
        ("mus m", {"Mus musculus"}),
        ("müs", {"Mus musculus", "mus spretus", "Müs", "(MUS)"}),
        (".*", set()),
        ("a.b*", {"a.b*c"}),
        ("[x]", set()),
        ("\\", set()),
        ('"#@&<>~', set()),
        ("x", {"x"}),
        ("é" * 100, set()),
        ("wzoeis" * 20, set()),
    ],
)
def test_a_facet_is_searched_by_the_beginnings_of_words(
    values: Library, typed: str, expected: set[str]
) -> None:
    result = values.search(facets=(Facet(LAB, typed=typed),)).facets["lab"]
    assert {bucket.value for bucket in result.buckets} == expected
    assert (result.missing, result.more, result.exact) == (1, False, True)


def test_a_facet_says_whether_there_are_more_values(values: Library) -> None:
    few = values.facet(LAB, size=3)
    assert (len(few.buckets), few.more, few.exact) == (3, True, True)
    assert values.facet(LAB, size=8).more is False
    typed = values.search(facets=(Facet(LAB, 2, typed="mus"),)).facets["lab"]
    assert (len(typed.buckets), typed.more) == (2, True)


def test_a_histogram_has_the_interval_that_was_asked_for(library: Library) -> None:
    library.put(*(having(str(n), {AGE: float(n), STARTED: MOMENT + n * DAY}) for n in range(40)))
    facets = (Facet(AGE, step=15.0), Facet(STARTED, step="month"))
    found = library.search(facets=facets).facets
    assert [(each.gte, each.lt) for each in found["age"].buckets] == [(0, 15), (15, 30), (30, 45)]
    assert counts(found["age"]) == [15, 15, 10]
    assert counts(found["session_start"]) == [31, 9]
    weeks = library.search(facets=(Facet(STARTED, step="week"),)).facets["session_start"]
    assert {bucket.gte.weekday() for bucket in weeks.buckets if bucket.gte} == {0}  # type: ignore[union-attr]
    quarters = library.search(facets=(Facet(STARTED, step="quarter"),)).facets["session_start"]
    assert counts(quarters) == [31, 9]
    assert quarters.buckets[0].gte == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def test_a_histogram_counts_the_ranges_that_were_asked_for(library: Library) -> None:
    library.put(
        *(having(str(n), {AGE: float(n)}) for n in range(40)), having("two", {AGE: (7.0, 12.0)})
    )
    ranges = library.search(facets=(Facet(AGE, edges=(5.0, 10.0, 30.0)),)).facets["age"]
    assert [(each.gte, each.lt, each.count) for each in ranges.buckets] == [
        (5.0, 10.0, 6),
        (10.0, 30.0, 21),
    ]
    days = (MOMENT, MOMENT + DAY)
    dates = library.search(facets=(Facet(STARTED, edges=days),)).facets["session_start"]
    assert dates.missing == 41


def test_an_interval_that_is_too_fine_is_refused(library: Library) -> None:
    library.put(
        having("1", {AGE: 0.0, STARTED: MOMENT}),
        having("2", {AGE: 1e9, STARTED: MOMENT + 2000 * DAY}),
    )
    for facet in (Facet(AGE, step=1.0), Facet(STARTED, step="day")):
        with pytest.raises(BadQuery, match="wider") as refused:
            library.search(facets=(facet,))
        assert refused.value.parameter == "facets"


def test_properties_of_the_results_are_a_facet(labs: Library) -> None:
    labs.put(
        having("hidden", {DEPTH: 1.0}, labels=frozenset({"user:1"})),
        having("ages", {AGE: (1.0, 2.0), NOTES: "x", STARTED: MOMENT}, title="loud"),
    )

    def properties(**asked: Any) -> dict[tuple[str | None, str | None], int]:
        result = labs.search(**asked).facets["properties"]
        assert result.exact
        return {(each.value, each.type): each.count for each in result.buckets}

    everything = {
        ("lab", "keyword"): 4,
        ("aind/subject.species.name", "keyword"): 4,
        ("age", "number"): 4,
        ("notes", "text"): 1,
        ("session_start", "date"): 1,
    }
    assert properties(facets=(Facet(PROPERTIES),)) == everything
    assert properties(facets=(Facet(PROPERTIES, typed="spec"),)) == {
        ("aind/subject.species.name", "keyword"): 4
    }
    assert properties(facets=(Facet(PROPERTIES, typed="AGE"),)) == {("age", "number"): 4}
    assert properties(text="quiet", facets=(Facet(PROPERTIES),)) == {
        ("lab", "keyword"): 2,
        ("aind/subject.species.name", "keyword"): 2,
        ("age", "number"): 2,
    }
    with_hidden = properties(facets=(Facet(PROPERTIES),), labels={"public", "user:1"})
    assert with_hidden == {**everything, ("depth", "number"): 1}
    assert len(labs.search(facets=(Facet(PROPERTIES, 2),)).facets["properties"].buckets) == 2
