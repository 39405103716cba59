"""Values of property parameters: quantities, dates, bounds, several types under one name."""

from __future__ import annotations

import datetime as dt

import pytest

from search.conditions import ConditionError, conditions_of, split_operator
from search.document import PropertyDefinition
from search.periods import DateError, parse_period

AGE = (PropertyDefinition("age", "number", unit="d"),)
START = (PropertyDefinition("session_start", "date"),)
SPECIES = (PropertyDefinition("species", "keyword"),)
DOSE = (PropertyDefinition("dose", "keyword"), PropertyDefinition("dose", "number", unit="mg"))
WHEN = (PropertyDefinition("when", "keyword"), PropertyDefinition("when", "date"))


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", moment(2024, 1, 1), moment(2024, 12, 31, 23, 59, 59, 999999)),
        ("2024-02", moment(2024, 2, 1), moment(2024, 2, 29, 23, 59, 59, 999999)),
        ("2024-12", moment(2024, 12, 1), moment(2024, 12, 31, 23, 59, 59, 999999)),
        ("2024-02-29", moment(2024, 2, 29), moment(2024, 2, 29, 23, 59, 59, 999999)),
        ("9999", moment(9999, 1, 1), moment(9999, 12, 31, 23, 59, 59, 999999)),
        ("9999-12", moment(9999, 12, 1), moment(9999, 12, 31, 23, 59, 59, 999999)),
        ("2024-05-17T09:30", moment(2024, 5, 17, 9, 30), moment(2024, 5, 17, 9, 30)),
        ("2024-05-17T09:30:01Z", moment(2024, 5, 17, 9, 30, 1), moment(2024, 5, 17, 9, 30, 1)),
        ("2024-05-17T09:30+02:00", moment(2024, 5, 17, 7, 30), moment(2024, 5, 17, 7, 30)),
        # The plus of an address that was not encoded.
        ("2024-05-17T09:30 02:00", moment(2024, 5, 17, 7, 30), moment(2024, 5, 17, 7, 30)),
    ],
)
def test_a_date_is_a_year_a_month_a_day_or_a_moment(
    text: str, first: dt.datetime, last: dt.datetime
) -> None:
    period = parse_period(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "24", "2024-13", "2023-02-29", "0000", "2024-05-17T25:00"),
        *("17.05.2024", "2024-W05", "20240517", "٢٠٢٤", "0001-01-01T00:00+05:00"),
        "2024-05-17T09:30:00Z; drop",
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DateError, match="is not a date"):
        parse_period(text)


@pytest.mark.parametrize(
    ("operator", "edge"),
    [
        ("gte", moment(2024, 1, 1)),
        ("lt", moment(2024, 1, 1)),
        ("gt", moment(2024, 12, 31, 23, 59, 59, 999999)),
        ("lte", moment(2024, 12, 31, 23, 59, 59, 999999)),
    ],
)
def test_a_bound_that_is_a_year_means_its_beginning_or_its_end(
    operator: str, edge: dt.datetime
) -> None:
    (condition,) = conditions_of(operator, START, ["2024"])  # type: ignore[arg-type]
    assert (condition.operator, condition.values) == (operator, ((edge,),))


def test_being_in_a_year_is_two_bounds() -> None:
    conditions = conditions_of("eq", START, ["2024"])
    assert [(each.operator, each.values) for each in conditions] == [
        ("gte", ((moment(2024, 1, 1),),)),
        ("lte", ((moment(2024, 12, 31, 23, 59, 59, 999999),),)),
    ]


def test_several_moments_are_alternatives_and_several_periods_are_not_possible() -> None:
    (condition,) = conditions_of("eq", START, ["2024-01-01T00:00Z", "2025-01-01T00:00Z"])
    assert condition.values == ((moment(2024, 1, 1), moment(2025, 1, 1)),)
    with pytest.raises(ConditionError, match="is a period"):
        conditions_of("eq", START, ["2024", "2025"])


def test_a_quantity_is_brought_to_the_unit_of_its_property() -> None:
    (condition,) = conditions_of("gte", AGE, ["8 wk"])
    assert condition.values == ((56.0,),)
    (plain,) = conditions_of("eq", AGE, ["56", "1 d"])
    assert plain.values == ((56.0, 1.0),)


@pytest.mark.parametrize("text", ["old", "8 kg", "nan", "inf", "1e999", ""])
def test_what_is_no_quantity_of_the_kind_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        conditions_of("gte", AGE, [text])


def test_a_keyword_has_no_order() -> None:
    with pytest.raises(ConditionError, match="has no order"):
        conditions_of("gte", SPECIES, ["m"])


def test_values_of_a_keyword_stay_as_they_are() -> None:
    (condition,) = conditions_of("eq", SPECIES, ["Mus musculus", "a,b", "true"])
    assert condition.values == (("Mus musculus", "a,b", "true"),)


def test_under_two_types_a_value_counts_for_those_it_can_be() -> None:
    (both,) = conditions_of("eq", DOSE, ["5"])
    assert [each.type for each in both.properties] == ["keyword", "number"]
    assert both.values == (("5",), (5.0,))
    (word,) = conditions_of("eq", DOSE, ["high"])
    assert [each.type for each in word.properties] == ["keyword"]
    (bound,) = conditions_of("lt", DOSE, ["5"])
    assert [each.type for each in bound.properties] == ["number"]
    (moment_or_word,) = conditions_of("eq", WHEN, ["2024-05-17T09:30Z"])
    assert [each.type for each in moment_or_word.properties] == ["keyword", "date"]


def test_existence_is_true_or_false() -> None:
    (condition,) = conditions_of("exists", DOSE, ["True"])
    assert condition.values == ((True,), (True,))
    for wrong in (["maybe"], ["true", "false"], ["1"]):
        with pytest.raises(ConditionError, match="true or false"):
            conditions_of("exists", DOSE, wrong)


def test_a_bound_is_given_once() -> None:
    with pytest.raises(ConditionError, match="more than once"):
        conditions_of("gte", AGE, ["1", "2"])


@pytest.mark.parametrize(
    ("parameter", "parts"),
    [
        ("age.gte", ("age", "gte")),
        ("aind/subject.subject_details.sex", ("aind/subject.subject_details.sex", "eq")),
        ("aind/subject.weight.lt", ("aind/subject.weight", "lt")),
        (".gte", (".gte", "eq")),
        ("gte", ("gte", "eq")),
        ("odd.lt.eq", ("odd.lt", "eq")),
    ],
)
def test_an_operator_is_the_last_step_of_a_name(parameter: str, parts: tuple[str, str]) -> None:
    assert split_operator(parameter) == parts
