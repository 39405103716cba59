"""A query string as a `SearchRequest`, and everything that can be wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import QueryDict

from search.parameters import ParameterErrors, request_from, suggest_request_from
from search.request import SearchRequest, Sort
from tests.search.notes_setup import search_settings

pytestmark = pytest.mark.usefixtures("notes")


@pytest.fixture
def notes(settings: object) -> None:
    """Only the settings: nothing here asks an engine or a database."""
    settings.HOLOTYPE_SEARCH = search_settings(Path("unused")) | {  # type: ignore[attr-defined]
        "SOURCES": {"dataset": "tests.search.notes.NoteSource", "note": "-"}
    }


def read(query: str) -> SearchRequest:
    return request_from(QueryDict(query))


def faults(query: str) -> dict[str, str]:
    with pytest.raises(ParameterErrors) as caught:
        read(query)
    return dict(caught.value.errors)


def test_nothing_asked_is_everything_newest_first() -> None:
    assert read("") == SearchRequest(sort=Sort("created", True), rank="hybrid")
    assert read("q=&type=&facets=&sort=&cursor=") == read("")
    assert set(faults("limit=&facet_size=")) == {"limit", "facet_size"}


def test_the_fixed_parameters_are_read() -> None:
    asked = read("q=mouse&type=note,dataset&facets=species,age&sort=-age&limit=5&cursor=abc")
    assert (asked.text, asked.types, asked.limit, asked.cursor) == (
        "mouse",
        ("note", "dataset"),
        5,
        "abc",
    )
    assert [(each.property.name, each.size) for each in asked.facets] == [
        ("species", 10),
        ("age", 10),
    ]
    assert asked.sort.field == asked.facets[1].property
    assert asked.sort.descending


def test_ranks_are_read_and_hybrid_is_usual() -> None:
    assert read("q=mouse").rank == "hybrid"
    assert read("q=mouse&rank=lexical").rank == "lexical"
    assert "hybrid, lexical, semantic" in faults("q=mouse&rank=best")["rank"]


def test_text_is_ranked_by_relevance_unless_a_sort_is_given() -> None:
    assert read("q=mouse").sort == Sort("relevance")
    assert read("q=mouse&sort=-created").sort == Sort("created", True)
    assert read("sort=title").sort == Sort("title", False)


def test_properties_are_parameters() -> None:
    asked = read("species=Mus%20musculus&species=Homo%20sapiens&age.gte=8%20wk&age.lt=100")
    assert [(each.name, each.operator, each.values) for each in asked.conditions] == [
        ("species", "eq", (("Mus musculus", "Homo sapiens"),)),
        ("age", "gte", ((56.0,),)),
        ("age", "lt", ((100.0,),)),
    ]


def test_a_property_whose_name_ends_like_an_operator_is_found_all_the_same() -> None:
    (condition,) = read("odd.lt=x").conditions
    assert (condition.name, condition.operator) == ("odd.lt", "eq")
    (condition,) = read("odd.lt.exists=true").conditions
    assert (condition.name, condition.operator) == ("odd.lt", "exists")


def test_an_unknown_parameter_is_an_error_with_a_hint() -> None:
    wrong = faults("speces=x&sex=f&colour=red&facet=species")
    assert wrong["speces"].endswith("did you mean species?")
    assert wrong["sex"].endswith("did you mean aind/subject.subject_details.sex?")
    assert "/api/v1/properties" in wrong["colour"]
    assert "no parameter and no property" in wrong["facet"]


def test_everything_wrong_is_told_at_once() -> None:
    wrong = faults("limit=0&sort=colour&facets=remark,nothing&age.gte=old&species=&type=mouse")
    assert wrong.keys() == {"limit", "sort", "facets", "age.gte", "species", "type"}
    assert "1 to 100" in wrong["limit"]
    assert "species.exists=false" in wrong["species"]
    assert "dataset" in wrong["type"]


@pytest.mark.parametrize("limit", ["-1", "101", "ten", "1.5", "1e2", "٣", "99999999999"])
def test_a_limit_is_a_whole_number_up_to_100(limit: str) -> None:
    assert faults(f"limit={limit}").keys() == {"limit"}


def test_what_is_given_once_is_not_given_twice() -> None:
    assert faults("q=a&q=b&sort=title&sort=-title").keys() == {"q", "sort"}


def test_everything_is_bounded() -> None:
    assert "at most 50" in faults("&".join(f"p{number}=1" for number in range(51)))[""]
    assert "at most 100" in faults("&".join(["species=a"] * 101))["species"]
    assert "at most 20" in faults("facets=" + ",".join(f"f{n}" for n in range(21)))["facets"]
    assert "2000" in faults("q=" + "a" * 2001)["q"]
    assert "1000" in faults("species=" + "a" * 1001)["species"]
    assert "300" in next(iter(faults("a" * 301 + "=1").values()))
    assert "control character" in faults("species=a%00b")["species"]


def test_the_browsable_pages_own_parameter_is_no_condition() -> None:
    assert read("format=json") == read("")


def test_a_suggestion_needs_a_prefix_and_nothing_else() -> None:
    asked = suggest_request_from(QueryDict("prefix=mo&limit=3"))
    assert (asked.prefix, asked.limit) == ("mo", 3)
    with pytest.raises(ParameterErrors) as caught:
        suggest_request_from(QueryDict("prefix=&limit=21&q=x"))
    assert dict(caught.value.errors).keys() == {"prefix", "limit", "q"}
