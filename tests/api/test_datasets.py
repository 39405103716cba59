"""Registering, reading and editing datasets over HTTP."""

from __future__ import annotations

import pytest

from catalog.api.datasets.examples import DATASET
from catalog.models import Dataset, File
from tests.apis import Connect, at, problems, tag
from tests.builders import make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db
URL = "/api/v1/datasets"


def test_the_documented_dataset_is_registered_and_read_back(connect: Connect) -> None:
    client = connect(make_caller())
    made = client.post(URL, DATASET, format="json")
    assert made.status_code == 201
    assert made["ETag"] == made.json()["etag"]
    body = client.get(made["Location"]).json()
    for name in ("title", "access", "license", "keywords", "dates", "identifiers"):
        assert body[name] == DATASET[name]
    assert body["related_identifiers"] == DATASET["related_identifiers"]
    assert body["funding"] == [{**DATASET["funding"][0], "award_title": ""}]
    assert body["file_count"] == 1
    assert body["location"] == DATASET["location"]


def test_the_same_key_again_changes_nothing_and_other_content_is_a_conflict(
    connect: Connect,
) -> None:
    client = connect(make_caller())
    first = client.post(URL, {"title": "A", "key": "k"}, format="json")
    again = client.post(URL, {"title": "A", "key": "k"}, format="json")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    problems(client.post(URL, {"title": "B", "key": "k"}, format="json"), 409)
    assert Dataset.objects.count() == 1


def test_every_problem_of_the_metadata_is_told_with_its_place_and_nothing_is_stored(
    connect: Connect,
) -> None:
    make_schema()
    records = [
        {"schema": "test/subject", "version": "1.0.0", "content": {"sex": "x", "age": -1}},
        {"schema": "test/unknown", "content": {}},
    ]
    answer = connect(make_caller()).post(URL, {"title": "A", "metadata": records}, format="json")
    found = {problem["pointer"]: problem for problem in problems(answer, 422)}
    assert set(found) == {
        "/metadata/0/content",
        "/metadata/0/content/sex",
        "/metadata/0/content/age",
        "/metadata/1/schema",
    }
    assert found["/metadata/0/content/age"]["keyword"] == "minimum"
    assert found["/metadata/0/content/age"]["schema_path"] == "/properties/age/minimum"
    assert not Dataset.objects.exists()


def test_unknown_fields_and_wrong_types_are_told_at_once_with_a_hint(connect: Connect) -> None:
    body = {"titel": "A", "keywords": "x", "draft": "true", "creators": [{"name": 1}]}
    found = problems(connect(make_caller()).post(URL, body, format="json"), 422)
    told = {problem["pointer"]: problem["detail"] for problem in found}
    assert set(told) == {"/title", "/titel", "/keywords", "/draft", "/creators/0/name"}
    assert "Did you mean `title`?" in told["/titel"]


def test_pointers_name_the_fields_of_the_body(connect: Connect) -> None:
    body = {
        "title": "A",
        "related_identifiers": [{"identifier": "\u0007", "kind": "DOI", "relation": "Cites"}],
        "creators": [{"name": "Ada", "orcid": "0000-0002-1825-0098"}],
    }
    found = problems(connect(make_caller()).post(URL, body, format="json"), 422)
    pointers = {problem["pointer"] for problem in found}
    assert pointers == {"/related_identifiers/0/identifier", "/creators/0/orcid"}


def test_a_draft_is_there_for_its_owner_only(connect: Connect) -> None:
    owner = make_caller()
    client = connect(owner)
    made = client.post(URL, {"title": "A", "access": "public", "draft": True}, format="json")
    place = made["Location"]
    assert client.get(place).json()["stage"] == "draft"
    problems(connect().get(place), 404)
    opened = client.post(f"{place}/open", HTTP_IF_MATCH=made["ETag"])
    assert opened.json()["stage"] == "open"
    assert connect().get(place).status_code == 200


def test_a_patch_changes_what_it_names_and_keeps_the_rest(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner, keywords=("a", "b"))
    client = connect(owner)
    edited = client.patch(at(dataset), {"title": "New"}, format="json", **tag(dataset))
    assert edited.status_code == 200
    assert edited.json()["title"] == "New"
    assert edited.json()["keywords"] == ["a", "b"]
    assert edited.json()["creators"][0]["name"] == "Ada Example"
    assert edited["ETag"] != dataset.etag
    nested: dict[str, list[dict[str, str]]] = {"creators": [{}]}
    found = problems(client.patch(at(dataset), nested, format="json", **tag(dataset)), 422)
    assert [problem["pointer"] for problem in found] == ["/creators/0/name"]


def test_an_edit_without_if_match_is_428_and_an_old_one_412(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner)
    client, old = connect(owner), tag(dataset)
    problems(client.patch(at(dataset), {"title": "B"}, format="json"), 428)
    assert client.patch(at(dataset), {"title": "B"}, format="json", **old).status_code == 200
    problems(client.patch(at(dataset), {"title": "C"}, format="json", **old), 412)
    problems(client.patch(at(dataset), {"title": "C"}, format="json", HTTP_IF_MATCH="old"), 412)
    assert client.get(at(dataset)).json()["title"] == "B"


def test_what_the_reader_has_is_not_sent_again(connect: Connect) -> None:
    dataset = make_dataset()
    first = connect().get(at(dataset))
    again = connect().get(at(dataset), HTTP_IF_NONE_MATCH=f"W/{first['ETag']}")
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert {"Authorization", "Cookie"} <= set(first["Vary"].split(", "))


def test_publishing_freezes_and_a_new_version_is_a_draft_beside_it(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner)
    client = connect(owner)
    published = client.post(at(dataset, "/publish"), **tag(dataset))
    assert published.json()["state"] == "published"
    problems(client.patch(at(dataset), {"title": "X"}, format="json", **tag(dataset)), 409)
    begun = client.post(at(dataset, "/versions"), **tag(dataset))
    assert begun.status_code == 201
    edited = client.patch(at(dataset), {"title": "X"}, format="json", **tag(dataset))
    assert (edited.json()["title"], edited.json()["version"]) == ("X", 2)
    assert client.get(at(dataset)).json()["version"] == 1
    versions = client.get(at(dataset, "/versions")).json()["results"]
    assert [row["number"] for row in versions] == [2, 1]
    assert len(connect().get(at(dataset, "/versions")).json()["results"]) == 1
    problems(connect().get(at(dataset, "/versions/2")), 404)
    assert client.get(begun["Location"]).json()["title"] == "X"


def test_publishing_without_a_license_says_what_is_missing(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner, license="")
    answer = connect(owner).post(at(dataset, "/publish"), **tag(dataset))
    assert [problem["pointer"] for problem in problems(answer, 422)] == ["/license"]


def test_a_withdrawn_dataset_leaves_its_tombstone_for_those_who_could_read_it(
    connect: Connect,
) -> None:
    owner = make_caller()
    public, private = make_dataset(owner), make_dataset(owner, access="private")
    client = connect(owner)
    for dataset in (public, private):
        reason = {"reason": "Mislabelled."}
        gone = client.post(at(dataset, "/withdraw"), reason, format="json", **tag(dataset))
        assert gone.json()["reason"] == "Mislabelled."
    answer = connect().get(at(public))
    problems(answer, 410)
    assert answer.json()["tombstone"]["pid"] == public.pid
    problems(connect().get(at(private)), 404)
    assert connect().get(URL).json()["results"] == []


def test_a_record_is_put_read_and_taken_away(connect: Connect) -> None:
    make_schema()
    owner = make_caller()
    dataset = make_dataset(owner)
    client, place = connect(owner), at(dataset, "/records/test/subject")
    body = {"content": {"species": "Mus musculus", "age": 56}}
    made = client.put(place, body, format="json", **tag(dataset))
    assert made.status_code == 201
    assert client.get(place).json()["content"] == body["content"]
    body["content"]["age"] = 57
    changed = client.put(place, body, format="json", HTTP_IF_MATCH=made["ETag"])
    assert (changed.status_code, changed.json()["content"]["age"]) == (200, 57)
    problems(client.put(place, body, format="json", HTTP_IF_MATCH=made["ETag"]), 412)
    bad = client.put(place, {"content": {"age": 1}}, format="json", **tag(dataset))
    assert [problem["pointer"] for problem in problems(bad, 422)] == ["/content"]
    assert client.delete(place, **tag(dataset)).status_code == 204
    problems(client.get(place), 404)


def test_files_are_paged_by_path_and_added(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner)
    client, place = connect(owner), at(dataset, "/files")
    files = [{"path": f"f{number:03}", "size": number} for number in range(7)]
    added = client.post(place, {"files": files}, format="json", **tag(dataset))
    assert added.json()["file_count"] == 7
    assert added.json()["total_size"] == 21
    paths, url = [], f"{place}?limit=3"
    while url:
        page = client.get(url).json()
        paths += [file["path"] for file in page["results"]]
        url = page["next"]
    assert paths == [file["path"] for file in files]
    bad = client.post(place, {"files": [{"path": "../x"}]}, format="json", **tag(dataset))
    assert [problem["pointer"] for problem in problems(bad, 422)] == ["/files/0/path"]
    assert File.objects.count() == 7


def test_storage_addresses_are_for_those_who_may_see_the_files(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(
        owner,
        access="discoverable",
        location="s3://bucket/x",
        identifiers=("s3://bucket/x", "session-3"),
    )
    mine, seen = connect(owner).get(at(dataset)), connect(make_caller()).get(at(dataset))
    assert mine.json()["location"] == "s3://bucket/x"
    assert (seen.json()["location"], seen.json()["identifiers"]) == ("", ["session-3"])
    assert mine["ETag"] != seen["ETag"]
    problems(connect(make_caller()).get(at(dataset, "/files")), 403)


def test_lists_filter_and_page(connect: Connect) -> None:
    make_schema()
    owner = make_caller()
    plain = [make_dataset(owner) for _ in range(4)]
    described = make_dataset(owner, records=(subject_record(),), license="CC0-1.0")
    client = connect(owner)

    def found(query: str) -> list[str]:
        return [row["id"] for row in client.get(f"{URL}?{query}").json()["results"]]

    assert found("schema=test/subject") == [str(described.pk)]
    assert found("license=CC0-1.0") == [str(described.pk)]
    assert len(found(f"created_by=user:{owner.known.pk}")) == 5
    assert found("access=private") == []
    assert found(f"pid={plain[0].pid}") == [str(plain[0].pk)]
    assert found("created_after=2999-01-01T00:00:00Z") == []
    first = client.get(f"{URL}?limit=2").json()
    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"]] == [str(described.pk), str(plain[3].pk)]
    assert [row["id"] for row in second["results"]] == [str(plain[2].pk), str(plain[1].pk)]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("acess=public", "acess"),
        ("access=secret", "access"),
        ("access=", "access"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=9e9", "limit"),
        ("cursor=%00", "cursor"),
        ("cursor=abc", "cursor"),
        ("created_after=yesterday", "created_after"),
        ("pid=%00", "pid"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named(
    connect: Connect, query: str, parameter: str
) -> None:
    found = problems(connect().get(f"{URL}?{query}"), 400)
    assert [problem["parameter"] for problem in found] == [parameter]


def test_roles_are_given_listed_and_taken(connect: Connect) -> None:
    owner, other = make_caller(), make_caller()
    dataset = make_dataset(owner, access="private")
    client, place = connect(owner), at(dataset, "/grants")
    label = f"user:{other.known.pk}"
    problems(connect(other).get(at(dataset)), 404)
    grant = {"principal": label, "role": "viewer"}
    assert client.put(place, grant, format="json").status_code == 200
    assert connect(other).get(at(dataset)).status_code == 200
    problems(connect(other).get(place), 403)
    assert {"principal": label, "role": "viewer"} in client.get(place).json()["results"]
    assert client.delete(f"{place}/{label}").status_code == 204
    problems(connect(other).get(at(dataset)), 404)
    problems(client.delete(f"{place}/user:{owner.known.pk}"), 409)
    problems(client.put(place, {"principal": "user:0", "role": "x"}, format="json"), 422)


def test_access_is_set_with_if_match(connect: Connect) -> None:
    owner = make_caller()
    dataset = make_dataset(owner)
    client, place = connect(owner), at(dataset, "/access")
    problems(client.put(place, {"access": "private"}, format="json"), 428)
    done = client.put(place, {"access": "private"}, format="json", **tag(dataset))
    assert done.json()["access"] == "private"
    problems(connect().get(at(dataset)), 404)
