"""A new index beside the one that answers, filled from the database and swapped in."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

import structlog

from search import previous, rebuilding
from search.engine import engine
from search.engines.base import EngineDown, Gone, Rebuild
from search.filling import Filling, Progress, Reindexed, silent
from search.models import Purpose, RebuildState
from search.rebuilding import NoRebuild, RebuildCancelled, RebuildLost, RebuildPaused

log = structlog.get_logger("holotype.indexer")
__all__ = ["Progress", "Reindexed", "ensure_index", "go_on", "reindex", "roll_back"]


def reindex(
    *,
    progress: Progress = silent,
    batch: int = 500,
    rate: float | None = None,
    fresh: bool = False,
) -> Reindexed:
    """Build the index anew, or go on with a rebuild that was broken off (not where `fresh`);
    searches are answered by the old one until the swap.

    `rate`: documents a second, 0 for as fast as it goes; the settings' one by default.
    `progress(kind, done)` is called after every batch with how many documents are in; what it
    raises breaks off the rebuild, like any error: what is done stays done, and the indexer goes on
    with it. Raises `RebuildRunning`, `RebuildLost`, `RebuildPaused`, `RebuildCancelled`,
    `EngineDown`. Why nothing is lost: `search.filling`.
    """
    return _work(rebuilding.claim(fresh=fresh), progress, batch, rate)


def roll_back(*, progress: Progress = silent, batch: int = 500) -> Reindexed:
    """Let the index that was replaced answer again, brought up to now first. Raises as `reindex`
    does, and `NoRebuild` where none is kept."""
    return _work(rebuilding.claim(Purpose.ROLLBACK), progress, batch, 0)


def go_on(*, progress: Progress = silent, batch: int = 500) -> Reindexed | None:
    """Do what somebody left: a rebuild or way back that is wanted or was broken off, and those that
    were cancelled while nobody worked on them. None where there is nothing."""
    state = rebuilding.take_up()
    if state is None:
        return None
    log.info("taking up", purpose=state.purpose, done=state.done, total=state.total)
    with contextlib.suppress(RebuildPaused, RebuildCancelled, RebuildLost, NoRebuild):
        return _work(state, progress, batch, None)
    return None


def ensure_index(*, progress: Progress = silent) -> Reindexed | None:
    """Build the index where there is none that can be used. Draining into a new, empty one
    instead would leave out all that was registered before. Raises `EngineDown`."""
    if not engine().needs_rebuild():
        return None
    log.warning("the index is missing or was made by another version; rebuilding it")
    try:
        done = reindex(progress=progress)
    except (rebuilding.RebuildRunning, RebuildPaused, RebuildCancelled, RebuildLost) as other:
        raise EngineDown(f"the search index is being built: {other}") from other
    log.info("rebuilt", **dataclasses.asdict(done) | {"problems": len(done.problems)})
    return done


def _work(state: RebuildState, progress: Progress, batch: int, rate: float | None) -> Reindexed:
    try:
        with _opened(state) as new:
            return Filling(new, state, batch=batch, rate=rate, progress=progress).to_the_end()
    except RebuildCancelled:
        _clear_away(state)
        raise
    except Exception as error:
        is_paused = isinstance(error, RebuildPaused)
        rebuilding.release(state, reason="" if is_paused else str(error))
        raise
    except BaseException:  # Ctrl-C: nobody who presses it wants the indexer to go on at once
        rebuilding.release(state, paused=True)
        raise


@contextlib.contextmanager
def _opened(state: RebuildState) -> Iterator[Rebuild]:
    """The index of `state`, which stays from now on whatever happens to this process."""
    rebuilding.confirm(state)
    with contextlib.ExitStack() as stack:
        try:
            new = stack.enter_context(engine().rebuild(state.generation))
        except Gone as gone:
            if state.purpose == Purpose.ROLLBACK:
                rebuilding.abandon(state)
                previous.forget()
                raise NoRebuild(f"the former index cannot be gone back to: {gone}") from gone
            rebuilding.begin_anew(state)
            new = stack.enter_context(engine().rebuild())
        new.keep()
        state.generation = new.name
        rebuilding.save_position(state)
        yield new


def _clear_away(state: RebuildState) -> None:
    rebuilding.abandon(state)
    if state.generation and state.purpose == Purpose.REBUILD:
        with contextlib.suppress(EngineDown):  # else the next rebuild removes it
            engine().discard(state.generation)
