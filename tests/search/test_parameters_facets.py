"""Parameters that say what a facet is to count."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from search.parameters import ParameterErrors, request_from
from search.request import PROPERTIES, Facet

pytestmark = pytest.mark.usefixtures("notes")


def facet(query: str) -> Facet:
    [found] = request_from(QueryDict(f"type=note&{query}")).facets
    return found


def test_a_facet_has_parameters_of_its_own() -> None:
    found = facet("facets=species&facet_prefix.species=Mus&facet_size.species=50")
    assert (found.property.name, found.typed, found.size) == ("species", "Mus", 50)
    assert facet("facets=age&facet_interval.age=1 wk").step == 7.0
    assert facet("facets=session_start&facet_interval.session_start=month").step == "month"
    assert facet("facets=age&facet_ranges.age=0,1 wk, 30").edges == (0.0, 7.0, 30.0)
    edges = facet("facets=session_start&facet_ranges.session_start=2023,2024-06").edges
    assert edges == (dt.datetime(2023, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 6, 1, tzinfo=dt.UTC))


def test_a_property_whose_name_has_dots_is_named_whole() -> None:
    name = "aind/subject.subject_details.sex"
    assert facet(f"facets={name}&facet_prefix.{name}=m").typed == "m"


def test_properties_are_a_facet_that_shows_many() -> None:
    assert facet("facets=properties").property == PROPERTIES
    assert facet("facets=properties").size == 200
    assert facet("facets=properties&facet_size.properties=3").size == 3
    assert facet("facets=properties&facet_prefix.properties=ag").typed == "ag"


@pytest.mark.parametrize(
    ("query", "parameter", "told"),
    [
        ("facet_prefix.species=m", "facet_prefix.species", "name its property in facets"),
        ("facets=age&facet_prefix.age=m", "facet_prefix.age", "keywords"),
        ("facets=species&facet_interval.species=1", "facet_interval.species", "numbers and dates"),
        ("facets=species&facet_size.species=0", "facet_size.species", "1 to 1000"),
        ("facets=species&facet_size.species=x", "facet_size.species", "1 to 1000"),
        ("facets=age&facet_interval.age=0", "facet_interval.age", "above 0"),
        ("facets=age&facet_interval.age=-1", "facet_interval.age", "above 0"),
        ("facets=age&facet_interval.age=1 kg", "facet_interval.age", "kg"),
        ("facets=age&facet_interval.age=", "facet_interval.age", ""),
        ("facets=age&facet_ranges.age=1", "facet_ranges.age", "2 to 101"),
        ("facets=age&facet_ranges.age=2,1", "facet_ranges.age", "ascend"),
        ("facets=age&facet_ranges.age=1,1", "facet_ranges.age", "ascend"),
        ("facets=age&facet_ranges.age=1,x", "facet_ranges.age", "x"),
        ("facets=age&facet_interval.age=1&facet_interval.age=2", "facet_interval.age", "once"),
        (
            "facets=session_start&facet_interval.session_start=hour",
            "facet_interval.session_start",
            "day, week, month",
        ),
        ("sort=properties", "sort", "no property"),
        ("properties=age", "properties", "no property"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_parameter(
    query: str, parameter: str, told: str
) -> None:
    with pytest.raises(ParameterErrors) as refused:
        request_from(QueryDict(f"type=note&{query}"))
    [(name, message)] = refused.value.errors
    assert name == parameter
    assert told in message
