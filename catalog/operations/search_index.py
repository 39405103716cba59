"""What administrators do about the search index; each entry into the audit trail with its act."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from catalog.access.caller import ADMINISTRATOR, Caller
from catalog.audit.record import record
from catalog.errors import Conflict, NotAllowed, NotFound
from search import drift, rebuilding
from search.models import DeadLetter, Purpose, Wish
from search.outbox import mark
from search.rebuilding import NoRebuild, RebuildRunning
from search.sources import kinds

_STEPS: dict[str, Callable[[], object]] = {
    "rebuild": lambda: rebuilding.want(Purpose.REBUILD),
    "rollback": lambda: rebuilding.want(Purpose.ROLLBACK),
    "pause": lambda: rebuilding.wish(Wish.PAUSE),
    "resume": lambda: rebuilding.wish(Wish.RUN),
    "cancel": lambda: rebuilding.wish(Wish.CANCEL),
    "check": drift.want_complete_check,
}


def may_operate(actor: Caller) -> bool:
    return ADMINISTRATOR in actor.labels


@transaction.atomic
def steer_index(*, actor: Caller, step: str) -> None:
    """`step`: rebuild, rollback, pause, resume, cancel or check; the indexer does it, soon.

    Raises NotAllowed, NotFound for another step, Conflict where it cannot be done now."""
    _require(actor)
    if step not in _STEPS:
        raise NotFound
    try:
        _STEPS[step]()
    except (RebuildRunning, NoRebuild) as error:
        raise Conflict(f"Nothing was changed: {error}.") from None
    record(actor=actor, action=f"index.{step}", object_type="index", object_id="search")


@transaction.atomic
def retry_dead_letters(*, actor: Caller, letter_id: int | None = None) -> int:
    """Mark a given-up document, or all of them, to be indexed once more; answers how many. A letter
    goes when its document is in the index. Raises NotAllowed, NotFound."""
    _require(actor)
    letters = DeadLetter.objects.filter(kind__in=kinds())
    if letter_id is not None:
        letters = letters.filter(pk=letter_id)
        if not letters:
            raise NotFound("This document has been indexed, or dismissed, in the meantime.")
    by_kind: dict[str, list[str]] = {}
    for kind, key in letters.values_list("kind", "key"):
        by_kind.setdefault(kind, []).append(key)
    count = sum(mark(kind, keys) for kind, keys in by_kind.items())
    record(
        actor=actor, action="index.retry", object_type="index", object_id="search", documents=count
    )
    return count


@transaction.atomic
def dismiss_dead_letter(*, actor: Caller, letter_id: int) -> None:
    """Take it off the list; its document stays out of the index until it changes. Raises
    NotAllowed, NotFound."""
    _require(actor)
    letter = DeadLetter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise NotFound("This document has been indexed, or dismissed, in the meantime.")
    letter.delete()
    record(
        actor=actor,
        action="index.dismiss",
        object_type=letter.kind,
        object_id=letter.key,
        reason=letter.reason[:500],
    )


def _require(actor: Caller) -> None:
    if not may_operate(actor):
        raise NotAllowed("This is for administrators.")
