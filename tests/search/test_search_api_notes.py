"""GET /search and /search/suggest: shapes, labels, pages, and every way to fail."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import include, path

from search.drain import drain
from search.engines.base import EngineDown
from search.outbox import mark
from tests.search.notes import WatchedEngine, write

urlpatterns = [path("api/v1/", include("search.api.urls"))]
pytestmark = [
    pytest.mark.usefixtures("notes"),
    pytest.mark.urls(__name__),
    pytest.mark.django_db,
]


def ask(client: Client, query: str = "", path: str = "search") -> Any:
    response = client.get(f"/api/v1/{path}?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def titles(answer: Any) -> list[str]:
    return [each["title"] for each in answer["results"]]


def test_an_answer_has_the_shape_that_scripts_read(client: Client) -> None:
    write("a", "A mouse in a maze", species=["Mus musculus"], age=[56], extra={"pages": 3})
    drain()
    answer = ask(client, "q=mouse&type=note&facets=species,age")
    (result,) = answer["results"]
    assert answer["total"] == {"value": 1, "relation": "eq"}
    assert result.pop("score") > 0
    assert result == {
        "id": "a",
        "pid": None,
        "type": "note",
        "title": "A mouse in a maze",
        "url": "/notes/a",
        "matched": ["title"],
        "highlights": {"title": ["A <mark>mouse</mark> in a maze"]},
        "extra": {"pages": 3},
    }
    assert answer["facets"]["species"] == [{"value": "Mus musculus", "count": 1}]
    (bucket,) = answer["facets"]["age"]
    assert bucket["gte"] <= 56 < bucket["lt"]
    assert bucket["count"] == 1
    assert answer["facet_info"] == {
        "species": {
            "type": "keyword",
            "label": "species",
            "unit": "",
            "missing": 0,
            "more": False,
            "exact": True,
        },
        "age": {
            "type": "number",
            "label": "age",
            "unit": "d",
            "missing": 0,
            "more": False,
            "exact": True,
        },
    }
    assert answer["next"] is None


def test_properties_of_the_results_are_told_with_their_types(client: Client) -> None:
    write("a", "mouse", species=["Mus musculus"], age=[56])
    write("b", "secret mouse", species=["Rattus"], labels=["user:1"])
    drain()
    answer = ask(client, "type=note&facets=properties")
    assert answer["facets"]["properties"] == [
        {"value": "species", "type": "keyword", "count": 1},
        {"value": "age", "type": "number", "count": 1},
    ]


def test_properties_and_their_values_are_suggested(client: Client) -> None:
    write("a", "A mouse", species=["Mus musculus"], age=[56])
    write("b", "Another mouse", species=["Mus musculus", "Mus spretus"])
    write("c", "A secret", species=["Mus secretus"], labels=["user:1"])
    drain()

    def suggested(prefix: str) -> list[tuple[str, str, str, str]]:
        found = ask(client, f"prefix={prefix}", "search/suggest")["suggestions"]
        return [(each["kind"], each["text"], each["property"], each["unit"]) for each in found]

    assert suggested("ag") == [("property", "age", "age", "d")]
    assert suggested("species:mus") == [
        ("value", "Mus musculus", "species", ""),
        ("value", "Mus spretus", "species", ""),
    ]
    assert suggested("species:") == suggested("species:mus")
    assert suggested("species:secr") == []
    assert suggested("age:5") == []
    assert suggested("nothing:x") == []
    assert ("title", "A mouse", "", "") in suggested("mouse")


def test_properties_filter_with_units_ranges_and_alternatives(client: Client) -> None:
    write("a", "young mouse", species=["Mus musculus"], age=[20])
    write("b", "old mouse", species=["Mus musculus"], age=[70])
    write("c", "old rat", species=["Rattus norvegicus"], age=[70])
    write("d", "a human", species=["Homo sapiens"])
    drain()
    assert set(titles(ask(client, "type=note&age.gte=8%20wk"))) == {"old mouse", "old rat"}
    assert titles(ask(client, "type=note&age.gte=8%20wk&species=Mus%20musculus")) == ["old mouse"]
    either = ask(client, "type=note&species=Homo%20sapiens&species=Rattus%20norvegicus")
    assert set(titles(either)) == {"a human", "old rat"}
    assert titles(ask(client, "type=note&age.exists=false")) == ["a human"]


def test_pages_follow_one_another_to_the_end(client: Client) -> None:
    for number in range(7):
        write(f"k{number}", f"note {number}")
    drain()
    seen, address = [], "/api/v1/search?type=note&limit=3&sort=title"
    while address:
        answer = client.get(address).json()
        assert answer["total"]["value"] == 7
        seen += titles(answer)
        address = answer["next"]
    assert seen == [f"note {number}" for number in range(7)]


def test_callers_find_what_their_labels_say(client: Client) -> None:
    user = get_user_model().objects.create_user("reader")
    write("a", "open mouse")
    write("b", "secret mouse", labels=[f"user:{user.pk}"], species=["Mus secretus"])
    drain()
    answer = ask(client, "q=mouse&type=note&facets=species")
    assert (titles(answer), answer["total"]["value"]) == (["open mouse"], 1)
    assert answer["facets"]["species"] == []
    assert ask(client, "prefix=secret", "search/suggest") == {"suggestions": []}
    client.force_login(user)
    answer = ask(client, "q=mouse&type=note&facets=species")
    assert (set(titles(answer)), answer["total"]["value"]) == ({"open mouse", "secret mouse"}, 2)
    assert ask(client, "prefix=secret", "search/suggest")["suggestions"][0]["id"] == "b"


def test_what_somebody_just_lost_sight_of_is_in_no_part_of_an_answer(client: Client) -> None:
    write("a", "secret mouse", species=["Mus musculus"])
    drain()
    mark("note", ["a"], restricting=True)
    answer = ask(client, "type=note&facets=species")
    assert (answer["results"], answer["total"]["value"]) == ([], 0)
    assert answer["facets"]["species"] == []
    assert ask(client, "prefix=secret", "search/suggest") == {"suggestions": []}


def test_wrong_parameters_are_all_told_at_once(client: Client) -> None:
    response = client.get("/api/v1/search?speces=x&limit=0&age.gte=old&type=note")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    problems = {each["parameter"]: each["detail"] for each in response.json()["problems"]}
    assert problems.keys() == {"speces", "limit", "age.gte"}
    assert "did you mean species?" in problems["speces"]


def test_a_cursor_that_was_tampered_with_is_refused(client: Client) -> None:
    response = client.get("/api/v1/search?type=note&cursor=nonsense")
    assert response.status_code == 400
    assert response.json()["problems"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("address", ["search?type=note", "search/suggest?prefix=a"])
def test_an_engine_that_is_down_is_503_and_never_an_empty_list(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def down(*_: object, **__: object) -> None:
        raise EngineDown("connection refused at 10.0.0.1")

    monkeypatch.setattr(WatchedEngine, "search", down)
    monkeypatch.setattr(WatchedEngine, "suggest", down)
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert b"10.0.0.1" not in response.content


@pytest.mark.parametrize("address", ["search?type=note", "search/suggest?prefix=a"])
def test_an_index_that_is_catching_up_says_when_to_come_back(client: Client, address: str) -> None:
    mark("note", (str(number) for number in range(5001)), restricting=True)
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"


def test_only_reading_is_possible(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("writer"))
    response = client.put("/api/v1/search", "{}", content_type="application/json")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_text_that_looks_like_syntax_is_text(client: Client) -> None:
    write("a", "note about doi 10.1/ab")
    drain()
    for text in ["labels:public", "((((", '"', "a AND OR", "*", "doi:10.1/ab", "-", "\\"]:
        assert client.get("/api/v1/search", {"q": text, "type": "note"}).status_code in (200, 400)
    assert titles(ask(client, "q=doi:10.1/ab&type=note")) == ["note about doi 10.1/ab"]
