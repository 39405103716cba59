"""The quick way through a body finds what the framework's own way finds."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from catalog.api.datasets.inputs import CorePatch, DatasetBody

SMALL: dict[str, Any] = {"title": "a"}
LARGE: dict[str, Any] = {
    "title": "a",
    "keywords": ["k", "l"],
    "creators": [{"name": "Ada", "affiliations": ["Here"]}, {"name": "Grace", "orcid": ""}],
    "dates": {"Created": "2024"},
    "draft": True,
    "metadata": [{"schema": "a/b", "content": {"x": [1, None]}}],
    "files": [{"path": "a", "size": None}, {"path": "b", "size": 3.0}],
}
WRONG: list[Any] = [
    {},
    [],
    None,
    "a",
    {"title": 1},
    {"title": None},
    {"title": "a", "draft": 1},
    {"title": "a", "unknown": 1, "access": "secret"},
    {"title": "a", "creators": [{"name": "Ada"}, {"nam": "Ada"}, 3]},
    {"title": "a", "keywords": ["k", 1]},
    {"title": "a", "files": [{"path": "a", "size": -1}]},
    {"title": "a", "files": {"path": "a"}},
]


class _Slow:
    """The framework's way alone."""

    _quick_fields = None


class SlowBody(_Slow, DatasetBody):
    pass


class SlowPatch(_Slow, CorePatch):
    pass


@pytest.mark.parametrize("body", [SMALL, LARGE])
def test_what_is_in_order_has_the_same_values(body: dict[str, Any]) -> None:
    quick = DatasetBody().run_validation(body)
    slow = SlowBody().run_validation(body)
    assert quick == slow
    assert DatasetBody()._quick_fields is not None


@pytest.mark.parametrize("body", WRONG)
def test_what_is_wrong_has_the_same_problems(body: Any) -> None:
    found = []
    for reader in (DatasetBody(), SlowBody()):
        with pytest.raises(ValidationError) as refused:
            reader.run_validation(body)
        found.append(refused.value.detail)
    assert found[0] == found[1]


@pytest.mark.parametrize("body", [{}, {"title": "b"}, {"keywords": []}])
def test_what_is_left_out_of_a_patch_stays_out(body: dict[str, Any]) -> None:
    assert CorePatch().run_validation(body) == SlowPatch().run_validation(body) == body


def test_defaults_are_nobody_elses() -> None:
    reader = DatasetBody()
    reader.run_validation(SMALL)["keywords"].append("mine")
    assert reader.run_validation(SMALL)["keywords"] == []


def test_a_check_of_the_whole_is_asked() -> None:
    class Pair(DatasetBody):
        def validate(self, attrs: Any) -> Any:
            raise ValidationError({"title": ["never"]})

    with pytest.raises(ValidationError):
        Pair().run_validation(SMALL)
