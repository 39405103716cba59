"""`manage.py migrate_records SCHEMA OLD NEW`: rehearse, apply or undo, to the end."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.access.caller import Caller
from catalog.errors import ServiceError
from catalog.management.acting import acting, add_user
from catalog.management.folders import write_report
from catalog.management.progress import Progress
from catalog.migrating.drafting import edit_migration, propose_migration
from catalog.migrating.lookup import counts_of, hidden, outcomes_seen
from catalog.migrating.running import (
    rehearse_migration,
    resume_run,
    run_migration,
    undo_migration,
)
from catalog.migrating.working import work_once
from catalog.models import Migration, MigrationOutcome, MigrationRun
from catalog.schemas.limits import RECORD
from catalog.schemas.migration import read_operations
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from search.lifeline import StopSign
from search.problems import Problem

_LISTED = 1_000
_LOOK_AGAIN = 0.5  # seconds, where another process is at the run


class Command(BaseCommand):
    help = (
        "Migrate the records of a schema from one version to another. Without --apply or --undo"
        " nothing is changed: the records are only rehearsed. A run that was stopped or killed"
        " goes on when the command is given again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("schema", help="such as aind/subject")
        parser.add_argument("old", help="the version that records are pinned to")
        parser.add_argument("new", help="the version that they are to have")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--apply", action="store_true", help="do what was rehearsed last")
        step.add_argument("--undo", action="store_true", help="undo what was applied last")
        parser.add_argument(
            "--operations", metavar="FILE", help="a JSON list of operations to use instead"
        )
        parser.add_argument("--sample", type=int, help="rehearse on so many records alone")
        parser.add_argument(
            "--new-versions",
            action="store_true",
            help="rehearse with a new draft for each published dataset",
        )
        parser.add_argument("--rate", type=int, help="at most so many records a second")
        add_user(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting(options["user"])
        try:
            migration = self._migration(actor, options)
            run = self._run(actor, migration, options)
        except ServiceError as error:
            told = "; ".join(f"{p['pointer']}: {p['detail']}" for p in error.problems[:10])
            raise CommandError(f"{error.detail} {told}".strip()) from None
        self._work(run)
        self._report(actor, migration, run, options["format"])

    def _migration(self, actor: Caller, options: dict[str, Any]) -> Migration:
        migration, _ = propose_migration(
            actor=actor, name=options["schema"], source=options["old"], target=options["new"]
        )
        if options["operations"] is None:
            return migration
        return edit_migration(
            actor=actor,
            migration_id=migration.pk,
            operations=_read(options["operations"]),
            if_match=migration.etag,
        )

    def _run(self, actor: Caller, migration: Migration, options: dict[str, Any]) -> MigrationRun:
        kinds = MigrationRun.Kind
        kind = kinds.RUN if options["apply"] else kinds.UNDO if options["undo"] else kinds.REHEARSAL
        runs = migration.runs.order_by("-pk")
        open_ = runs.filter(kind=kind, state__in=("waiting", "running", "paused")).first()
        if open_ is not None:
            return resume_run(actor=actor, run_id=open_.pk)
        rate = options["rate"]
        if kind == kinds.REHEARSAL:
            published = "new_version" if options["new_versions"] else "leave"
            return rehearse_migration(
                actor=actor,
                migration_id=migration.pk,
                sample=options["sample"],
                published=published,
                rate=rate,
            )
        basis = runs.filter(kind=kinds.RUN if options["undo"] else kinds.REHEARSAL).first()
        if basis is None:
            what = "applied" if options["undo"] else "rehearsed"
            raise CommandError(f"{migration} was not {what} yet")
        if options["undo"]:
            return undo_migration(actor=actor, run_id=basis.pk, rate=rate)
        return run_migration(actor=actor, rehearsal_id=basis.pk, rate=rate)

    def _work(self, run: MigrationRun) -> None:
        """Until it is over, paused, or this process is told to stop."""
        progress = Progress()
        with _stop_sign() as stop:
            while not stop.is_set():
                if not work_once(stop.wait, run_id=run.pk):
                    stop.wait(_LOOK_AGAIN)
                run.refresh_from_db()
                progress(run.kind, run.outcomes.count(), max(run.total, 1))
                if run.is_over or run.state == run.State.PAUSED:
                    return

    def _report(self, actor: Caller, migration: Migration, run: MigrationRun, form: str) -> None:
        failed = MigrationOutcome.State.FAILED
        rows = outcomes_seen(actor, run).filter(state=failed).order_by("pk")[:_LISTED]
        problems = [_problem(row) for row in rows]
        if unseen := hidden(actor, run, failed):
            problems.append(
                Problem(
                    f"{unseen} more {'record' if unseen == 1 else 'records'}",
                    "not migrated, in datasets that you may not read",
                    "ask their owners, or give --user an account that may",
                )
            )
        sentences = [op.sentence() for op in read_operations(migration.operations)]
        more = {"run": str(run.pk), "kind": run.kind, "state": run.state, "reason": run.reason}
        if form == "text":
            for sentence in sentences:
                self.stdout.write(sentence)
        counts = {"records": run.total, **counts_of(run)}
        write_report(self.stdout, form, counts, problems, **more, operations=sentences)


@contextlib.contextmanager
def _stop_sign() -> Iterator[StopSign]:
    """Set by Ctrl-C and SIGTERM: what is at work is finished, and the rest is left for later."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    stop = StopSign()
    stop.listen()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _read(name: str) -> Any:
    try:
        return read_json(Path(name).read_bytes(), max_bytes=RECORD.max_bytes)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from None
    except BadDocument as error:
        raise CommandError(f"{name}: {error}") from None


def _problem(row: MigrationOutcome) -> Problem:
    first = row.problems[0] if row.problems else {"pointer": "", "detail": row.reason}
    return Problem(
        f"{row.dataset.pid}{first['pointer']}",
        first["detail"],
        "change the operations, or the record; it keeps its version until then",
    )
