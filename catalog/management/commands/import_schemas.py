"""`manage.py import_schemas FOLDER`: register and publish the JSON Schemas of a folder."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.access.caller import Caller
from catalog.errors import ServiceError
from catalog.imports.clone import (
    import_state,
    import_vocabulary_file,
    schemas_of,
    states_of,
    vocabularies_of,
)
from catalog.imports.schema_files import Diagnosis, SchemaFile, import_schema
from catalog.management.acting import acting, add_user
from catalog.management.folders import json_files, write_report
from search.problems import Problem
from search.report import add_format


class Command(BaseCommand):
    help = (
        "Register and publish every *.json of FOLDER as a schema version, or what is in FOLDER"
        " where it is a clone of a catalogue's repository: vocabularies, schemas, and which of"
        " them are deprecated or retired."
        " Exit status 1 where one was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder")
        parser.add_argument(
            "--repair",
            action="store_true",
            help="mend what is no valid JSON Schema where that can be done, and keep what changed",
        )
        add_user(parser)
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting(options["user"])
        folder = Path(options["folder"])
        shelves = vocabularies_of(folder)
        files: dict[Path, tuple[str, str] | None] = {**schemas_of(folder)}
        if not files and not shelves:
            files = dict.fromkeys(json_files(options["folder"]))
        # Schemas name versions of vocabularies, and states are those of schemas.
        done = {
            _shown(path, named): self._done(
                path, partial(import_vocabulary_file, actor=actor, named=named, path=path)
            )
            for path, named in shelves.items()
        }
        # A schema may refer to one whose file comes later: again, as long as that helps.
        waiting = files
        while waiting:
            for path, named in waiting.items():
                done[_shown(path, named)] = self._import(actor, path, named, options["repair"])
            refused = {
                path: named
                for path, named in waiting.items()
                if done[_shown(path, named)].outcome == "refused"
            }
            waiting = refused if len(refused) < len(waiting) else {}
        for path, named in states_of(folder).items():
            done[_shown(path, named)] = self._done(
                path, partial(import_state, actor=actor, named=named, path=path)
            )
        if options["format"] == "text":
            for name, result in done.items():
                self._tell(name, result)
        self._report(options["format"], done)

    def _import(
        self, actor: Caller, path: Path, named: tuple[str, str] | None, repaired: bool
    ) -> SchemaFile:
        return self._done(
            path,
            lambda: import_schema(
                actor=actor, stem=path.stem, data=path.read_bytes(), repaired=repaired, named=named
            ),
        )

    def _done(self, path: Path, work: Callable[[], SchemaFile]) -> SchemaFile:
        try:
            return work()
        except OSError as error:
            return _unreadable(path, error)
        except ServiceError as error:
            raise CommandError(error.detail) from error

    def _tell(self, name: str, result: SchemaFile) -> None:
        what = f"{result.name} {result.version}".strip() or "not registered"
        self.stdout.write(f"{name}: {what}: {result.outcome}")
        for change in result.repairs:
            self.stdout.write(f"    repaired {change['pointer']}: {change['why']}")

    def _report(self, form: str, done: dict[str, SchemaFile]) -> None:
        outcomes = Counter(result.outcome for result in done.values())
        counts = {
            "files": len(done),
            "created": outcomes["created"],
            "unchanged": outcomes["unchanged"],
            "refused": outcomes["refused"],
            "repairs": sum(len(result.repairs) for result in done.values()),
        }
        problems = [
            Problem(f"{name}#{each.pointer}", each.what, each.what_to_do)
            for name, result in done.items()
            for each in result.problems
        ]
        schemas = [_as_json(name, result) for name, result in done.items()]
        write_report(self.stdout, form, counts, problems, schemas=schemas)
        if problems:
            sys.exit(1)


def _shown(path: Path, named: tuple[str, str] | None) -> str:
    return f"{named[0]}/{path.name}" if named else path.name


def _unreadable(path: Path, error: OSError) -> SchemaFile:
    what = f"The file cannot be read: {error.strerror}."
    return SchemaFile("refused", problems=(Diagnosis("", what, f"make {path.name} readable"),))


def _as_json(name: str, result: SchemaFile) -> dict[str, Any]:
    described = dataclasses.asdict(result)
    del described["problems"]
    return {"file": name, **described, "repairs": list(result.repairs)}
