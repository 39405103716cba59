"""Clients of the API: one per person, with a token."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.access.tokens import create_token
from tests.apis import Connect

ALL = frozenset({"read", "write", "steward"})


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    cache.clear()


@pytest.fixture
def connect(db: None) -> Connect:
    """`connect(caller)` is a client with that person's token; `connect()` is anonymous."""

    def made(caller: Caller | None = None, scopes: frozenset[str] = ALL) -> APIClient:
        client = APIClient(raise_request_exception=False)
        if caller is not None:
            _, secret = create_token(actor=caller, name="test", scopes=scopes)
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return made
