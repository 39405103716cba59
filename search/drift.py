"""Does the index hold what it should? Looked at all the time, a little at once; and mended.

Two samples a turn: the next keys of the database, round and round, find what the index lacks or has
in an old state; entries of the index at random find what it has and the database has not.
`search.integrity` compares everything, on demand.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from search.changes import build
from search.configuration import configured
from search.engine import engine
from search.engines.base import EngineDown, Entry
from search.integrity import WHAT, check_index
from search.lifeline import StopSign
from search.models import DeadLetter, DriftState, EmbeddingTask
from search.outbox import mark, pending
from search.sources import kinds, sources

log = structlog.get_logger("holotype.indexer")
_AT_ONCE = 50
_complete: threading.Thread | None = None

Suspects = dict[str, tuple[str, str]]  # key → (kind, "missing" | "stale" | "surplus")


def state() -> DriftState:
    return DriftState.objects.get_or_create(id=1)[0]


def sample(stop: StopSign) -> bool:
    """A chore: one turn, as often as `DRIFT_SAMPLE` (documents a minute) wants."""
    rate = float(configured("DRIFT_SAMPLE", 0))
    if rate > 0 and _is_ours(dt.timedelta(minutes=_AT_ONCE / rate)):
        try:
            look(_AT_ONCE)
        except EngineDown as down:
            log.info("not sampled: the engine is down", error=str(down))
    return False


def look(count: int) -> int:
    """Compare the next `count` documents and `count` entries; mark what differs, to be indexed
    anew. Answers how much that is. Raises `EngineDown`.

    What merely changes while we look is no difference: it has left a mark, or its entry has
    another version by the second look. Given-up documents are told by their dead letters.
    """
    at = state()
    kind, keys = _next_keys(at, count)
    entries = {entry.id: entry for entry in [*engine().held(keys), *engine().sample(count)]}
    suspects = _of_the_database(kind, keys, entries) | _of_the_index(keys, entries)
    suspects = _without_the_present(suspects, entries)
    compared = len(entries.keys() | set(keys))
    with transaction.atomic():
        for key, (of_kind, _) in suspects.items():
            mark(of_kind, [key])
        DriftState.objects.filter(id=1).update(
            kind=kind,
            after=keys[-1] if keys else "",
            rounds=F("rounds") + int(not keys),
            compared=F("compared") + compared,
            **_noted(suspects),
        )
    return len(suspects)


def check_completely(stop: StopSign) -> bool:
    """A chore: the complete check that somebody wants, in a thread of its own for its length."""
    global _complete
    if _complete is not None and _complete.is_alive():
        return False
    if DriftState.objects.filter(id=1, wanted=True).update(wanted=False):
        _complete = threading.Thread(target=_check, name="drift", daemon=True)
        _complete.start()
    return False


def want_complete_check() -> None:
    """By the indexer, soon; `DriftState.checked` and `report` tell of it."""
    state()
    DriftState.objects.filter(id=1).update(wanted=True)


def _check() -> None:
    try:
        found = check_index(repair=True)
        report = (
            f"{found.documents} documents compared: {found.missing} missing, {found.stale} stale, "
            f"{found.surplus} surplus, {found.unbuildable} that cannot be built; "
            f"{found.repaired} mended"
        )
        DriftState.objects.filter(id=1).update(
            checked=timezone.now(), report=report, found=F("found") + found.repaired
        )
    except EngineDown as down:
        DriftState.objects.filter(id=1).update(report=f"not checked: {down}"[:500])
    finally:
        connection.close()


def _is_ours(interval: dt.timedelta) -> bool:
    """Of several indexers one takes the turn; it is over by itself."""
    state()
    now = timezone.now()
    due = DriftState.objects.filter(id=1, due__lte=now)
    return bool(due.update(due=now + interval))


def _next_keys(at: DriftState, count: int) -> tuple[str, Sequence[str]]:
    """Of the kind that the rotation is at, else of the next that has any; none at its end."""
    known = kinds()
    first = known.index(at.kind) if at.kind in known else 0
    after = at.after or None
    for kind in known[first:]:
        if keys := sources()[kind].keys(after, count):
            return kind, keys
        after = None
    return known[0], []


def _of_the_database(kind: str, keys: Sequence[str], entries: dict[str, Entry]) -> Suspects:
    documents, failures = build(kind, keys)
    suspects: Suspects = {}
    for key in keys:
        if key in failures:
            continue
        if key not in documents:
            if key in entries:
                suspects[key] = (kind, "surplus")
        elif key not in entries:
            suspects[key] = (kind, "missing")
        elif entries[key].fingerprint != documents[key].fingerprint():
            suspects[key] = (kind, "stale")
    return suspects


def _of_the_index(keys: Sequence[str], entries: dict[str, Entry]) -> Suspects:
    """An entry does not say its kind; what no kind knows is marked as the first one's."""
    suspects: Suspects = {}
    remaining = [id_ for id_ in entries if id_ not in set(keys)]
    for kind in kinds():
        documents, failures = build(kind, remaining)
        for id_, document in documents.items():
            if document.fingerprint() != entries[id_].fingerprint:
                suspects[id_] = (kind, "stale")
        remaining = [id_ for id_ in remaining if id_ not in documents and id_ not in failures]
    return suspects | {id_: (kinds()[0], "surplus") for id_ in remaining}


def _without_the_present(suspects: Suspects, entries: dict[str, Entry]) -> Suspects:
    """Marks are looked at before the entries are again: one drained in between shows there."""
    if not suspects:
        return {}
    excused = set(pending().filter(key__in=suspects).values_list("key", flat=True))
    excused |= set(DeadLetter.objects.filter(key__in=suspects).values_list("key", flat=True))
    stale = [key for key, (_, what) in suspects.items() if what == "stale"]
    excused |= set(EmbeddingTask.objects.filter(key__in=stale).values_list("key", flat=True))
    again = {entry.id: entry.version for entry in engine().held(list(suspects))}
    before = {id_: entry.version for id_, entry in entries.items()}
    return {
        key: found
        for key, found in suspects.items()
        if key not in excused and again.get(key) == before.get(key)
    }


def _noted(suspects: Suspects) -> dict[str, object]:
    if not suspects:
        return {}
    key, (kind, what) = next(iter(suspects.items()))
    log.warning("the index differs from the database; mending", count=len(suspects), key=key)
    return {
        "found": F("found") + len(suspects),
        "last_found": timezone.now(),
        "finding": f"{kind} {key} {WHAT[what]}",
    }
