"""Schemas over the API: drafts, reviews, comparing, checking, and the served documents."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.schemas.checking import work
from search.lifeline import StopSign
from tests.apis import Connect, problems
from tests.builders import make_caller, make_dataset, make_schema, make_steward, subject_record

pytestmark = pytest.mark.django_db
API = "/api/v1/schemas"
AT = f"{API}/lab/animal"
FIRST: dict[str, Any] = {"type": "object", "properties": {"age": {"type": "number"}}}
NARROW: dict[str, Any] = {"type": "object", "properties": {"age": {"type": "integer"}}}


@pytest.fixture
def steward(connect: Connect) -> APIClient:
    return connect(make_steward())


def register(client: APIClient, version: str = "1.0.0", content: Any = None, **more: Any) -> Any:
    body = {"name": "lab/animal", "version": version, "content": content or FIRST, **more}
    return client.post(API, body, format="json")


def send(client: APIClient, verb: str, rest: str, body: Any = None, tag: str = "*") -> Any:
    call = getattr(client, verb)
    return call(f"{AT}{rest}", body or {}, format="json", HTTP_IF_MATCH=tag)


def test_a_draft_is_put_patched_and_discarded(steward: APIClient) -> None:
    made = register(steward)
    draft = "/versions/1.0.0"
    body = {"content": NARROW}
    assert steward.put(f"{AT}{draft}", body, format="json").status_code == 428
    put = send(steward, "put", draft, body, made["ETag"])
    assert (put.status_code, put.json()["content"]) == (200, NARROW)
    assert send(steward, "put", draft, body, made["ETag"]).status_code == 412
    patched = send(steward, "patch", draft, {"version": "1.1.0"}, put["ETag"])
    assert patched.json()["version"] == "1.1.0"
    wrong = {"content": {"type": "Text"}}
    found = problems(send(steward, "patch", "/versions/1.1.0", wrong), 422)
    assert found[0]["pointer"] == "/content/type"
    assert send(steward, "patch", "/versions/1.1.0", {**wrong, "repair": True}).json()["repairs"]
    assert send(steward, "delete", "/versions/1.1.0").status_code == 204
    assert steward.get(AT).status_code == 404


def test_a_wrong_number_is_refused_with_what_programs_need(steward: APIClient) -> None:
    register(steward, publish=True)
    refused = register(steward, "1.0.1", NARROW, publish=True)
    assert problems(refused, 422)[0]["pointer"] == "/version"
    body = refused.json()
    assert (body["verdict"], body["least"]) == ("breaking", "2.0.0")
    assert isinstance(body["witness"]["age"], float)
    taken = register(steward, "1.0.1", NARROW, publish=True, despite="So numbered elsewhere.")
    assert (taken.status_code, taken.json()["waiver"]) == (201, "So numbered elsewhere.")


def test_review_and_comments(steward: APIClient, connect: Connect) -> None:
    other, nobody = connect(make_steward()), connect(make_caller())
    register(steward)
    assert send(steward, "put", "/review-rule", {"rule": "required"}).json() == {"rule": "required"}
    draft = "/versions/1.0.0"
    problems(send(steward, "post", f"{draft}/publish"), 409)
    assert send(steward, "post", f"{draft}/review", {"step": "request"}).status_code == 201
    problems(send(steward, "post", f"{draft}/review", {"step": "approve"}), 403)
    said = {"text": "Why a float?", "pointer": "/properties/age"}
    note = send(other, "post", f"{draft}/comments", said).json()
    assert note["current"]
    reply = {"text": "Weeks.", "reply_to": note["id"]}
    assert send(steward, "post", f"{draft}/comments", reply).status_code == 201
    place = f"{draft}/comments/{note['id']}/resolved"
    assert send(steward, "put", place, {"resolved": True}).json()["resolved"]
    assert nobody.get(f"{AT}{draft}/comments").status_code == 404
    assert send(other, "post", f"{draft}/review", {"step": "approve"}).status_code == 201
    assert steward.get(f"{AT}{draft}/review").json() == {"state": "approve", "required": True}
    assert len(steward.get(f"{AT}{draft}/comments").json()["results"]) == 4
    assert send(steward, "post", f"{draft}/publish").json()["state"] == "published"
    rule = "/api/v1/namespaces/lab/review-rule"
    assert steward.get(rule).json() == {"rule": "inherit"}
    assert nobody.put(rule, {"rule": "free"}, format="json").status_code == 403


def test_deprecated_and_retired(steward: APIClient) -> None:
    register(steward, publish=True)
    register(steward, "2.0.0", NARROW, publish=True)
    body = {"reason": "Whole days.", "successor": "2.0.0"}
    told = send(steward, "post", "/versions/1.0.0/deprecate", body).json()
    assert (told["state"], told["reason"], told["successor"]) == (
        "deprecated",
        "Whole days.",
        "2.0.0",
    )
    assert send(steward, "post", "/versions/1.0.0/retire", body).json()["state"] == "retired"
    problems(send(steward, "post", "/versions/1.0.0/deprecate", body), 409)
    assert APIClient().get("/schemas/lab/animal/1.0.0").status_code == 200


def test_versions_are_compared_and_records_asked(steward: APIClient, connect: Connect) -> None:
    content = make_schema().content | {"required": ["species", "age"]}
    make_dataset(records=(subject_record(),))
    make_dataset(records=(subject_record(),), access="private")
    given = {"name": "test/subject", "version": "2.0.0", "content": content}
    steward.post(API, given, format="json")
    at = f"{API}/test/subject"
    assert APIClient().get(f"{at}/compare?old=1.0.0&new=2.0.0").status_code == 401
    found = steward.get(f"{at}/compare?old=1.0.0&new=2.0.0").json()
    assert found["verdict"] == "breaking"
    assert [change["kind"] for change in found["changes"]] == ["required"]
    assert problems(steward.get(f"{at}/compare?old=1.0.0"), 400)[0]["parameter"] == "new"
    checks = f"{at}/versions/2.0.0/checks"
    begun = steward.post(checks, {"old": "1.0.0"}, format="json")
    assert (begun.status_code, begun.json()["total"]) == (202, 2)
    work(StopSign())
    done = steward.get(f"{checks}/{begun.json()['id']}").json()
    assert (done["state"], done["offending"]) == ("done", 2)
    assert done["by_version"] == [{"version": "1.0.0", "checked": 2, "offending": 2}]
    # Both are counted; the private one is not named.
    named = steward.get(done["findings_url"]).json()["results"]
    assert [row["problems"][0]["keyword"] for row in named] == ["required"]
    assert connect(make_caller()).get(checks).status_code == 404


def test_a_diagnosis_stores_nothing(connect: Connect) -> None:
    client = connect(make_caller())
    body = {"content": {"type": "Text", "$ref": "https://example.org/x"}}
    told = client.post(f"{API}/diagnose", body, format="json").json()
    assert [each["keyword"] for each in told["problems"]] == ["enum", "$ref"]
    assert [(each["pointer"], each["became"]) for each in told["changes"]] == [("/type", "string")]
    assert [each["keyword"] for each in told["left"]] == ["$ref"]


def test_documents_are_served_for_ever(steward: APIClient) -> None:
    register(steward, publish=True)
    other = {"$ref": "/schemas/lab/animal/1.0.0"}
    steward.post(
        API,
        {"name": "lab/mouse", "version": "1.0.0", "content": other, "publish": True},
        format="json",
    )
    client = APIClient()
    plain = client.get("/schemas/lab/mouse/1.0.0")
    whole = client.get("/schemas/lab/mouse/1.0.0?bundle=true")
    assert plain.json() == other
    assert list(whole.json()["$defs"]) == [whole.json()["$ref"]]
    assert plain["ETag"] != whole["ETag"]
    for answer, rest in ((plain, ""), (whole, "?bundle=true")):
        assert answer["Content-Type"] == "application/schema+json"
        assert "immutable" in answer["Cache-Control"]
        tag = {"If-None-Match": answer["ETag"]}
        again = client.get(f"/schemas/lab/mouse/1.0.0{rest}", headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(f"/schemas/lab/mouse/1.0.0{rest}")
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    assert steward.get(f"{API}/lab/mouse/versions/1.0.0").json()["references"] == [
        {
            "address": "/schemas/lab/animal/1.0.0",
            "schema": "lab/animal",
            "version": "1.0.0",
        }
    ]


def test_a_body_beyond_the_bounds_is_not_read_through(steward: APIClient) -> None:
    huge = {"description": "x" * 6_000_000}
    assert register(steward, content=huge).status_code == 413
