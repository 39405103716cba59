"""Schemas made to hurt are refused with a reason, before they cost anything."""

from __future__ import annotations

import time

import pytest

from bench.hostile_schemas import cases, refusal

REASONS = {
    "10^4 levels": "nested deeper than 128 levels",
    "10^6 properties": "larger than 5 MB",
    "exponential $ref": "The references multiply",
    "10^4 references in a row": "more than 5,000 definitions",
    "catastrophic regex": "too large once its repetitions are written out",
    "5,000 regexes": "2,000 patterns",
    "100 MB": "larger than 5 MB",
    "remote $ref": "nothing is fetched",
    "recursive $ref": "refers back to itself",
}


@pytest.mark.slow_once
def test_each_is_refused_with_its_reason_at_little_cost() -> None:
    """Processor time, with room for a slow machine: the bench has the figures."""
    told, slow = {}, []
    for name, document in cases():
        began = time.thread_time()
        told[name] = refusal(document)
        if time.thread_time() - began > 1:
            slow.append(name)
    assert {name for name, words in REASONS.items() if words not in told[name]} == set()
    assert told.keys() == REASONS.keys()
    assert slow == []
