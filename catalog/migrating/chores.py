"""Migrations beside the indexer."""

from __future__ import annotations

from catalog.migrating.working import work_once
from search.lifeline import StopSign


def work(stop: StopSign) -> bool:
    """A slice on the run that waited longest; see `search.chores`."""
    return work_once(stop.wait)
