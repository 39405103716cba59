"""What a saved search finds when an alert begins, so that only what comes after is told.

The same look is taken again when the subscriber comes to have more rights: what they see now and
did not see before is told then.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import time
import uuid
from collections.abc import Iterator

from django.db import transaction

from catalog.alerts.known import holds, packed
from catalog.alerts.people import Subscriber, subscribers
from catalog.models import Match, Subscription
from catalog.saved.question import request_of
from search.engines.base import BadQuery
from search.lifeline import StopSign
from search.parameters import ParameterErrors
from search.request import Hit, SearchRequest, Sort
from search.service import search

MOST_KNOWN = 10_000  # hits of one alert that are kept in mind
_PAGE = 1000
_AT_ONCE = 20
_LOOK_EVERY = 30.0  # seconds between looks at who has more rights now
_looked = -_LOOK_EVERY


def prepare(stop: StopSign) -> bool:
    """A chore: looks with the eyes of a few whose alert is new or who may see more now.

    Raises `EngineDown`: it is tried again.
    """
    waiting = list(_waiting())
    for each in waiting:
        if stop.is_set():
            return False
        look(each)
    return len(waiting) == _AT_ONCE


def _waiting() -> Iterator[Subscriber]:
    """New alerts first, a few at a time; then, now and then, those whose rights have changed."""
    new = subscribers(Subscription.objects.filter(known=None))
    yield from itertools.islice(new, _AT_ONCE)
    global _looked
    if time.monotonic() - _looked >= _LOOK_EVERY:
        _looked = time.monotonic()
        prepared = subscribers(Subscription.objects.exclude(known=None))
        yield from (each for each in prepared if each.labels != _labels_of(each.subscription))


def _labels_of(row: Subscription) -> frozenset[str]:
    """The rights that its last look was taken with."""
    return frozenset(row.labels.split())


def look(each: Subscriber) -> None:
    """Ask the whole index, newest change first; what is older than the alert is known from now on,
    and what is newer, or was not seen at the first look, is told."""
    hits = list(_hits(each))
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(no_key=True)
        row = rows.filter(pk=each.subscription.pk, since=each.subscription.since).first()
        if row is None:
            return  # removed, or another question meanwhile: the next look does it
        first = row.known is None
        new = [hit for hit in hits if _is_new(row, hit, first=first)]
        if first:
            told = {hit.id for hit in new}
            row.known = packed(uuid.UUID(hit.id) for hit in hits if hit.id not in told)
            row.broad = len(hits) >= MOST_KNOWN
        row.labels = " ".join(sorted(each.labels))
        row.save(update_fields=["known", "broad", "labels"])
        Match.objects.bulk_create(
            [Match(subscription=row, kind=hit.type, key=hit.id) for hit in new],
            ignore_conflicts=True,
            batch_size=1000,
        )


def _is_new(row: Subscription, hit: Hit, *, first: bool) -> bool:
    if _moment(hit, "created") >= row.since:
        return True
    if first:
        return _moment(hit, "modified") >= row.since
    return not row.broad and not holds(row.known, uuid.UUID(hit.id))


def _moment(hit: Hit, name: str) -> dt.datetime:
    text = hit.source.get(name) or hit.source["created"]
    return dt.datetime.fromisoformat(text)


def _hits(each: Subscriber) -> Iterator[Hit]:
    try:
        asked = request_of(each.query)
        yield from all_hits(asked, each.labels)
    except (ParameterErrors, BadQuery):
        return  # shown as broken; what it finds once it is repaired is new


def all_hits(asked: SearchRequest, labels: frozenset[str], most: int = MOST_KNOWN) -> Iterator[Hit]:
    """At most `most` hits, the last changed first. Raises `EngineDown`, `BadQuery`."""
    request = dataclasses.replace(
        asked, facets=(), sort=Sort("modified"), limit=min(_PAGE, most), cursor="", highlight=False
    )
    count = 0
    while True:
        found = search(labels=labels, request=request)
        for hit in found.hits:
            if count == most:
                return
            count += 1
            yield hit
        if not found.next_cursor or count >= most:
            return
        request = dataclasses.replace(request, cursor=found.next_cursor)
