"""Schemas, properties, computations, collections, tokens, me, the root."""

from __future__ import annotations

import pytest

from catalog.api.computations.views import EXAMPLE as RUN
from catalog.api.schemas.examples import BINDING, PROPERTY, PUBLISHED, SCHEMA
from tests.apis import Connect, at, problems
from tests.builders import make_caller, make_dataset, make_steward

pytestmark = pytest.mark.django_db
API = "/api/v1"


def test_the_root_links_to_everything(connect: Connect) -> None:
    links = connect().get(f"{API}/").json()["links"]
    for name, link in links.items():
        status = connect().get(link).status_code
        assert (
            status == (401 if name in ("me", "tokens", "notices", "exports") else 200)
            or name == "search"
        ), name


def test_a_schema_is_registered_as_a_draft_then_published(connect: Connect) -> None:
    client = connect(make_steward())
    made = client.post(f"{API}/schemas", SCHEMA, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert client.post(f"{API}/schemas", SCHEMA, format="json").status_code == 200
    place = made["Location"]
    problems(connect().get(place), 404)
    problems(connect().get("/schemas/lab/behaviour/0.1.0"), 404)
    assert client.post(f"{place}/publish").json()["state"] == "published"
    problems(client.post(f"{place}/publish"), 409)
    assert connect().get(place).json()["content"] == SCHEMA["content"]
    assert connect().get(f"{API}/schemas/lab/behaviour").json()["latest"] == "0.1.0"
    listed = connect().get(f"{API}/schemas?namespace=lab").json()["results"]
    assert [row["name"] for row in listed] == ["lab/behaviour"]
    versions = connect().get(f"{API}/schemas/lab/behaviour/versions").json()["results"]
    assert [row["version"] for row in versions] == ["0.1.0"]
    changed = {**SCHEMA, "content": {"type": "array"}}
    problems(client.post(f"{API}/schemas", changed, format="json"), 409)


def test_registering_a_draft_again_to_publish_it_publishes_it(connect: Connect) -> None:
    client = connect(make_steward())
    client.post(f"{API}/schemas", SCHEMA, format="json")
    again = client.post(f"{API}/schemas", {**SCHEMA, "publish": True}, format="json")
    assert (again.status_code, again.json()["state"]) == (200, "published")


def test_the_plain_schema_is_served_for_ever(connect: Connect) -> None:
    connect(make_steward()).post(f"{API}/schemas", PUBLISHED, format="json")
    answer = connect().get("/schemas/lab/behaviour/1.0.0")
    assert answer["Content-Type"] == "application/schema+json"
    assert "immutable" in answer["Cache-Control"]
    assert answer.json() == PUBLISHED["content"]
    again = connect().get("/schemas/lab/behaviour/1.0.0", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert connect().post("/schemas/lab/behaviour/1.0.0").status_code == 405


def test_an_invalid_schema_is_diagnosed_place_by_place(connect: Connect) -> None:
    content = {"type": "strng", "properties": {"a": {"minimum": "1"}}}
    body = {"name": "lab/x", "version": "1.0", "content": content}
    answer = connect(make_steward()).post(f"{API}/schemas", body, format="json")
    pointers = {problem["pointer"] for problem in problems(answer, 422)}
    assert {"/version", "/content/type", "/content/properties/a/minimum"} <= pointers


def test_only_stewards_curate(connect: Connect) -> None:
    client = connect(make_caller())
    problems(client.post(f"{API}/schemas", SCHEMA, format="json"), 403)
    problems(client.post(f"{API}/properties", PROPERTY, format="json"), 403)
    writing = connect(make_steward(), scopes=frozenset({"read", "write"}))
    refused = writing.post(f"{API}/schemas", SCHEMA, format="json")
    problems(refused, 403)
    assert "`steward`" in refused.json()["detail"]


def test_properties_are_defined_bound_and_listed(connect: Connect) -> None:
    client = connect(make_steward())
    assert client.post(f"{API}/properties", PROPERTY, format="json").json()["type"] == "number"
    bound = client.post(f"{API}/properties/bind", BINDING, format="json")
    assert bound.json() == {"bound": 1}
    rows = connect().get(f"{API}/properties?schema=lab/behaviour").json()["results"]
    assert [row["name"] for row in rows] == ["trials"]
    other = {**PROPERTY, "type": "date"}
    problems(client.post(f"{API}/properties", other, format="json"), 409)
    bad = {"name": "Trials!", "type": "number", "unit": "parsecs per sandwich"}
    found = problems(client.post(f"{API}/properties", bad, format="json"), 422)
    assert "/name" in {problem["pointer"] for problem in found}
    nowhere = {"bindings": [{"schema": "a/b", "path": "c", "property": "nothing"}]}
    found = problems(client.post(f"{API}/properties/bind", nowhere, format="json"), 422)
    assert found[0]["pointer"] == "/bindings/0/property"


def test_a_computation_is_reported_read_and_traced_both_ways(connect: Connect) -> None:
    owner = make_caller()
    raw, derived = make_dataset(owner), make_dataset(owner)
    hidden = make_dataset(owner, access="private")
    used = [{"dataset": raw.pid}, {"dataset": "unknown"}, {"dataset": str(hidden.pk)}]
    body = {**RUN, "used": used, "generated": [{"dataset": str(derived.pk), "role": "result"}]}
    client = connect(owner)
    made = client.post(f"{API}/computations", body, format="json")
    assert (made.status_code, made.json()["outcome"]) == (201, "created")
    again = client.post(f"{API}/computations", body, format="json")
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    seen = connect().get(made["Location"]).json()
    assert [end["kind"] for end in seen["used"]] == ["dataset", "reference", "restricted"]
    assert seen["generated"][0]["dataset"] == str(derived.pk)
    assert str(hidden.pk) not in connect().get(made["Location"]).content.decode()
    up = connect().get(at(derived, "/lineage?direction=upstream&depth=1")).json()
    assert {node["kind"] for node in up["nodes"]} == {
        "dataset",
        "computation",
        "reference",
        "restricted",
    }
    down = connect().get(at(raw, "/lineage?direction=downstream")).json()
    assert str(derived.pk) in {node.get("dataset") for node in down["nodes"]}
    traced = connect().get(f"{made['Location']}/lineage").json()
    assert len(traced["edges"]) == 4
    listed = connect().get(f"{API}/computations?source=slurm").json()["results"]
    assert [row["run_id"] for row in listed] == ["8841"]


@pytest.mark.parametrize("query", ["direction=sideways", "depth=0", "depth=21", "dept=1"])
def test_lineage_parameters_are_strict(connect: Connect, query: str) -> None:
    problems(connect().get(at(make_dataset(), f"/lineage?{query}")), 400)


def test_a_run_that_ends_before_it_starts_is_refused(connect: Connect) -> None:
    body = {**RUN, "ended": "2026-11-23T14:00:00Z", "software": {"commmit": "x"}}
    client = connect(make_caller())
    found = problems(client.post(f"{API}/computations", body, format="json"), 422)
    assert [problem["pointer"] for problem in found] == ["/software/commmit"]
    del body["software"]
    found = problems(client.post(f"{API}/computations", body, format="json"), 422)
    assert [problem["pointer"] for problem in found] == ["/ended"]


def test_collections_are_made_filled_edited_and_shared(connect: Connect) -> None:
    owner, other = make_caller(), make_caller()
    client = connect(owner)
    made = client.post(f"{API}/collections", {"title": "A", "access": "public"}, format="json")
    place, public, private = (
        made["Location"],
        make_dataset(owner),
        make_dataset(owner, access="private"),
    )
    inner = client.post(f"{API}/collections", {"title": "B"}, format="json").json()["id"]
    members = {"datasets": [str(public.pk), str(private.pk)], "collections": [inner]}
    added = client.post(f"{place}/members", members, format="json")
    assert added.json() == {"added": 3}
    assert len(client.get(f"{place}/members?limit=2").json()["results"]) == 2
    seen = connect().get(f"{place}/members").json()["results"]
    assert [row["id"] for row in seen] == [str(public.pk)]
    loop = {"collections": [made.json()["id"]]}
    problems(client.post(f"{API}/collections/{inner}/members", loop, format="json"), 409)
    assert client.delete(f"{place}/members/{private.pk}").status_code == 204
    fresh = client.get(place)["ETag"]
    problems(client.patch(place, {"title": "C"}, format="json"), 428)
    problems(client.patch(place, {"title": "C"}, format="json", HTTP_IF_MATCH='"x"'), 412)
    edited = client.patch(place, {"title": "C"}, format="json", HTTP_IF_MATCH=fresh)
    assert (edited.json()["title"], edited.json()["access"]) == ("C", "public")
    grant = {"principal": f"user:{other.known.pk}", "role": "editor"}
    assert client.put(f"{place}/grants", grant, format="json").status_code == 200
    assert len(client.get(f"{place}/grants").json()["results"]) == 2
    problems(connect(other).get(f"{place}/grants"), 403)
    assert client.delete(f"{place}/grants/{grant['principal']}").status_code == 204


def test_a_member_that_one_may_not_see_is_refused_with_its_place(connect: Connect) -> None:
    hidden = make_dataset(access="private")
    client = connect(make_caller())
    place = client.post(f"{API}/collections", {"title": "A"}, format="json")["Location"]
    answer = client.post(f"{place}/members", {"datasets": [str(hidden.pk)]}, format="json")
    assert [problem["pointer"] for problem in problems(answer, 422)] == ["/datasets/0"]
    bad = client.post(f"{place}/members", {"datasets": ["x"]}, format="json")
    assert [problem["pointer"] for problem in problems(bad, 422)] == ["/datasets/0"]


def test_a_token_is_shown_once_used_listed_and_revoked(connect: Connect) -> None:
    person = make_caller()
    client = connect(person)
    made = client.post(f"{API}/tokens", {"name": "script", "scopes": ["read"]}, format="json")
    assert made.status_code == 201
    secret = made.json()["token"]
    reader = connect()
    reader.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    me = reader.get(f"{API}/me").json()
    assert (me["username"], me["scopes"]) == (person.known.username, ["read"])
    assert secret not in client.get(f"{API}/tokens").content.decode()
    problems(reader.post(f"{API}/tokens", {"name": "x"}, format="json"), 403)
    assert client.delete(f"{API}/tokens/{made.json()['id']}").status_code == 204
    problems(reader.get(f"{API}/me"), 401)
    problems(connect(make_caller()).delete(f"{API}/tokens/{made.json()['id']}"), 404)
