"""From the outbox into the index."""

from __future__ import annotations

import dataclasses
import datetime as dt
import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from search import locks, previous, rebuilding
from search.changes import put
from search.clock import tick
from search.document import Change
from search.engine import engine
from search.listeners import announce
from search.models import DeadLetter, OutboxMark
from search.outbox import pending, taken

log = structlog.get_logger("holotype.outbox")
ATTEMPTS = 5
AT_ONCE = 500  # marks
_SHARE = 4  # to so many of the oldest marks at most one prompt one of a backlog


@dataclasses.dataclass(frozen=True, slots=True)
class Drained:
    """`marks` looked at; documents `written` and `removed`; keys `put_off` to be tried again and
    keys given up as `dead` letters. `prompt`: marks among them of what people change; `more`:
    others may be due."""

    marks: int = 0
    written: int = 0
    removed: int = 0
    put_off: int = 0
    dead: int = 0
    prompt: int = 0
    more: bool = False


def drain(limit: int = AT_ONCE) -> Drained:
    """Bring the index up to `limit` of the marks that are due, and remove these marks.

    They are the oldest. Where there are more, the newest of the prompt ones come first, at most a
    quarter as many, in a commit of their own: what somebody changes is found soon behind however
    many others, and these go on all the same.

    The order is what makes it right: marks, then a version, then the rows. Let L be the last
    change of a key, and D the drainer that removes L's mark. D saw the mark, so L was committed
    when D took its version. Any drainer that read the key's row before L was committed had taken
    its own version earlier still, so a lower one; the engine drops its change where it arrives
    after D's. A drainer with a higher version than D's read after L, which is the same content.
    Marks are removed by id, exactly those that were seen. So it does not matter in which order
    transactions commit (a mark with a lower id may appear later; nothing keeps a position in
    the sequence), nor in which order marks are taken, nor how many drain at once, nor where a
    process dies: a mark that was not removed is drained again. It takes READ COMMITTED
    (PostgreSQL's default): `search.checks`.

    Raises `EngineDown`, the marks untouched. A document that fails is tried again later, and is a
    dead letter after `ATTEMPTS`.
    """
    if not _due().exists():
        return Drained()
    with locks.draining():
        oldest = list(taken(_due().order_by("id"))[:limit])
        is_more = len(oldest) == limit
        first = _bring(_prompt(oldest[-1].id, limit // _SHARE)) if is_more else Drained()
        return _both(first, _bring(oldest), is_more=is_more)


def _bring(marks: Sequence[OutboxMark]) -> Drained:
    """Into the index."""
    if not marks:
        return Drained()
    version = tick()
    written = removed = 0
    failures: dict[str, str] = {}
    for kind, keys in _by_kind(marks).items():
        done = put(engine(), kind, keys, version)
        written, removed = written + done.written, removed + done.removed
        failures |= done.failures
    put_off, dead = _settle(marks, failures, version)
    prompt = sum(mark.prompt for mark in marks)
    return Drained(len(marks), written, removed, put_off, dead, prompt)


def _both(first: Drained, other: Drained, *, is_more: bool) -> Drained:
    counts = map(operator.add, dataclasses.astuple(first), dataclasses.astuple(other))
    return dataclasses.replace(Drained(*counts), more=is_more)


def _due() -> QuerySet[OutboxMark]:
    return pending().filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))


def _prompt(after: int, limit: int) -> list[OutboxMark]:
    """The newest ones beyond the mark `after`."""
    return list(taken(_due().filter(prompt=True, id__gt=after).order_by("-id"))[:limit])


def _by_kind(marks: Sequence[OutboxMark]) -> Mapping[str, list[str]]:
    keys: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for mark in marks:
        keys[mark.kind][mark.key] = None
    return {kind: list(unique) for kind, unique in keys.items()}


def _settle(
    marks: Sequence[OutboxMark], failures: Mapping[str, str], version: int
) -> tuple[int, int]:
    """Remove what is done (or leave it for a running rebuild to replay), put off what failed."""
    done = [mark for mark in marks if mark.key not in failures]
    failed = [mark for mark in marks if mark.key in failures]
    dead = {mark.key for mark in failed if mark.attempts + 1 >= ATTEMPTS}
    _hide([mark for mark in failed if mark.key in dead], version)
    with transaction.atomic():
        finished = OutboxMark.objects.filter(
            id__in=[mark.id for mark in done] + [mark.id for mark in failed if mark.key in dead]
        )
        if rebuilding.is_running():
            finished.update(applied=True)
        else:
            previous.note([*done, *(mark for mark in failed if mark.key in dead)])
            finished.delete()
        DeadLetter.objects.filter(key__in={mark.key for mark in done}).delete()
        announce({(mark.kind, mark.key) for mark in done})
        for mark in failed:
            (_bury if mark.key in dead else _put_off)(mark, failures[mark.key])
    return len(failures.keys() - dead), len(dead)


def _hide(marks: Sequence[OutboxMark], version: int) -> None:
    """A dead letter that should have narrowed somebody's sight: better nobody finds it."""
    gone = {mark.key for mark in marks if mark.restricting}
    if gone:
        engine().apply([Change(key, version, None) for key in sorted(gone)])


def _put_off(mark: OutboxMark, reason: str) -> None:
    wait = dt.timedelta(seconds=2**mark.attempts)
    OutboxMark.objects.filter(id=mark.id).update(
        attempts=mark.attempts + 1, retry_at=timezone.now() + wait, reason=reason
    )


def _bury(mark: OutboxMark, reason: str) -> None:
    log.error("document given up", kind=mark.kind, key=mark.key, reason=reason)
    DeadLetter.objects.update_or_create(
        kind=mark.kind,
        key=mark.key,
        defaults={"reason": reason, "attempts": mark.attempts + 1, "created": timezone.now()},
    )
