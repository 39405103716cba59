"""Does the index hold what the database says it should?"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

from django.db import transaction

from search.changes import build
from search.drain import drain
from search.engine import engine
from search.ledger import Ledger
from search.models import DeadLetter, EmbeddingTask
from search.outbox import mark, pending
from search.problems import MOST_LISTED, Problem
from search.sources import keys_of_kind, kinds, sources

WHAT = {
    "missing": "is in the database and not in the index",
    "stale": "is older in the index than in the database",
    "surplus": "is in the index and not in the database",
}
_ADVICE = "run manage.py check_index --repair"


@dataclasses.dataclass(slots=True)
class Checked:
    """Counts, and at most 1,000 of the problems behind them.

    `pending` marks are changes that the index is about to take; what they name is no difference.
    `unbuildable` documents can be compared with nothing. `repaired` differences were marked and
    drained; `unrepaired` is what a repair left to be done.
    """

    documents: int = 0
    entries: int = 0
    pending: int = 0
    missing: int = 0
    stale: int = 0
    surplus: int = 0
    unbuildable: int = 0
    repaired: int = 0
    unrepaired: int = 0
    problems: list[Problem] = dataclasses.field(default_factory=list)

    @property
    def differences(self) -> int:
        return self.missing + self.stale + self.surplus + self.unbuildable


def check_index(*, repair: bool = False, batch: int = 500) -> Checked:
    """Compare every document, built fresh, with the index, by fingerprint.

    Changes may go on meanwhile: what is marked, or was written to the index during the check, is
    not held against it. `repair` marks what differs and drains it. Raises `EngineDown`.
    """
    result = Checked()
    with Ledger() as ledger:
        result.entries = ledger.hold(engine().entries())
        for kind in sources():
            _compare(kind, batch, ledger, result)
        ledger.note_surplus(kinds()[0])
        _forgive_the_present(ledger, batch)
        result.pending = pending().count()
        for what, count in ledger.counts().items():
            setattr(result, what, count)
        _list_differences(ledger, result)
        if repair:
            result.repaired = _repair(ledger, batch)
            result.unrepaired = pending().count() + DeadLetter.objects.count()
    return result


def _list_differences(ledger: Ledger, result: Checked) -> None:
    letters = DeadLetter.objects.values_list("key", "reason")[:MOST_LISTED]
    reasons = {key: f"; it was given up: {reason}" for key, reason in letters}
    for kind, key, what in itertools.islice(ledger.differences(), MOST_LISTED):
        _list(result, Problem(f"{kind} {key}", WHAT[what] + reasons.get(key, ""), _ADVICE))


def _compare(kind: str, batch: int, ledger: Ledger, result: Checked) -> None:
    for keys in keys_of_kind(kind, batch):
        documents, failures = build(kind, keys)
        ledger.compare(kind, {key: found.fingerprint() for key, found in documents.items()})
        result.documents += len(documents)
        result.unbuildable += len(failures)
        for key, reason in failures.items():
            ledger.seen(key)
            advice = "mend what the reason names, then run check_index --repair"
            _list(result, Problem(f"{kind} {key}", f"cannot be built: {reason}", advice))


def _forgive_the_present(ledger: Ledger, batch: int) -> None:
    """Take out what merely changed while we looked.

    A change after its document was read has left a mark, or the mark was drained and the entry
    has another version now; where a vector came to be known, there is a task too. Marks are
    looked at before the second look at the entries, so that one drained in between shows in the
    entry. A surplus id may be one whose source knows it although it did not list it.
    """
    if not ledger.counts():
        return
    ledger.forgive(pending().values_list("key", flat=True).iterator(chunk_size=batch))
    tasks = EmbeddingTask.objects.values_list("key", flat=True)
    ledger.forgive(tasks.iterator(chunk_size=batch), only="stale")
    ledger.forgive(list(ledger.touched(engine().entries())))
    surplus = (key for _, key, what in ledger.differences() if what == "surplus")
    known: list[str] = []
    while keys := list(itertools.islice(surplus, batch)):
        for kind in sources():
            known += build(kind, keys)[0]
    ledger.forgive(known)


def _repair(ledger: Ledger, batch: int) -> int:
    """Also gives the dead letters another chance."""
    letters = [(kind, key) for kind, key in DeadLetter.objects.values_list("kind", "key")]
    repaired = 0
    for some in _by_kind(ledger, batch):
        with transaction.atomic():
            repaired += sum(mark(kind, keys) for kind, keys in some.items())
    with transaction.atomic():
        for kind, key in letters:
            mark(kind, [key])
    while drain(batch).marks:
        pass
    return repaired


def _by_kind(ledger: Ledger, batch: int) -> Iterator[dict[str, list[str]]]:
    differences = ledger.differences()
    while some := list(itertools.islice(differences, batch)):
        keys: dict[str, list[str]] = {}
        for kind, key, _ in some:
            keys.setdefault(kind, []).append(key)
        yield keys


def _list(result: Checked, problem: Problem) -> None:
    if len(result.problems) < MOST_LISTED:
        result.problems.append(problem)
