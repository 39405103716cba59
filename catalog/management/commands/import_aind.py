"""`manage.py import_aind FOLDER`: whole data-asset records, with their computations."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.access.caller import Caller
from catalog.errors import ServiceError
from catalog.imports.searchable import bind_assets
from catalog.imports.services import ImportOutcome, import_asset, reason_of, still_dangling
from catalog.management.acting import acting, add_access, add_user
from catalog.management.folders import json_files, write_report
from catalog.management.progress import Progress
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from search.problems import Problem
from search.report import add_format

# A whole asset: ten parts, each of which is held to the limits of a record by itself.
_MAX_BYTES, _MAX_NODES = 50_000_000, 2_000_000


class Command(BaseCommand):
    help = (
        "Import every *.json of FOLDER, each a whole data-asset record: one dataset with a"
        " metadata record a part, and a computation a data process. What is in already stays."
        " Exit status 1 where a record was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder")
        add_access(parser)
        add_user(parser)
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting(options["user"])
        files = json_files(options["folder"])
        progress = Progress()
        try:
            bound = bind_assets(actor=actor)
        except ServiceError as error:
            raise CommandError(f"{error.detail} Name a steward with --user.") from error
        problems = [_other_type(name) for name in bound.skipped]
        done: dict[str, ImportOutcome] = {}
        refused = 0
        for number, path in enumerate(files, start=1):
            result = _import(actor, path, options["access"])
            if isinstance(result, Problem):
                problems.append(result)
                refused += 1
            else:
                done[path.name] = result
                problems += _not_taken(path.name, result)
            progress("Data assets", number, len(files))
        done = _without_healed(done)
        counts = {"records": len(files), **_counts(done), "refused": refused}
        counts |= {"new_properties": bound.properties, "new_bindings": bound.bindings}
        if options["format"] == "text":
            for name, outcome in done.items():
                self._tell(name, outcome)
        assets = [{"file": name, **outcome.as_dict()} for name, outcome in done.items()]
        write_report(self.stdout, options["format"], counts, problems, assets=assets)
        if problems:
            sys.exit(1)

    def _tell(self, name: str, outcome: ImportOutcome) -> None:
        """One record in plain lines: what was taken, what was not and why."""
        version = outcome.dataset.current
        self.stdout.write(f"{name}: {outcome.outcome}: {version.title if version else ''}")
        taken = [f"{each.schema} {each.version}" for each in outcome.records if each.valid]
        runs = sum(outcome.computations.values())
        self.stdout.write(f"    valid: {', '.join(taken) or 'none'}; computations: {runs}")
        for each in outcome.records:
            if not each.valid:
                named = f"{each.schema} {each.version}".strip()
                self.stdout.write(f"    kept unvalidated: {named}: {each.reason}")
        for reference in outcome.dangling:
            self.stdout.write(f"    not in the catalogue yet: {reference}")
        for note in outcome.notes:
            times = f" ({note.times} times)" if note.times > 1 else ""
            self.stdout.write(f"    {note.path or '/'}: {note.what}: {note.why}{times}")


def _import(actor: Caller, path: Path, access: Any) -> ImportOutcome | Problem:
    try:
        raw = read_json(path.read_bytes(), max_bytes=_MAX_BYTES, max_nodes=_MAX_NODES)
        return import_asset(actor=actor, raw=raw, access=access)
    except BadDocument as bad:
        return Problem(path.name, str(bad), "correct the file")
    except OSError as error:
        return Problem(path.name, f"It cannot be read: {error.strerror}.", "make it readable")
    except ServiceError as error:
        return Problem(path.name, reason_of(error), "correct the record, and import it again")


def _without_healed(done: dict[str, ImportOutcome]) -> dict[str, ImportOutcome]:
    """Without the references that a record imported after them has healed."""
    waiting = still_dangling({each for outcome in done.values() for each in outcome.dangling})
    return {
        name: dataclasses.replace(
            outcome, dangling=tuple(each for each in outcome.dangling if each in waiting)
        )
        for name, outcome in done.items()
    }


def _not_taken(name: str, outcome: ImportOutcome) -> list[Problem]:
    return [
        Problem(f"{name}, computation {each.run_id}", each.why, "correct the record's processing")
        for each in outcome.not_taken
    ]


def _other_type(name: str) -> Problem:
    what = f"The catalogue has a property {name!r} of another type; no path was bound to it."
    return Problem(f"property {name}", what, "rename one of the two properties")


def _counts(done: dict[str, ImportOutcome]) -> dict[str, int]:
    outcomes = Counter(outcome.outcome for outcome in done.values())
    runs: Counter[str] = Counter()
    for outcome in done.values():
        runs.update(outcome.computations)
    records = [record for outcome in done.values() for record in outcome.records]
    valid = sum(record.valid for record in records)
    return {
        "created": outcomes["created"],
        "unchanged": outcomes["unchanged"],
        "valid_metadata_records": valid,
        "unvalidated_metadata_records": len(records) - valid,
        "computations_created": runs["created"],
        "computations_updated": runs["updated"],
        "computations_unchanged": runs["unchanged"],
        "dangling_references": len({ref for each in done.values() for ref in each.dangling}),
    }
