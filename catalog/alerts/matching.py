"""Every saved search is asked about the documents that changed, beside the indexer.

The cost lies with this worker alone: a write leaves one row, however many saved searches there
are. The documents of a batch go into a small index in memory, and the questions are asked there,
under the rights that each subscriber has now.
"""

from __future__ import annotations

import itertools
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import structlog
from django.db import transaction

from catalog.alerts import queue
from catalog.alerts.known import Pack, holds
from catalog.alerts.people import subscribers
from catalog.alerts.questions import Asking, Questions
from catalog.models import AlertMark, Match, Subscription
from search.changes import build
from search.document import Document
from search.engines.embedded.fleeting import FleetingIndex
from search.lifeline import StopSign
from search.properties import remembered

log = structlog.get_logger("holotype.alerts")
BATCH = 1000
_LOOK_UP = 200  # questions between two looks at the stop sign
_MOST_ROWS = 20_000  # in one transaction
_AT_ONCE = 1000
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
    for some in _slices(marks, found):
        _settle(some, documents, found)
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
    _questions.refresh()
    asking = Asking(FleetingIndex(documents.values()), carried, _questions)
    with remembered():
        for number, each in enumerate(subscribers(Subscription.objects.all())):
            if number % _LOOK_UP == 0 and stop.is_set():
                return None
            for key in asking.found(each.query, each.labels):
                found[each.subscription.pk, uuid.UUID(key)] = each.subscription
    return found


def _slices(marks: Sequence[AlertMark], found: Collection[Pair]) -> Iterator[list[AlertMark]]:
    """Marks in parts that a transaction of moderate size can settle: a write must not wait while
    everybody is told of everything."""
    counts = Counter(key for _, key in found)
    part: list[AlertMark] = []
    size = 0
    for mark in marks:
        if part and size + counts[mark.key] > _MOST_ROWS:
            yield part
            part, size = [], 0
        part.append(mark)
        size += counts[mark.key]
    yield part


@transaction.atomic
def _settle(
    marks: Sequence[AlertMark],
    documents: Mapping[uuid.UUID, Document],
    found: Mapping[Pair, Subscription],
) -> None:
    """Write down who is to be told of what, and take the marks away, in one."""
    keys = {mark.key for mark in marks}
    now = {pair: row for pair, row in found.items() if pair[1] in keys}
    before = {
        (row.subscription_id, row.key): row
        for row in Match.objects.filter(key__in=keys).only("subscription", "key", "held")
    }
    _hold(before, now)
    fresh = [pair for pair in now if pair not in before]
    told = _remember(_news(fresh, now, documents), documents)
    queue.remove(marks)
    if told:
        log.info("saved searches matched", documents=len(keys), matches=told)


def _hold(before: Mapping[Pair, Match], found: Collection[Pair]) -> None:
    """What was written down before and does not match now waits until it does again."""
    for held in (True, False):
        turned = (
            row.pk
            for pair, row in before.items()
            if row.held is not held and (pair not in found) is held
        )
        for some in _chunks(turned):
            Match.objects.filter(pk__in=some).update(held=held)


def _news(
    fresh: Iterable[Pair],
    found: Mapping[Pair, Subscription],
    documents: Mapping[uuid.UUID, Document],
) -> list[Pair]:
    """Without what the search found already when its alert began."""
    pairs = list(fresh)
    older = {pair for pair in pairs if documents[pair[1]].created < found[pair].since}
    packs: dict[uuid.UUID, Pack] = {}
    for some in _chunks({pair[0] for pair in older}):
        packs |= dict(Subscription.objects.filter(pk__in=some).values_list("pk", "known"))
    return [pair for pair in pairs if pair not in older or _is_new(found[pair], packs, pair)]


def _is_new(subscription: Subscription, packs: Mapping[uuid.UUID, Pack], pair: Pair) -> bool:
    """An older document that begins to match, or to be seen. Before the preparation nobody can
    tell; it asks the index itself."""
    pack = packs.get(pair[0])
    return pack is not None and not subscription.broad and not holds(pack, pair[1])


def _remember(pairs: Sequence[Pair], documents: Mapping[uuid.UUID, Document]) -> int:
    """Write matches down, each once, for the subscriptions that are still there; how many."""
    alive: set[uuid.UUID] = set()
    for some in _chunks({pair[0] for pair in pairs}):
        rows = Subscription.objects.select_for_update(no_key=True).filter(pk__in=some)
        alive.update(rows.order_by("pk").values_list("pk", flat=True))
    matches = [
        Match(subscription_id=subscription, key=key, kind=documents[key].type)
        for subscription, key in pairs
        if subscription in alive
    ]
    Match.objects.bulk_create(matches, ignore_conflicts=True, batch_size=1000)
    return len(matches)


def _chunks(keys: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    """As many as a database takes in one query, in an order that two processes share."""
    remaining = iter(sorted(keys))
    while some := list(itertools.islice(remaining, _AT_ONCE)):
        yield some


def forget_questions() -> None:
    """Read all saved questions anew (for tests: rows are rolled back beneath them)."""
    _questions.forget()
