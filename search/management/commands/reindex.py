"""`manage.py reindex`: the index anew, from the database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineDown
from search.rebuilding import RebuildLost, RebuildRunning
from search.reindex import reindex
from search.report import add_format, write


class Command(BaseCommand):
    help = "Rebuild the search index from the database, and swap it in; searches go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="documents at a time")
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = reindex(progress=self._progress(), batch=options["batch"])
        except RebuildRunning as running:
            raise CommandError(f"{running}; wait for it to end") from None
        except (EngineDown, RebuildLost) as error:
            raise CommandError(f"nothing was changed: {error}") from error
        counts = {"written": done.written, "replayed": done.replayed, "failed": done.failed}
        write(self.stdout, options["format"], counts, done.problems)

    def _progress(self) -> Any:
        """At most one line a second, on stderr."""
        said = time.monotonic()

        def progress(kind: str, done: int) -> None:
            nonlocal said
            if time.monotonic() - said >= 1:
                said = time.monotonic()
                self.stderr.write(f"{kind}: {done:,}")

        return progress
