"""Conditions on properties of every type."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from search.document import Instance, PropertyDefinition
from search.engines.base import BadQuery
from search.request import Condition
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
    having,
    instance,
    where,
)


@pytest.fixture
def animals(library: Library) -> Library:
    library.put(
        having("a", {SPECIES: "Mus musculus", AGE: 5.0, STARTED: MOMENT, NOTES: "quiet animal"}),
        having("b", {SPECIES: "Mus musculus", AGE: 5.5, STARTED: MOMENT + DAY}),
        having("c", {SPECIES: ("Homo sapiens", "Mus musculus"), AGE: (-2.0, 90.0)}),
        having("d", {LAB: "north", NOTES: "loud animals"}),
    )
    return library


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (where(SPECIES, "eq", "Mus musculus"), {"a", "b", "c"}),
        (where(SPECIES, "eq", "mus musculus"), set()),
        (where(SPECIES, "eq", "Mus"), set()),
        (where(SPECIES, "eq", "Homo sapiens", "north"), {"c"}),
        (where(SPECIES, "eq"), set()),
        (where(AGE, "eq", 5.0), {"a"}),
        (where(AGE, "eq", 5), {"a"}),
        (where(AGE, "eq", 5.0, 90.0), {"a", "c"}),
        (where(AGE, "gte", 5.0), {"a", "b", "c"}),
        (where(AGE, "gt", 5.0), {"b", "c"}),
        (where(AGE, "gte", 5.25), {"b", "c"}),
        (where(AGE, "lte", 5.0), {"a", "c"}),
        (where(AGE, "lt", 5.0), {"c"}),
        (where(AGE, "lt", -2.0), set()),
        (where(AGE, "lte", -2.0), {"c"}),
        (where(AGE, "gt", 1e300), set()),
        (where(AGE, "lt", 1e300), {"a", "b", "c"}),
        (where(AGE, "gt", 1e-300), {"a", "b", "c"}),
        (where(STARTED, "eq", MOMENT), {"a"}),
        (where(STARTED, "gte", MOMENT), {"a", "b"}),
        (where(STARTED, "gt", MOMENT), {"b"}),
        (where(STARTED, "lt", MOMENT + DAY), {"a"}),
        (where(STARTED, "lte", MOMENT.astimezone(dt.timezone(DAY / 8))), {"a"}),
        (where(NOTES, "eq", "animal"), {"a", "d"}),
        (where(NOTES, "eq", "Animals LOUD"), {"d"}),
        (where(NOTES, "eq", "quiet loud"), set()),
        (where(NOTES, "eq", "quiet", "loud"), {"a", "d"}),
        (where(NOTES, "eq", "!!"), set()),
        (where(SPECIES, "exists", True), {"a", "b", "c"}),
        (where(SPECIES, "exists", False), {"d"}),
        (where(SPECIES, "exists"), {"a", "b", "c"}),
        (where(NOTES, "exists", True), {"a", "d"}),
        (where(AGE, "exists", False), {"d"}),
        (where(PropertyDefinition("nobody.has.it", "number"), "gte", 1.0), set()),
        (where(PropertyDefinition("nobody.has.it", "keyword"), "eq", "x"), set()),
        (where(PropertyDefinition("nobody.has.it", "text"), "eq", "x"), set()),
        (where(PropertyDefinition("nobody.has.it", "date"), "exists", True), set()),
    ],
)
def test_a_condition(animals: Library, condition: Condition, expected: set[str]) -> None:
    assert animals.found(conditions=(condition,)) == expected


def test_all_conditions_must_hold(animals: Library) -> None:
    both = (where(AGE, "gte", 5.0), where(AGE, "lt", 5.5))
    assert animals.found(conditions=(*both, where(SPECIES, "eq", "Mus musculus"))) >= {"a"}
    assert "b" not in animals.found(conditions=both)


def test_conditions_narrow_a_search_for_words(library: Library) -> None:
    library.put(
        having("a", {LAB: "north"}, title="mouse"), having("b", {LAB: "south"}, title="mouse")
    )
    assert library.found("mouse", conditions=(where(LAB, "eq", "south"),)) == {"b"}
    assert library.found("-mouse", conditions=(where(LAB, "eq", "south"),)) == set()


def test_conditions_do_not_change_scores(library: Library) -> None:
    library.put(having("a", {LAB: "north", AGE: 1.0}, title="mouse"))
    plain = library.search("mouse").hits[0].score
    narrowed = library.search(
        "mouse", conditions=(where(LAB, "eq", "north"), where(AGE, "lt", 2.0))
    )
    assert narrowed.hits[0].score == plain


def test_a_name_with_two_types_means_either(library: Library) -> None:
    as_text = PropertyDefinition("weight", "keyword")
    as_number = PropertyDefinition("weight", "number")
    library.put(having("old", {as_text: "20"}), having("new", {as_number: 20.0}), document("none"))
    either = Condition("eq", (as_text, as_number), (("20",), (20.0,)))
    assert library.found(conditions=(either,)) == {"old", "new"}
    one = Condition("eq", (as_text, as_number), ((), (20.0,)))
    assert library.found(conditions=(one,)) == {"new"}
    present = Condition("exists", (as_text, as_number), ((), ()))
    assert library.found(conditions=(present,)) == {"old", "new"}
    absent = Condition("exists", (as_text, as_number), ((False,), (False,)))
    assert library.found(conditions=(absent,)) == {"none"}


@pytest.mark.parametrize(
    "value",
    [
        "2023-01-01T00:00:00Z",
        "2023-01-01",
        "5",
        "5.0",
        "true",
        "null",
        "",
        " ",
        "a\\b\"c'd",
        "[x TO y]",
        "*",
        "é/ü:~",
        "=x",
        "!",
        "a\nb\tc",
        "x" * 200,
        "y" * 5_000,
    ],
)
def test_any_keyword_is_found_to_the_letter(library: Library, value: str) -> None:
    library.put(having("a", {SPECIES: value}), having("b", {SPECIES: f"{value}b"}))
    assert library.found(conditions=(where(SPECIES, "eq", value),)) == {"a"}


def test_long_keywords_that_differ_at_the_end_are_told_apart(library: Library) -> None:
    library.put(having("a", {LAB: "x" * 900 + "a"}), having("b", {LAB: "x" * 900 + "b"}))
    assert library.found(conditions=(where(LAB, "eq", "x" * 900 + "b"),)) == {"b"}
    for value, _ in library.terms(LAB):
        assert value
        assert len(library.found(conditions=(where(LAB, "eq", value),))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "with.dots.inside",
        "aind/subject.subject_details.sex",
        "under_score",
        "spaces and:colons",
        "größe",
        "a\\.b",
        '"quoted"',
        "-dash",
        "UPPER",
        "x" * 500,
        "x" * 499 + "y",
        "*",
        "",
    ],
)
def test_a_property_may_have_any_name(library: Library, name: str) -> None:
    for type_, value in (("keyword", "v"), ("number", 1.5), ("date", MOMENT), ("text", "word")):
        definition = PropertyDefinition(name, type_)  # type: ignore[arg-type]
        other = PropertyDefinition(f"{name}z", type_)  # type: ignore[arg-type]
        library.put(having(f"{type_} a", {definition: value}), having(f"{type_} b", {other: value}))
        condition: Any = where(definition, "eq", value)
        assert library.found(conditions=(condition,)) == {f"{type_} a"}


def test_names_that_differ_in_case_or_punctuation_are_different(library: Library) -> None:
    names = ["a.b", "a_b", "a/b", "A.b", "a__b", "a_2eb", "ab"]
    library.put(*(having(name, {PropertyDefinition(name, "keyword"): "x"}) for name in names))
    for name in names:
        condition = where(PropertyDefinition(name, "keyword"), "eq", "x")
        assert library.found(conditions=(condition,)) == {name}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400])
def test_a_number_that_is_none_is_refused(library: Library, value: float) -> None:
    with pytest.raises(BadQuery, match="number") as refused:
        library.search(conditions=(where(AGE, "gte", value),))
    assert refused.value.parameter == "age"


@pytest.mark.parametrize(
    "condition",
    [
        where(SPECIES, "gte", "x"),
        where(NOTES, "lt", "x"),
        where(AGE, "eq", "five"),
        where(AGE, "eq", True),
        where(STARTED, "gte", 5.0),
        where(STARTED, "gte", MOMENT.replace(tzinfo=None)),
    ],
)
def test_what_does_not_suit_the_type_is_refused(library: Library, condition: Condition) -> None:
    with pytest.raises(BadQuery) as refused:
        library.search(conditions=(condition,))
    assert refused.value.parameter == condition.name


def test_values_that_are_no_numbers_are_left_out(library: Library) -> None:
    library.put(
        having("a", {AGE: (math.nan, math.inf, 3.0, 10**400)}), having("b", {AGE: math.nan})
    )
    assert library.found(conditions=(where(AGE, "gte", -1e308),)) == {"a"}
    assert library.found(conditions=(where(AGE, "lte", 1e308),)) == {"a"}
    assert library.found(conditions=(where(AGE, "exists", False),)) == {"b"}


def test_integers_beyond_the_floats_are_found_in_their_neighbourhood(library: Library) -> None:
    library.put(having("a", {AGE: 2**53 + 1}), having("b", {AGE: 2**60}), having("c", {AGE: 1}))
    assert library.found(conditions=(where(AGE, "gte", 2.0**53),)) == {"a", "b"}
    assert library.found(conditions=(where(AGE, "eq", 2.0**60),)) == {"b"}


def test_values_of_all_instances_count(library: Library) -> None:
    library.put(
        document(
            "a",
            instances=(
                instance({LAB: "north", AGE: 1.0}, "aind/subject"),
                instance({LAB: "south", AGE: 2.0}, "aind/session"),
                Instance("empty"),
            ),
        )
    )
    for value in ("north", "south"):
        assert library.found(conditions=(where(LAB, "eq", value),)) == {"a"}


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(1, 1, 1, tzinfo=dt.UTC),
        dt.datetime(1600, 5, 5, tzinfo=dt.UTC),
        dt.datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=dt.UTC),
        dt.datetime(2500, 1, 1, tzinfo=dt.UTC),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
    ],
)
def test_any_date_of_the_calendar_will_do(library: Library, moment: dt.datetime) -> None:
    library.put(
        having("a", {STARTED: moment}, created=moment, modified=moment), having("b", {AGE: 1})
    )
    assert library.found(conditions=(where(STARTED, "eq", moment),)) == {"a"}
    assert library.found(conditions=(where(STARTED, "lte", moment),)) == {"a"}
    assert sum(bucket.count for bucket in library.facet(STARTED).buckets) == 1


def test_too_many_conditions_or_values_are_refused(library: Library) -> None:
    with pytest.raises(BadQuery, match="conditions"):
        library.search(conditions=tuple(where(LAB, "eq", str(n)) for n in range(101)))
    with pytest.raises(BadQuery, match="values"):
        library.search(conditions=(where(LAB, "eq", *map(str, range(10_001))),))
    assert library.found(conditions=(where(LAB, "eq", *map(str, range(2_000))),)) == set()
