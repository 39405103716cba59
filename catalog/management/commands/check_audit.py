"""`manage.py check_audit`: whether the audit trail is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.audit.record import broken_links
from catalog.models import AuditEntry
from search.problems import Problem
from search.report import add_format, write


class Command(BaseCommand):
    help = "Walk the hash chain of the audit trail; exit 1 where it is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [_problem(number) for number in broken_links()]
        counts = {"entries": AuditEntry.objects.count(), "broken": len(problems)}
        write(self.stdout, options["format"], counts, problems)
        if problems:
            raise CommandError("the audit trail is broken")


def _problem(number: int) -> Problem:
    return Problem(
        where=f"audit entry {number}" if number else "the end of the trail",
        what="changed, or the entry before it is missing" if number else "cut off",
        what_to_do="compare with a backup: somebody went past the database's own triggers",
    )
