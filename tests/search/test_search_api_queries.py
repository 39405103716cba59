"""The query language over HTTP: GET, POST with a tree, taking a query apart, places of mistakes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import include, path

from search.drain import drain
from tests.search.notes import write

urlpatterns = [path("api/v1/", include("search.api.urls"))]
pytestmark = [
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.urls(__name__),
    pytest.mark.django_db,
]


@pytest.fixture
def catalogue(notes: None) -> None:
    write("a", "young mouse", species=["Mus musculus"], age=[20])
    write("b", "old mouse", species=["Mus musculus"], age=[70])
    write("c", "old rat", species=["Rattus norvegicus"], age=[70])
    write("d", "hidden mouse", species=["Mus musculus"], labels=["user:0"])
    drain()


def ask(client: Client, q: str, **more: str) -> Any:
    response = client.get("/api/v1/search", {"q": q, "type": "note", **more})
    assert response.status_code == 200, response.content
    return response.json()


def send(client: Client, body: Any, status: int = 200) -> Any:
    response = client.post("/api/v1/search", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def titles(answer: Any) -> set[str]:
    return {each["title"] for each in answer["results"]}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("mouse", {"young mouse", "old mouse"}),
        ("mouse AND old", {"old mouse"}),
        ("mou* -old", {"young mouse"}),
        ('species:"mus musculus" age:>8 wk', {"old mouse"}),
        ("species:(Mus musculus OR Rat*) age:[70 TO *]", {"old mouse", "old rat"}),
        ("note:(species:Rat* age:>8 wk)", {"old rat"}),
        ("labels", set()),
    ],
)
def test_a_query_that_is_typed(client: Client, q: str, expected: set[str]) -> None:
    answer = ask(client, q)
    assert titles(answer) == expected
    assert answer["total"]["value"] == len(expected)
    assert answer["notes"] == []


def test_facets_stand_under_the_query(client: Client) -> None:
    answer = ask(client, "species:Mus*", facets="species")
    assert answer["facets"]["species"] == [{"value": "Mus musculus", "count": 2}]


def test_what_was_malformed_is_said(client: Client) -> None:
    answer = ask(client, "(mouse")
    assert titles(answer) == {"young mouse", "old mouse"}
    assert answer["notes"] == ["Searched as words, because a closing “)” is missing."]


def test_a_mistake_is_told_with_its_place(client: Client) -> None:
    response = client.get("/api/v1/search", {"q": "mouse speces:rat", "type": "note"})
    assert response.status_code == 400
    [problem] = response.json()["problems"]
    assert problem.pop("detail").startswith("there is no field “speces”; did you mean species?")
    assert problem == {"parameter": "q", "offset": 6, "length": 6}


def test_a_type_that_is_named_in_the_query_needs_no_parameter(client: Client) -> None:
    response = client.get("/api/v1/search", {"q": "type:note old"})
    assert titles(response.json()) == {"old mouse", "old rat"}


def test_the_same_query_as_a_tree(client: Client) -> None:
    tree = {"and": [{"text": "mouse rat"}, {"field": "age", "gte": "8 wk"}]}
    answer = send(client, {"query": tree, "type": "note", "facets": "species", "sort": "title"})
    assert [each["title"] for each in answer["results"]] == ["old mouse", "old rat"]
    assert len(answer["facets"]["species"]) == 2
    assert titles(send(client, {"query": tree, "type": ["note"], "species": "Mus musculus"})) == {
        "old mouse"
    }
    assert titles(send(client, {"type": "note"})) == {"young mouse", "old mouse", "old rat"}


def test_pages_of_a_tree_go_on_as_text(client: Client) -> None:
    tree = {"or": [{"field": "age", "lt": 30}, {"field": "species", "starts": "Ra"}]}
    first = send(client, {"query": tree, "type": "note", "limit": 1, "sort": "title"})
    second = client.get(first["next"]).json()
    assert [each["title"] for page in (first, second) for each in page["results"]] == [
        "old rat",
        "young mouse",
    ]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ([], {"parameter": ""}),
        ({"query": None}, {"parameter": "query"}),
        ({"query": "mouse"}, {"parameter": "query", "pointer": "/query"}),
        ({"query": {"and": [{"text": 1}]}}, {"parameter": "query", "pointer": "/query/and/0/text"}),
        (
            {"query": {"field": "speces", "is": "x"}},
            {"parameter": "query", "offset": 0, "length": 6, "text": "speces:x"},
        ),
        ({"speces": "x"}, {"parameter": "speces"}),
        ({"limit": {}}, {"parameter": "limit"}),
        ({"q": "x", "query": {"text": "y"}}, {"parameter": "q"}),
    ],
)
def test_wrong_trees_are_refused(client: Client, body: Any, problem: dict[str, Any]) -> None:
    if isinstance(body, dict):
        body = {"type": "note", **body}
    [found] = send(client, body, 400)["problems"]
    assert found.pop("detail")
    assert found == problem


def test_a_token_for_reading_may_send_trees(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("reader"))
    assert titles(send(client, {"query": {"text": "rat"}, "type": "note"})) == {"old rat"}


def test_a_query_is_taken_apart(client: Client) -> None:
    response = client.get("/api/v1/search/query", {"q": "age:>8 wk mouse ("})
    assert response.status_code == 400
    response = client.get("/api/v1/search/query", {"q": "age:>8 wk mouse"})
    assert response.json() == {
        "query": {"and": [{"text": "mouse"}, {"field": "age", "gt": "8 wk"}]},
        "text": 'mouse age:>"8 wk"',
        "notes": [],
    }
    assert client.get("/api/v1/search/query", {"p": "x"}).status_code == 400
