"""/api/v1/vocabularies: who may what, and what the answers say."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.schemas.vocabularies.formats.table import FORMATS
from tests.apis import Connect, problems
from tests.builders import make_caller, make_steward
from tests.vocabularies.regions import CSV, NAME, draft, publish, published

pytestmark = pytest.mark.django_db
URL = "/api/v1/vocabularies"
ONE = f"{URL}/{NAME}/versions/1.0.0"
BODY = {"name": NAME, "version": "1.0.0", "format": "csv", "content": CSV}


def post(client: APIClient, url: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(url, body or {}, format="json")


def test_from_an_import_to_a_published_version(connect: Connect) -> None:
    steward, anyone = connect(make_steward()), connect()
    rehearsed = post(steward, URL, {**BODY, "rehearse": True})
    assert rehearsed.status_code == 200
    assert rehearsed.json() == {
        "stored": False,
        "version": None,
        "terms": 6,
        "added": 6,
        "changed": 0,
        "removed": 0,
    }
    made = post(steward, URL, BODY)
    assert made.status_code == 201
    assert made.json()["version"]["state"] == "draft"
    assert anyone.get(ONE).status_code == 404
    assert anyone.get(URL).json()["results"] == []
    assert post(steward, f"{ONE}/publish").json()["state"] == "published"
    assert anyone.get(ONE).json()["reference"] == f"{NAME}@1.0.0"
    assert [row["name"] for row in anyone.get(URL).json()["results"]] == [NAME]
    assert [row["version"] for row in anyone.get(f"{URL}/{NAME}/versions").json()["results"]] == [
        "1.0.0"
    ]


@pytest.mark.parametrize("verb", ["publish", "deprecate", "merge"])
def test_drafts_are_changed_by_stewards_only(connect: Connect, verb: str) -> None:
    draft()
    body = {"deprecate": {"code": "R:5"}, "merge": {"code": "R:5", "into": "R:4"}}.get(verb)
    assert post(connect(), f"{ONE}/{verb}", body).status_code == 401
    assert post(connect(make_caller()), f"{ONE}/{verb}", body).status_code == 403
    lesser = connect(make_steward(), frozenset({"read", "write"}))
    assert post(lesser, f"{ONE}/{verb}", body).status_code == 403
    assert post(connect(make_steward()), f"{ONE}/{verb}", body).status_code == 200


def test_terms_are_completed_and_the_tree_is_opened(connect: Connect) -> None:
    published()
    anyone = connect()

    def labels(query: str) -> list[str]:
        return [term["label"] for term in anyone.get(f"{ONE}/terms{query}").json()["terms"]]

    assert labels("") == ["Brain"]
    assert labels("?under=R:1") == ["Isocortex", "Thalamus"]
    assert labels("?q=neo") == ["Isocortex"]
    assert labels("?q=nothing") == []
    [found] = problems(anyone.get(f"{ONE}/terms?q={'x' * 201}"), 400)
    assert found["parameter"] == "q"
    [found] = problems(anyone.get(f"{ONE}/terms?below=x"), 400)
    assert found["parameter"] == "below"


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_exported_is_imported_again_without_a_change(
    connect: Connect, format_: str
) -> None:
    published()
    steward = connect(make_steward())
    exported = steward.get(f"{ONE}/export?as={format_}")
    assert exported.status_code == 200
    body = {**BODY, "version": "1.1.0", "format": format_, "rehearse": True}
    again = post(steward, URL, body | {"content": exported.content.decode()}).json()
    # OBO has no place for an IRI; SKOS gives one to every term that has none.
    changed = {"csv": 0, "obo": 1}.get(format_, 5)
    assert (again["added"], again["changed"], again["removed"]) == (0, changed, 0)


def test_an_import_tells_every_fault(connect: Connect) -> None:
    steward = connect(make_steward())
    found = problems(post(steward, URL, {**BODY, "content": "code,label\n,x\ny,\n"}), 422)
    assert {each["pointer"] for each in found} == {"/content (line 2)", "/content (line 3)"}
    found = problems(post(steward, URL, {**BODY, "format": "docx"}), 422)
    assert [each["pointer"] for each in found] == ["/format"]
    published()
    problems(post(steward, URL, BODY), 409)
    problems(steward.get(f"{ONE}/export?as=docx"), 400)


def test_a_published_version_is_not_published_twice(connect: Connect) -> None:
    draft()
    publish()
    problems(post(connect(make_steward()), f"{ONE}/publish"), 409)
