"""Whose turn it is to rebuild the index: one process at a time, and crashed ones are found out."""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid

from django.utils import timezone

from search import locks
from search.models import OutboxMark, RebuildState

_SILENT = dt.timedelta(minutes=5)
_held: set[uuid.UUID] = set()


class RebuildRunning(Exception):
    """Another process is rebuilding."""


class RebuildLost(Exception):
    """Another process took this rebuild for crashed, and took over or cleared it."""


def is_running() -> bool:
    """Also while what is left of a crashed rebuild has not been cleared, which errs to safety:
    marks are kept."""
    return RebuildState.objects.exists()


def claim() -> uuid.UUID:
    """The token of the rebuild that begins now. Raises `RebuildRunning`."""
    with locks.swapping():
        clear_stale()
        if running := RebuildState.objects.first():
            raise RebuildRunning(f"the index is being rebuilt already, by {running}")
        token = uuid.uuid4()
        RebuildState.objects.create(token=token, host=socket.gethostname(), process=os.getpid())
    _held.add(token)
    return token


def clear_stale() -> bool:
    """Remove what a crashed rebuild left; answers whether there was anything.

    What was drained meanwhile went into the index that answers, so draining it once more is
    only a matter of caution: it is cheap, and right wherever the crash was.
    """
    with locks.swapping():
        state = RebuildState.objects.first()
        if state is not None and not _is_stale(state):
            return False
        RebuildState.objects.all().delete()
        left = OutboxMark.objects.filter(applied=True).update(applied=False)
        return state is not None or left > 0


def confirm(token: uuid.UUID, *, done: int) -> None:
    """A sign of life. Raises `RebuildLost`."""
    if not RebuildState.objects.filter(token=token).update(beat=timezone.now(), done=done):
        raise RebuildLost("this rebuild was taken for crashed; another may have begun since")


def finish(token: uuid.UUID) -> None:
    """In the transaction of the swap: every applied mark has been replayed."""
    OutboxMark.objects.filter(applied=True).delete()
    RebuildState.objects.filter(token=token).delete()
    _held.discard(token)


def abandon(token: uuid.UUID) -> None:
    """Leave everything as if the rebuild had not begun."""
    _held.discard(token)
    with locks.swapping():
        if RebuildState.objects.filter(token=token).delete()[0]:
            OutboxMark.objects.filter(applied=True).update(applied=False)


def _is_stale(state: RebuildState) -> bool:
    if timezone.now() - state.beat > _SILENT:
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
