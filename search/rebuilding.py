"""Whose turn it is to rebuild the index, and what is wanted of the rebuild.

One row tells: it is made when a rebuild is wanted, and goes when that ends. In between it outlives
whoever works on it, so that another process can go on from where it was.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from search import locks, previous
from search.models import OutboxMark, PreviousIndex, Purpose, RebuildState, Wish

_SILENT = dt.timedelta(minutes=5)
_held: set[uuid.UUID] = set()


class RebuildRunning(Exception):
    """There is a rebuild already that this one would be in the way of."""


class RebuildLost(Exception):
    """Another process took this rebuild for crashed, and goes on with it."""


class RebuildPaused(Exception):
    """An operator wants it to wait."""


class RebuildCancelled(Exception):
    """An operator does not want it any more."""


class NoRebuild(Exception):
    """There is nothing that this could be done to."""


def is_running() -> bool:
    """Also where nobody works on it right now: marks are kept until it ends."""
    return RebuildState.objects.exists()


def current() -> RebuildState | None:
    return RebuildState.objects.first()


def want(purpose: Purpose = Purpose.REBUILD) -> RebuildState:
    """Leave it to the indexer. Raises `RebuildRunning`, and `NoRebuild` for a way back to an index
    that is not kept."""
    with locks.swapping():
        if running := current():
            raise RebuildRunning(_in_the_way(running))
        return RebuildState.objects.create(purpose=purpose, generation=_known(purpose))


def claim(purpose: Purpose = Purpose.REBUILD, *, fresh: bool = False) -> RebuildState:
    """The rebuild that is this process's from now on: what was broken off, else a new one.

    `fresh`: nothing that is in an unfinished index counts. Raises as `want` does.
    """
    with locks.swapping():
        state = current()
        if state is None:
            state = RebuildState(purpose=purpose, generation=_known(purpose))
        elif state.purpose != purpose or state.wish != Wish.RUN or not _is_free(state):
            raise RebuildRunning(_in_the_way(state))
        if fresh:
            begin_anew(state)
        return _take(state)


def take_up() -> RebuildState | None:
    """Whatever is wanted or was broken off, where it is nobody's turn; else None."""
    state = current()
    if state is None or not _is_takeable(state):
        return None
    with locks.swapping():
        state = current()
        return _take(state) if state is not None and _is_takeable(state) else None


def begin_anew(state: RebuildState) -> None:
    """Of what a former run did nothing counts."""
    state.generation = state.kind = state.after = ""
    state.done = 0


def confirm(state: RebuildState) -> None:
    """A sign of life. Raises `RebuildLost`, `RebuildPaused`, `RebuildCancelled`."""
    if not _own(state).update(beat=timezone.now()):
        raise RebuildLost("this rebuild was taken for crashed; another process goes on with it")
    wish = _own(state).values_list("wish", flat=True).first()
    if wish == Wish.PAUSE:
        raise RebuildPaused
    if wish == Wish.CANCEL:
        raise RebuildCancelled


def save_position(state: RebuildState) -> None:
    """Of what is durable in its index. Raises as `confirm` does."""
    confirm(state)
    fields = ("generation", "kind", "after", "done", "total")
    _own(state).update(**{name: getattr(state, name) for name in fields})


def release(state: RebuildState, *, reason: str = "", paused: bool = False) -> None:
    """Somebody else's turn: all that was done stays."""
    _held.discard(state.token)
    changes = {"host": "", "process": 0, "reason": reason[:2000]}
    _own(state).update(**changes, **({"wish": Wish.PAUSE} if paused else {}))


def finish(state: RebuildState, *, replaced: str) -> None:
    """In the transaction of the swap: every applied mark has been replayed."""
    OutboxMark.objects.filter(applied=True).delete()
    _own(state).delete()
    previous.remember(replaced)
    _held.discard(state.token)


def abandon(state: RebuildState) -> None:
    """Leave everything as if the rebuild had not begun.

    What was drained meanwhile went into the index that answers; that it is drained once more is
    what notes it for the way back.
    """
    _held.discard(state.token)
    with locks.swapping():
        if _own(state).delete()[0]:
            OutboxMark.objects.filter(applied=True).update(applied=False)


def wish(what: Wish) -> RebuildState:
    """What an operator wants of the rebuild there is; whoever works on it soon notices. One that
    is cancelled while nobody does is the indexer's to clear away. Raises `NoRebuild`."""
    if not RebuildState.objects.exclude(wish=Wish.CANCEL).update(wish=what):
        raise NoRebuild("no rebuild is under way")
    return RebuildState.objects.get()


def _take(state: RebuildState) -> RebuildState:
    state.token, state.host, state.process = uuid.uuid4(), socket.gethostname(), os.getpid()
    state.beat, state.reason = timezone.now(), ""
    state.save()
    _held.add(state.token)
    return state


def _own(state: RebuildState) -> QuerySet[RebuildState]:
    return RebuildState.objects.filter(token=state.token)


def _known(purpose: Purpose) -> str:
    """The index that a way back leads to; "" for a new one."""
    if purpose == Purpose.REBUILD:
        return ""
    kept = PreviousIndex.objects.first()
    if kept is None:
        raise NoRebuild("no former index is kept to go back to")
    return kept.generation


def _in_the_way(state: RebuildState) -> str:
    if state.wish == Wish.PAUSE:
        return f"a {state.purpose} is paused; resume or cancel it first"
    if state.wish == Wish.CANCEL:
        return f"a {state.purpose} is being cancelled; try again in a moment"
    if state.purpose == Purpose.ROLLBACK:
        return f"the index is being rolled back already, by {state}"
    return f"the index is being rebuilt already, by {state}"


def _is_takeable(state: RebuildState) -> bool:
    return state.wish != Wish.PAUSE and _is_free(state)


def _is_free(state: RebuildState) -> bool:
    """Whether nobody works on it, as far as can be seen from here."""
    if not state.process or timezone.now() - state.beat > _SILENT:
        return True
    if state.host != socket.gethostname():
        return False
    if state.process == os.getpid():
        return state.token not in _held
    return not is_alive(state.process)


def is_alive(process: int) -> bool:
    """Whether this machine has a process of that id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
