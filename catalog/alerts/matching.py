"""Every saved search is asked about the documents that changed, beside the indexer.

The cost lies with this worker alone: a write leaves one row, however many saved searches there
are. The documents of a batch go into a small index in memory, and the questions are asked there,
under the rights that each subscriber has now.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import structlog
from django.db import transaction

from catalog.alerts import queue
from catalog.alerts.known import holds
from catalog.alerts.people import subscribers
from catalog.alerts.questions import Asking, Questions
from catalog.models import AlertMark, Match, Subscription
from search.changes import build
from search.document import Document
from search.engines.embedded.fleeting import FleetingIndex
from search.lifeline import StopSign

log = structlog.get_logger("holotype.alerts")
BATCH = 1000
_LOOK_UP = 200  # questions between two looks at the stop sign
_questions = Questions()
Pair = tuple[uuid.UUID, uuid.UUID]  # subscription, document


def match(stop: StopSign) -> bool:
    """A chore: one batch. Killed at any moment it is done again; nobody is told twice, because
    a subscription and a document make one row."""
    marks = queue.claim(BATCH)
    if not marks:
        return False
    documents = _documents(marks)
    found = _matches(documents, stop)
    if found is None:
        queue.release(marks)
        return False
    _settle(marks, documents, found)
    return len(marks) == BATCH


def _documents(marks: Iterable[AlertMark]) -> Mapping[uuid.UUID, Document]:
    """As they are now; what is gone is left out."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for mark in marks:
        keys[mark.kind].add(str(mark.key))
    found: dict[uuid.UUID, Document] = {}
    for kind, some in keys.items():
        documents, _ = build(kind, sorted(some))
        found |= {uuid.UUID(key): document for key, document in documents.items()}
    return found


def _matches(
    documents: Mapping[uuid.UUID, Document], stop: StopSign
) -> dict[Pair, Subscription] | None:
    """What each alert finds; None where the process is told to stop."""
    found: dict[Pair, Subscription] = {}
    if not documents:
        return found
    carried = frozenset[str]().union(*(d.labels | d.file_labels for d in documents.values()))
    asking = Asking(FleetingIndex(documents.values()), carried, _questions)
    for number, each in enumerate(subscribers(Subscription.objects.all())):
        if number % _LOOK_UP == 0 and stop.is_set():
            return None
        for key in asking.found(each.query, each.labels):
            found[each.subscription.pk, uuid.UUID(key)] = each.subscription
    return found


@transaction.atomic
def _settle(
    marks: Sequence[AlertMark],
    documents: Mapping[uuid.UUID, Document],
    found: Mapping[Pair, Subscription],
) -> None:
    """Write down who is to be told of what, and take the marks away, in one."""
    keys = {mark.key for mark in marks}
    before = {
        (row.subscription_id, row.key): row
        for row in Match.objects.filter(key__in=keys).only("subscription", "key", "held")
    }
    _hold(before, found)
    fresh = [pair for pair in found if pair not in before]
    told = remember(_news(fresh, found, documents), documents)
    queue.remove(marks)
    if told:
        log.info("saved searches matched", documents=len(documents), matches=told)


def _hold(before: Mapping[Pair, Match], found: Collection[Pair]) -> None:
    """What was written down before and does not match now waits until it does again."""
    for held in (True, False):
        turned = [
            row.pk
            for pair, row in before.items()
            if row.held is not held and (pair not in found) is held
        ]
        Match.objects.filter(pk__in=turned).update(held=held)


def _news(
    fresh: Iterable[Pair],
    found: Mapping[Pair, Subscription],
    documents: Mapping[uuid.UUID, Document],
) -> list[Pair]:
    """Without what the search found already when its alert began."""
    older = {pair for pair in fresh if documents[pair[1]].created < found[pair].since}
    packs = dict(
        Subscription.objects.filter(pk__in={pair[0] for pair in older}).values_list("pk", "known")
    )
    return [pair for pair in fresh if pair not in older or _is_new(found[pair], packs, pair)]


def _is_new(
    subscription: Subscription, packs: Mapping[uuid.UUID, bytes | None], pair: Pair
) -> bool:
    """An older document that begins to match, or to be seen. Before the preparation nobody can
    tell; it asks the index itself."""
    pack = packs.get(pair[0])
    return pack is not None and not subscription.broad and not holds(pack, pair[1])


def remember(pairs: Iterable[Pair], documents: Mapping[uuid.UUID, Document]) -> int:
    """Write matches down, each once, for the subscriptions that are still there; how many."""
    wanted = list(pairs)
    alive = set(
        Subscription.objects.select_for_update(no_key=True)
        .filter(pk__in={pair[0] for pair in wanted})
        .values_list("pk", flat=True)
    )
    rows = [
        Match(subscription_id=subscription, key=key, kind=documents[key].type)
        for subscription, key in wanted
        if subscription in alive
    ]
    Match.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def forget_questions() -> None:
    """Read all saved questions anew (for tests: rows are rolled back beneath them)."""
    _questions.forget()
