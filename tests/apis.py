"""What tests of the API share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from catalog.models import Dataset

Connect = Callable[..., APIClient]


def at(dataset: Dataset, rest: str = "") -> str:
    """The address of a dataset, or of something below it."""
    return f"/api/v1/datasets/{dataset.pk}{rest}"


def tag(dataset: Dataset) -> Any:
    """Headers of somebody who read the dataset as it is now."""
    dataset.refresh_from_db()
    return {"HTTP_IF_MATCH": dataset.etag}


def problems(response: Any, status: int) -> list[dict[str, Any]]:
    """The faults of an answer that must be a problem of this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    found: list[dict[str, Any]] = body.get("problems", [])
    return found
