"""How often an alert would have spoken: "would have sent 3 messages last month"."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils import timezone

from catalog.access.caller import Caller
from catalog.alerts.baseline import all_hits
from catalog.saved.question import request_of
from search.engines.base import BadQuery
from search.parameters import ParameterErrors
from search.properties import lookup
from search.request import Condition
from search.service import search

DAYS = 30
MOST = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """Of the last `DAYS` days. `more`: there were more than `MOST` matches."""

    matches: int
    at_once: int
    daily: int
    weekly: int
    more: bool = False


def preview(*, caller: Caller, query: str) -> Preview | None:
    """As far as what is registered now can tell; None for a question that cannot be asked.

    Raises `EngineDown`.
    """
    since = timezone.now() - dt.timedelta(days=DAYS)
    try:
        asked = request_of(query)
        recent = dataclasses.replace(asked, conditions=(*asked.conditions, _registered(since)))
        hits = list(all_hits(recent, caller.labels, MOST + 1))
    except (ParameterErrors, BadQuery):
        return None
    moments = [dt.datetime.fromisoformat(hit.source["created"]) for hit in hits[:MOST]]
    return Preview(
        matches=len(moments),
        at_once=len({int(moment.timestamp() // 300) for moment in moments}),
        daily=len({moment.date() for moment in moments}),
        weekly=len({(moment - since).days // 7 for moment in moments}),
        more=len(hits) > MOST,
    )


def _registered(since: dt.datetime) -> Condition:
    definitions = lookup(["created"])["created"]
    return Condition("gte", definitions, ((since,),) * len(definitions))


def registered_since(*, caller: Caller, query: str, since: dt.datetime) -> int | None:
    """How many things the question finds that were registered since then; None where it cannot
    be asked. Raises `EngineDown`."""
    try:
        asked = request_of(query)
        recent = dataclasses.replace(
            asked,
            conditions=(*asked.conditions, _registered(since)),
            facets=(),
            limit=1,
            highlight=False,
        )
        return search(labels=caller.labels, request=recent).total
    except (ParameterErrors, BadQuery):
        return None
