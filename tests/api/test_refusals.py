"""What is malformed, unknown, forbidden or too much is refused with problem details, never 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from catalog.models import AuditEntry, Dataset
from tests.apis import Connect, at, problems, tag
from tests.builders import make_caller, make_dataset, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/datasets"
JSON = "application/json"
NOWHERE = "0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "not JSON"),
        (b'{"title": "A", "title": "B"}', 400, "twice"),
        (b'{"title": "\xff"}', 400, "UTF-8"),
        (b'{"title": NaN}', 422, "NaN"),
        (b'{"title": "a\\u0000b"}', 422, "NUL"),
        (b'{"title": "\\ud800"}', 422, "surrogate"),
        (b"[" * 100_000, 422, "nested"),
        (b'{"files": [{"path": "a", "size": ' + b"9" * 400 + b"}]}", 422, "1e308"),
        (b"[]", 422, "object"),
        (b"null", 422, "object"),
        (b"", 422, "required"),
    ],
)
def test_a_body_that_cannot_be_taken(connect: Connect, body: bytes, status: int, said: str) -> None:
    answer = connect(make_caller()).post(URL, body, content_type=JSON)
    problems(answer, status)
    assert said in answer.content.decode()
    assert not Dataset.objects.exists()


def test_a_body_of_another_media_type_is_415(connect: Connect) -> None:
    client = connect(make_caller())
    problems(client.post(URL, {"title": "A"}, format="multipart"), 415)
    problems(client.post(URL, b"<a/>", content_type="application/xml"), 415)
    problems(client.post(f"{URL}/bulk", b"{}", content_type=JSON), 415)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large_is_413(connect: Connect) -> None:
    body = b'{"title": "' + b"a" * 1000 + b'"}'
    problems(connect(make_caller()).post(URL, body, content_type=JSON), 413)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/datasets/",
        "/api/v1/datasets/not-a-uuid",
        f"/api/v1/datasets/{NOWHERE}",
        f"/api/v1/datasets/{NOWHERE}/versions/99999999999999999999999",
        f"/api/v1/datasets/{NOWHERE}/records/a/b",
        f"/api/v1/datasets/{NOWHERE}/records/A%00/b",
        "/api/v1/datasets/%ff%fe",
        "/api/v1/schemas/%00/x",
        "/api/v1/schemas/no/such/versions/1.0.0",
        "/api/v1/computations/x",
        f"/api/v1/collections/{NOWHERE}",
        "/schemas/no/such/1.0.0",
        "/schemas/no/such/1.0",
    ],
)
def test_what_is_not_there_is_404_whatever_the_address_holds(connect: Connect, path: str) -> None:
    problems(connect().get(path), 404)


@pytest.mark.parametrize(
    "query",
    [
        "pid=%00",
        "license=%00",
        "%00=1",
        "limit=%ff",
        "cursor=" + "A" * 22,
        "key=" + "k" * 5000,
        "created_by=user:99999999999999999999999",
        "limit=" + "9" * 5000,
        "created_after=9999-12-31T23:59:59-23:59",
    ],
)
def test_odd_queries_are_answered_or_refused_but_never_an_error(
    connect: Connect, query: str
) -> None:
    assert connect().get(f"{URL}?{query}").status_code in (200, 400)


@pytest.mark.parametrize("method", ["delete", "put", "patch", "trace", "brew"])
def test_a_method_that_is_not_there_is_405_with_those_that_are(
    connect: Connect, method: str
) -> None:
    answer = connect().generic(method.upper(), URL)
    problems(answer, 405)
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("accept", ["application/xml", "nonsense", ";;;", "text/turtle;q=x"])
def test_a_media_type_that_is_not_served_is_406(connect: Connect, accept: str) -> None:
    problems(connect().get(URL, HTTP_ACCEPT=accept), 406)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*", "a/b, */*;q=0.1"])
def test_who_takes_json_too_gets_json(connect: Connect, accept: str) -> None:
    asked, unasked = connect().get(URL, HTTP_ACCEPT=accept), connect().get(URL)
    assert asked.status_code == unasked.status_code == 200
    assert asked["Content-Type"] == unasked["Content-Type"] == JSON
    assert asked.content == unasked.content


def test_options_tells_what_an_address_takes(connect: Connect) -> None:
    answer = connect().options(URL)
    assert answer.status_code == 200
    assert answer.json()["parses"] == [JSON]


def test_the_api_can_be_browsed(connect: Connect) -> None:
    dataset = make_dataset()
    for path in ("/api/v1/", URL, at(dataset), at(dataset, "/files"), "/api/v1/schemas"):
        page = connect().get(path, HTTP_ACCEPT="text/html")
        assert page.status_code == 200
        assert page["Content-Type"].startswith("text/html")
    missing = connect().get(f"{URL}/{NOWHERE}", HTTP_ACCEPT="text/html")
    assert missing.status_code == 404
    assert missing["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("header", ["Bearer holo_wrong", "Bearer", "Basic eDp5", "Bearer \xe9"])
def test_a_token_that_is_not_valid_is_401_also_where_anybody_may_read(header: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get(URL)
    problems(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_writing_needs_somebody_and_a_token_with_the_scope(connect: Connect) -> None:
    problems(connect().post(URL, {"title": "A"}, format="json"), 401)
    problems(connect().get("/api/v1/me"), 401)
    reading = connect(make_caller(), scopes=frozenset({"read"}))
    refused = reading.post(URL, {"title": "A"}, format="json")
    problems(refused, 403)
    assert "`write`" in refused.json()["detail"]
    assert not Dataset.objects.exists()


def test_a_session_writes_only_with_its_csrf_token() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_user())
    problems(client.post(URL, {"title": "A"}, format="json"), 403)
    client.cookies["csrftoken"] = "a" * 32
    made = client.post(URL, {"title": "A"}, format="json", HTTP_X_CSRFTOKEN="a" * 32)
    assert made.status_code == 201


def test_too_many_requests_are_429_with_the_time_to_wait(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = {"anonymous": "3/day", "token": "5/day"}
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates)
    client, person = connect(), connect(make_caller())
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(URL)
    problems(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert [person.get(URL).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.get(URL, REMOTE_ADDR="10.1.2.3").status_code == 200


def test_what_nobody_foresaw_is_a_problem_too(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("catalog.api.datasets.views.datasets_seen", broken)
    answer = connect().get(URL)
    problems(answer, 500)
    assert "secret" not in answer.content.decode()


def test_reads_of_restricted_things_stand_in_the_audit_trail(connect: Connect) -> None:
    owner = make_caller()
    client = connect(owner)
    private = make_dataset(owner, access="private")
    shown = make_dataset(owner, access="discoverable")
    public = make_dataset(owner)

    def reads() -> list[tuple[str, str]]:
        rows = AuditEntry.objects.filter(action__startswith="dataset.read").order_by("id")
        return [*rows.values_list("action", "object_id")]

    for dataset in (private, shown, public):
        client.get(at(dataset))
        client.get(at(dataset, "/files"))
    assert reads() == [
        ("dataset.read", str(private.pk)),
        ("dataset.read_files", str(private.pk)),
        ("dataset.read_files", str(shown.pk)),
    ]
    connect(make_caller()).get(at(private))
    client.patch(at(private), {"title": "B"}, format="json", **tag(private))
    assert len(reads()) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow_once
def test_a_full_database_is_503_and_stores_nothing(connect: Connect) -> None:
    """Full by SQLite's own limit, which it tells in the same way as a full disk."""
    client = connect(make_caller())
    with connection.cursor() as cursor:
        [pages] = cursor.execute("PRAGMA page_count").fetchone()
        [most] = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            body = {"title": "A", "description": "x" * 90_000}
            answer = client.post(URL, body, format="json")
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")
    problems(answer, 503)
    assert answer["Retry-After"] == "5"
    assert not Dataset.objects.exists()
    assert client.post(URL, body, format="json").status_code == 201
