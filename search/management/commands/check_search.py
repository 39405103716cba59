"""`manage.py check_search`: what an operator should mend for search to work."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.engine import engine
from search.monitoring import Indexing, indexing
from search.problems import Problem
from search.report import add_format, write

_LATE = 60.0  # seconds


class Command(BaseCommand):
    help = (
        "Say what keeps search from working: the server's version, rights and room, a backlog, "
        "dead letters, a rebuild that fails; exit status 1 where there is anything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = indexing()
        problems = [
            Problem("engine", problem, "see docs/how-to/operate.md")
            for problem in engine().problems()
        ]
        problems += _of(now)
        counts = {
            "backlog": now.backlog,
            "lag_seconds": int(now.lag),
            "dead_letters": now.dead_letters,
            "drift": now.drift.found if now.drift else 0,
        }
        write(self.stdout, options["format"], counts, problems)
        if problems:
            sys.exit(1)


def _of(now: Indexing) -> list[Problem]:
    problems = []
    if now.lag > _LATE:
        what = f"the oldest change has waited for {now.lag:,.0f} seconds"
        problems.append(Problem("outbox", what, "see that manage.py run_indexer or serve runs"))
    if now.dead_letters:
        what = f"{now.dead_letters:,} documents were given up"
        advice = "read their reasons on the page Search index, mend them and retry"
        problems.append(Problem("dead letters", what, advice))
    if now.rebuild is not None and now.rebuild.reason:
        what = f"the {now.rebuild.purpose} was broken off: {now.rebuild.reason}"
        problems.append(Problem("index", what, "mend that, or run manage.py reindex cancel"))
    return problems
