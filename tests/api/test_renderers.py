"""JSON answers say the same as REST framework's own, byte for byte where it matters."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from catalog.api.renderers import FastJSONRenderer

KNOWN = uuid.UUID("0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e")
MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "data",
    [
        {"title": "naïve “quotes” \u2028\u2029 <b>", "empty": None, "flags": [True, False]},
        {"id": KNOWN, "at": MOMENT, "on": MOMENT.date(), "cost": decimal.Decimal("1.50")},
        {"numbers": [0, -1, 1.5, 100000.0, -0.0, 2**63 - 1]},
        {"beyond 64 bits": 2**70, "at": MOMENT},
        {1: "a key that is no string"},
        [],
        None,
    ],
)
def test_it_says_what_the_framework_says(data: Any) -> None:
    assert FastJSONRenderer().render(data) == JSONRenderer().render(data)


def test_an_exponent_is_spelled_otherwise_and_is_the_same_number() -> None:
    assert json.loads(FastJSONRenderer().render([1e22, 1e-7, 5e-324])) == [1e22, 1e-7, 5e-324]


def test_a_client_may_ask_for_indentation() -> None:
    shown = FastJSONRenderer().render({"a": [1]}, "application/json; indent=2")
    assert shown == b'{\n  "a": [\n    1\n  ]\n}'
