"""`manage.py check_index`: what differs between the database and the index."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.engines.base import EngineDown
from search.integrity import Checked, check_index
from search.problems import Problem
from search.report import add_format, write


class Command(BaseCommand):
    help = "Compare the index with the database; exit status 1 where something differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="index anew what differs")
        parser.add_argument("--batch", type=int, default=500, help="documents at a time")
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = check_index(repair=options["repair"], batch=options["batch"])
        except EngineDown as down:
            advice = "start the engine, or look at its log; then check again"
            write(self.stdout, options["format"], {}, [Problem("engine", str(down), advice)])
            sys.exit(1)
        counts = dataclasses.asdict(found)
        del counts["problems"]
        write(self.stdout, options["format"], counts, found.problems)
        if _is_wrong(found, repaired=options["repair"]):
            sys.exit(1)


def _is_wrong(found: Checked, *, repaired: bool) -> bool:
    return bool(found.unrepaired + found.unbuildable if repaired else found.differences)
