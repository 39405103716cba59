"""`manage.py reindex`: the index anew, from the database; and what is done with such a rebuild."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import previous, rebuilding
from search.engines.base import EngineDown
from search.models import Wish
from search.problems import Problem
from search.rebuilding import (
    NoRebuild,
    RebuildCancelled,
    RebuildLost,
    RebuildPaused,
    RebuildRunning,
)
from search.reindex import Progress, Reindexed, go_on, reindex, roll_back
from search.report import add_format, write

_ACTIONS = {
    "run": "build it anew, or go on with a rebuild that was broken off",
    "status": "how far a rebuild is",
    "pause": "let it wait",
    "resume": "let the indexer go on with it",
    "cancel": "give it up; the index that answers stays",
    "rollback": "let the index that was replaced last answer again, brought up to now",
}
Report = tuple[dict[str, int], list[Problem]]


class Command(BaseCommand):
    help = "Rebuild the search index from the database, and swap it in; searches go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        told = "; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())
        parser.add_argument("action", nargs="?", choices=_ACTIONS, default="run", help=told)
        parser.add_argument("--batch", type=int, default=500, help="documents at a time")
        parser.add_argument("--rate", type=float, help="documents a second (0: no limit)")
        parser.add_argument("--fresh", action="store_true", help="go on with nothing unfinished")
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts, problems = self._do(options)
        except (RebuildRunning, NoRebuild) as error:
            raise CommandError(str(error)) from None
        except RebuildPaused:
            raise CommandError("paused; `reindex resume` goes on with it") from None
        except RebuildCancelled:
            raise CommandError("cancelled; the index that answers is as it was") from None
        except (EngineDown, RebuildLost) as error:
            raise CommandError(f"broken off; the indexer goes on with it: {error}") from error
        except KeyboardInterrupt:
            raise CommandError("paused; `reindex resume` or `reindex cancel`") from None
        write(self.stdout, options["format"], counts, problems)

    def _do(self, options: dict[str, Any]) -> Report:
        action, batch = options["action"], options["batch"]
        if action == "run":
            asked = {"rate": options["rate"], "fresh": options["fresh"]}
            return _done(reindex(progress=self._progress(), batch=batch, **asked))
        if action == "rollback":
            return _done(roll_back(progress=self._progress(), batch=batch))
        if action != "status":
            _WISHES[action]()
        return _status()

    def _progress(self) -> Progress:
        """At most one line a second, on stderr."""
        said = time.monotonic()

        def progress(kind: str, done: int) -> None:
            nonlocal said
            if time.monotonic() - said >= 1:
                said = time.monotonic()
                self.stderr.write(f"{kind}: {done:,}")

        return progress


def _cancel() -> None:
    """At once where nobody works on it."""
    rebuilding.wish(Wish.CANCEL)
    go_on()


_WISHES: dict[str, Callable[[], object]] = {
    "pause": lambda: rebuilding.wish(Wish.PAUSE),
    "resume": lambda: rebuilding.wish(Wish.RUN),
    "cancel": _cancel,
}


def _done(result: Reindexed) -> Report:
    names = ("written", "replayed", "failed", "resumed")
    return {name: getattr(result, name) for name in names}, result.problems


def _status() -> Report:
    state = rebuilding.current()
    counts = {
        "rebuilds": int(state is not None),
        "done": state.done if state else 0,
        "total": state.total if state else 0,
        "missed": previous.count_missed(),
    }
    if state is None:
        return counts, []
    what = f"{state.purpose}, {state.wish}, {state}"
    advice = "reindex pause, resume or cancel"
    problem = Problem("index", f"{what}; {state.reason}" if state.reason else what, advice)
    return counts, [problem]
