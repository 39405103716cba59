"""A new index beside the one that answers, filled from the database and swapped in."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence

import structlog
from django.db import transaction

from search import locks, rebuilding
from search.changes import put
from search.clock import tick
from search.drain import drain
from search.engine import engine
from search.engines.base import EngineDown, Rebuild
from search.listeners import announce
from search.models import DeadLetter, OutboxMark
from search.problems import MOST_LISTED, Problem
from search.sources import sources

log = structlog.get_logger("holotype.indexer")
Progress = Callable[[str, int], None]
_FEW = 500
_ROUNDS = 10


@dataclasses.dataclass(slots=True)
class Reindexed:
    """Documents `written`, marks `replayed`, documents that `failed` (their `problems`, at most
    1,000, say why; they are not in the new index)."""

    written: int = 0
    replayed: int = 0
    failed: int = 0
    problems: list[Problem] = dataclasses.field(default_factory=list)


def reindex(*, progress: Progress = lambda kind, done: None, batch: int = 500) -> Reindexed:
    """Build the index anew; searches are answered by the old one until the swap.

    What changes meanwhile leaves marks. They are drained into the old index as ever, kept, and
    replayed into the new one: in rounds while there are many, the rest in the transaction of the
    swap. There no drain is under way (`locks.swapping`), so that at the swap nothing that was
    drained is unknown to the new index, removals and narrowed rights included.

    `progress(kind, done)` is called after every batch; what it raises ends the rebuild, like any
    error, with everything as it was. Raises `RebuildRunning`, `RebuildLost`, `EngineDown`.
    """
    token = rebuilding.claim()
    try:
        with engine().rebuild() as new:
            return _Run(new, token, batch, progress).to_the_end()
    except BaseException:
        rebuilding.abandon(token)
        raise


def ensure_index(*, progress: Progress = lambda kind, done: None) -> Reindexed | None:
    """Build the index where there is none that can be used. Draining into a new, empty one
    instead would leave out all that was registered before. Raises `EngineDown`."""
    if not engine().needs_rebuild():
        return None
    log.warning("the index is missing or was made by another version; rebuilding it")
    try:
        done = reindex(progress=progress)
    except rebuilding.RebuildRunning as running:
        raise EngineDown(str(running)) from running
    log.info("rebuilt", written=done.written, replayed=done.replayed, failed=done.failed)
    return done


class _Run:
    def __init__(self, new: Rebuild, token: uuid.UUID, batch: int, progress: Progress) -> None:
        self._new, self._token, self._batch, self._progress = new, token, batch, progress
        self._seen: set[int] = set()  # marks that are in the new index
        self._failed: set[int] = set()
        self._result = Reindexed()

    def to_the_end(self) -> Reindexed:
        self._fill()
        for _ in range(_ROUNDS):
            if self._replay() < _FEW:
                break
            self._keep_up()
        with locks.swapping():
            self._confirm()
            self._replay()
            self._new.publish()
            self._leave_pending(self._failed)
            rebuilding.finish(self._token)
        for some in _batches(sorted(self._seen - self._failed), self._batch):
            _remove(some)
        return self._result

    def _fill(self) -> None:
        for kind in sources():
            done = 0
            for keys in keys_of(kind, self._batch):
                self._write(kind, keys)
                done += len(keys)
                self._keep_up()
                self._progress(kind, done)

    def _write(self, kind: str, keys: Sequence[str]) -> None:
        result = put(self._new, kind, keys, tick())
        self._result.written += result.written
        DeadLetter.objects.filter(kind=kind, key__in=keys).delete()
        for key, reason in result.failures.items():
            self._note(kind, key, reason)
            DeadLetter.objects.update_or_create(kind=kind, key=key, defaults={"reason": reason})

    def _replay(self) -> int:
        """Marks that are not in the new index yet, by pages, whatever order they came in."""
        replayed, last = 0, 0
        while page := list(OutboxMark.objects.filter(id__gt=last).order_by("id")[: self._batch]):
            last = page[-1].id
            fresh = [mark for mark in page if mark.id not in self._seen]
            self._seen.update(mark.id for mark in fresh)
            for kind, marks in itertools.groupby(
                sorted(fresh, key=lambda mark: mark.kind), lambda mark: mark.kind
            ):
                self._replay_kind(kind, list(marks))
            replayed += len(fresh)
        self._result.replayed += replayed
        return replayed

    def _replay_kind(self, kind: str, marks: Sequence[OutboxMark]) -> None:
        result = put(self._new, kind, list({mark.key: None for mark in marks}), tick())
        failed = {mark.id for mark in marks if mark.key in result.failures}
        if failed:  # the drainer tries them again, and gives them up in the end
            self._failed |= failed

    def _leave_pending(self, ids: set[int]) -> None:
        for some in _batches(ids, self._batch):
            OutboxMark.objects.filter(id__in=some).update(applied=False)

    def _keep_up(self) -> None:
        """The index that answers does not wait for the rebuild; where it is away, its marks do."""
        self._confirm()
        with contextlib.suppress(EngineDown):
            drain(self._batch)

    def _confirm(self) -> None:
        rebuilding.confirm(self._token, done=self._result.written)

    def _note(self, kind: str, key: str, reason: str) -> None:
        self._result.failed += 1
        if len(self._result.problems) < MOST_LISTED:
            advice = "mend what the reason names, then run check_index --repair"
            self._result.problems.append(Problem(f"{kind} {key}", reason, advice))


def keys_of(kind: str, batch: int) -> Iterator[Sequence[str]]:
    """All keys of a kind, in batches."""
    source, after = sources()[kind], None
    while keys := source.keys(after, batch):
        yield keys
        after = keys[-1]


def _remove(ids: Sequence[int]) -> None:
    """Marks that the new index has taken in, drained before or not."""
    with transaction.atomic():
        marks = OutboxMark.objects.filter(id__in=ids)
        announce(set(marks.values_list("kind", "key")))
        marks.delete()


def _batches(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    remaining = iter(ids)
    while some := list(itertools.islice(remaining, size)):
        yield some
