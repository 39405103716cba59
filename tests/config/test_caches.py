"""No cache between us and a caller shows one person's answer to another."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import make_schema, make_user

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/",
    "/search",
    "/files",
    "/datasets/",
    "/api/v1/",
    "/api/v1/search",
    "/api/v1/search/suggest?prefix=a",
    "/api/v1/search/query?q=a",
    "/api/v1/files",
    "/api/v1/datasets",
    "/api/v1/datasets/0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e",
    "/api/v1/search?unknown=1",
    "/admin/",
    "/nowhere",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_its_callers_own(client: Client, address: str) -> None:
    client.force_login(make_user(is_superuser=True, is_staff=True))
    answer = client.get(address, follow=True)
    rules = {rule.strip() for rule in answer["Cache-Control"].split(",")}
    assert "private" in rules or "no-store" in rules
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


def test_what_is_everybodys_may_be_kept_for_ever(client: Client) -> None:
    row = make_schema()
    answer = client.get(f"/schemas/{row.schema.name}/{row.version}", HTTP_ACCEPT="application/json")
    assert answer["Cache-Control"].startswith("public")
    assert "Cookie" not in answer.get("Vary", "")
