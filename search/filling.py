"""Bringing an index up to the database while both go on, over as many processes as it takes.

Why the index that is swapped in lacks nothing. Let B be the moment when the rebuild's row was
committed (`search.rebuilding`); no drain was under way then that had marks to remove (`swapping`).

1. A change whose mark was removed before B was committed before B. The filling reads every row
   after B, so it reads this change or a later one.
2. A mark that is there at B, or made later, is kept while the row is there: drains only set it to
   `applied`. The row outlives every process, so this holds across crashes, pauses and whoever goes
   on. All of these marks are replayed: the last of them in the transaction of the swap, in which
   no drain is under way, so that none is drained that was not replayed.
3. Where the row says "up to `after`", these documents were applied *and then* committed to the
   index before the row was written. A process that goes on reads everything above `after` again,
   and replays all marks again, those too that its forerunner had replayed: its changes carry
   higher versions, and what arrives late from a forerunner, also from one that was taken for dead,
   is dropped by its lower version. Such a one cannot publish: `confirm` in the transaction of the
   swap finds that the token is another's.
4. Rows with keys below `after` that were made meanwhile have left marks (2).

The way back to the replaced index is the same, with other keys to fill in: those that were noted
since it was replaced (`search.previous`). At that swap it had taken in all marks but those that
still stood, and every mark that was removed since has its key noted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic, sleep

from django.db import transaction

from search import locks, previous, rebuilding
from search.changes import put
from search.clock import tick
from search.configuration import configured
from search.document import Change
from search.drain import drain
from search.engines.base import EngineDown, Rebuild
from search.listeners import announce
from search.models import DeadLetter, OutboxMark, Purpose, RebuildState
from search.outbox import taken
from search.pace import Pace
from search.problems import MOST_LISTED, Problem
from search.sources import keys_of_kind, kinds

Progress = Callable[[str, int], None]
_FEW = 500
_ROUNDS = 10
_SAVE_EVERY = 5.0  # seconds; what is done in between is done again after a crash
_LOOK_EVERY = 0.2  # seconds between looks at the outbox while the pace is kept
_COUNTED_AT_ONCE = 10_000


@dataclasses.dataclass(slots=True)
class Reindexed:
    """Documents `written`, marks `replayed`, documents that `failed` (their `problems`, at most
    1,000, say why; they are not in the new index). `resumed`: how many an earlier run had done."""

    written: int = 0
    replayed: int = 0
    failed: int = 0
    resumed: int = 0
    problems: list[Problem] = dataclasses.field(default_factory=list)


def silent(kind: str, done: int) -> None:
    """No progress is told."""


class Filling:
    """One run of it; see the top of this module."""

    def __init__(
        self,
        new: Rebuild,
        state: RebuildState,
        *,
        batch: int,
        rate: float | None,
        progress: Progress,
    ) -> None:
        self._new, self._state, self._batch, self._progress = new, state, batch, progress
        self._is_rollback = state.purpose == Purpose.ROLLBACK
        self._pace = Pace(configured("REINDEX_RATE", 0) if rate is None else rate)
        self._saved = monotonic()
        self._seen: set[int] = set()  # marks that are in the new index
        self._failed: set[int] = set()
        self._result = Reindexed(resumed=state.done)

    def to_the_end(self) -> Reindexed:
        if self._is_rollback:
            self._catch_up()
        else:
            self._fill()
        for _ in range(_ROUNDS):
            if self._replay() < _FEW:
                break
            self._keep_up()
        with locks.swapping():
            rebuilding.confirm(self._state)
            self._replay()
            replaced = self._new.publish()
            self._leave_pending(self._failed)
            rebuilding.finish(self._state, replaced=replaced)
        self._remove(sorted(self._seen - self._failed))
        return self._result

    def _remove(self, ids: Sequence[int]) -> None:
        """Marks that still stand although the index that answers now knows: the replaced one never
        saw them. Those that a drain has in hand it removes itself."""
        for some in _batches(ids, self._batch):
            with transaction.atomic():
                marks = list(taken(OutboxMark.objects.filter(id__in=some)))
                previous.note(marks)
                announce({(mark.kind, mark.key) for mark in marks})
                OutboxMark.objects.filter(id__in=[mark.id for mark in marks]).delete()

    def _fill(self) -> None:
        state = self._state
        if not state.total:
            state.total = sum(len(some) for kind in kinds() for some in _counted(kind))
        for kind in self._kinds_to_do():
            # "" is what is written down where no key was reached: of a kind without rows, too.
            after = (state.after or None) if kind == state.kind else None
            state.kind, state.after = kind, after or ""
            for keys in keys_of_kind(kind, self._batch, after=after):
                self._write(kind, keys)
                state.after = keys[-1]
                self._advance(kind, len(keys))
        self._save()

    def _kinds_to_do(self) -> Sequence[str]:
        """From where the last run was; all, where the settings have lost its kind."""
        known = kinds()
        return known[known.index(self._state.kind) :] if self._state.kind in known else known

    def _catch_up(self) -> None:
        """Few enough to begin again with each run."""
        self._state.done, self._state.total = 0, previous.count_missed()
        for kind in kinds():
            for keys in previous.missed(kind, self._batch):
                self._write(kind, keys)
                self._advance(kind, len(keys))
        self._save()

    def _write(self, kind: str, keys: Sequence[str]) -> None:
        version = tick()
        result = put(self._new, kind, keys, version)
        self._result.written += result.written
        if self._is_rollback and result.failures:
            # The former index has them as they were, perhaps for more eyes than today.
            self._new.apply([Change(key, version, None) for key in result.failures])
        DeadLetter.objects.filter(kind=kind, key__in=keys).delete()
        for key, reason in result.failures.items():
            self._note(kind, key, reason)
            DeadLetter.objects.update_or_create(kind=kind, key=key, defaults={"reason": reason})

    def _advance(self, kind: str, count: int) -> None:
        """After a batch: the pace is kept, and meanwhile the index that answers is kept up."""
        self._state.done += count
        if monotonic() - self._saved >= _SAVE_EVERY:
            self._save()
        self._keep_up()
        self._progress(kind, self._state.done)
        self._pace.spend(count)
        while owed := self._pace.owed():
            sleep(min(owed, _LOOK_EVERY))
            self._keep_up()
            self._progress(kind, self._state.done)

    def _save(self) -> None:
        """First the index, then the row that says so."""
        self._new.commit()
        rebuilding.save_position(self._state)
        self._saved = monotonic()

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
        rebuilding.confirm(self._state)
        with contextlib.suppress(EngineDown):
            drain(self._batch)

    def _note(self, kind: str, key: str, reason: str) -> None:
        self._result.failed += 1
        if len(self._result.problems) < MOST_LISTED:
            advice = "mend what the reason names, then run check_index --repair"
            self._result.problems.append(Problem(f"{kind} {key}", reason, advice))


def _counted(kind: str) -> Iterator[Sequence[str]]:
    return keys_of_kind(kind, _COUNTED_AT_ONCE)


def _batches(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    remaining = iter(ids)
    while some := list(itertools.islice(remaining, size)):
        yield some
