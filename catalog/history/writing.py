"""Keeping the repository up to date: a chore of the indexer's process."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings

from catalog.history.repository import History, Unusable
from catalog.models import Publication
from search.lifeline import StopSign

log = structlog.get_logger("holotype.history")
SLICE = 1.0


def folder() -> Path:
    """Where the repository is; nothing is there before the first publication."""
    return Path(settings.GIT_ROOT) / "holotype.git"


def work(stop: StopSign) -> bool:
    """Commit what was published since, for about a second; whether there is more.

    A repository that is damaged, or that tells of another database than this one, is written
    anew. Several processes of one machine take turns; each machine may have a repository of its
    own, since all write the same.
    """
    newest = Publication.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or (_written == (folder(), newest) and folder().exists()):
        return False
    with _alone() as mine:
        return mine and _catch_up(stop)


# What this process wrote last: an idle chore need not open the repository.
_written: tuple[Path, int] | None = None


def _catch_up(stop: StopSign) -> bool:
    try:
        history = History(folder())
        try:
            more = _append(history, stop)
            _remember(history.last())
            return more
        finally:
            history.close()
    except Unusable as error:
        log.warning("the git repository is written anew", why=str(error))
        shutil.rmtree(folder(), ignore_errors=True)
        return True


def _remember(last: int) -> None:
    global _written
    _written = folder(), last


def _append(history: History, stop: StopSign) -> bool:
    until = time.monotonic() + SLICE
    rows = Publication.objects.filter(pk__gt=history.last()).order_by("pk")
    for publication in rows.iterator():
        if stop.is_set() or time.monotonic() > until:
            return True
        history.append(publication)
    return False


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process writes now; the kernel drops the lock of one that was killed."""
    root = Path(settings.GIT_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
