"""Every answer says what its page may load, whatever became of the request."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

HEADER = "Content-Security-Policy"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/search?q=mice", "/admin/login/", "/api/v1/search", "/api/v1/docs", "/nowhere"]
)
def test_everything_comes_from_this_host_and_nothing_runs_inline(path: str) -> None:
    told = Client().get(path)[HEADER]
    sources = dict(directive.split(maxsplit=1) for directive in told.split("; "))
    assert sources["default-src"] == sources["script-src"] == sources["style-src"] == "'self'"
    assert sources["object-src"] == sources["frame-ancestors"] == "'none'"
    assert "unsafe" not in told


@pytest.mark.django_db
def test_only_pages_for_developers_style_themselves(settings: Settings) -> None:
    settings.DEBUG = True
    client = Client(raise_request_exception=False)
    assert HEADER not in client.get("/nowhere").headers
    assert HEADER in client.get("/").headers
