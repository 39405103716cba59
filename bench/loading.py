"""Many datasets in little time: registered without HTTP, the index built from their rows.

Nothing is measured here. Whatever was loaded stays; a load that was broken off goes on where it
was.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.records import SCHEMA, datasets

PREFIX = "bench"
_BATCH = 1000


def fill(size: int) -> None:
    """Let the catalogue of this process's settings, and its index, hold `size` datasets or more."""
    from catalog.models import Dataset
    from search.engine import engine
    from search.models import OutboxMark
    from search.reindex import reindex

    actor = steward()
    loaded = Dataset.objects.filter(key__startswith=f"{PREFIX}:").count()
    began = time.perf_counter()
    for place, batch in enumerate(_batches(loaded, size)):
        _store(actor, batch)
        if place % 20 == 0:
            rate = (place + 1) * _BATCH / (time.perf_counter() - began)
            _say(f"{loaded + place * _BATCH:,} of {size:,} rows, {rate:.0f} a second")
    if loaded < size:
        OutboxMark.objects.all().delete()  # the index is built from the rows
    if engine().needs_rebuild() or _indexed() < Dataset.objects.count():
        reindex(progress=lambda kind, done: _say(f"{done:,} of {kind} indexed"))


def steward() -> Any:
    """The benchmark's own caller. Makes the schema too, where it is missing."""
    from catalog.access.caller import caller_of
    from catalog.models import User
    from catalog.schemas.register import register_schema

    user, _ = User.objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_steward": True}
    )
    actor = caller_of(user)
    register_schema(
        actor=actor, name="bench/session", version="1.0.0", content=SCHEMA, publish=True
    )
    return actor


def _batches(first: int, size: int) -> Iterator[list[dict[str, Any]]]:
    bodies = datasets(size, prefix=PREFIX, first=first)
    while batch := list(itertools.islice(bodies, _BATCH)):
        yield batch


def _store(actor: Any, bodies: list[dict[str, Any]]) -> None:
    from catalog.api.datasets.inputs import DatasetBody, dataset_input
    from catalog.datasets.register import register_datasets

    reader = DatasetBody()
    given = [dataset_input(reader.run_validation(body)) for body in bodies]
    register_datasets(actor=actor, data=given)


def _indexed() -> int:
    """How many documents everybody may find."""
    from search.request import SearchRequest
    from search.service import search

    return search(labels=frozenset({"public"}), request=SearchRequest(limit=1)).total


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
