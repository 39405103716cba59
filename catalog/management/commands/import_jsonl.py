"""`manage.py import_jsonl FILE --map title=title,…`: flat records, one JSON object a line."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import ServiceError
from catalog.imports.flat import TARGETS, FlatError, parse_map
from catalog.imports.lines import import_lines
from catalog.management.acting import acting, add_access, add_user
from catalog.management.folders import write_report
from catalog.management.progress import Progress
from catalog.schemas.limits import RECORD
from search.problems import MOST_LISTED, Problem
from search.report import add_format

_EVERY = 50


class Command(BaseCommand):
    help = (
        "Import a file of flat records, one JSON object a line, as datasets."
        " A bad line costs only itself; the same file again changes nothing."
        " Exit status 1 where a line was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--map",
            required=True,
            help="which column is which field of a dataset, like title=name,key=id;"
            f" fields: {', '.join(TARGETS)}",
        )
        parser.add_argument(
            "--namespace",
            help="put before the keys, so that two files do not share them (default: the file's"
            " name)",
        )
        add_access(parser)
        add_user(parser)
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            mapping = parse_map(options["map"])
        except FlatError as error:
            raise CommandError(f"--map: {error}") from None
        if not path.is_file():
            raise CommandError(f"{path} is not a file")
        actor = acting(options["user"])
        counts: Counter[str] = Counter()
        problems: list[Problem] = []
        progress = Progress()
        with path.open("rb") as stream:
            done = import_lines(
                actor=actor,
                lines=bounded_lines(stream),
                mapping=mapping,
                namespace=options["namespace"] or path.stem,
                access=options["access"],
            )
            try:
                for line in done:
                    counts[line.outcome] += 1
                    if line.what and len(problems) < MOST_LISTED:
                        place = f"{path.name}, line {line.number}"
                        problems.append(Problem(place, line.what, line.what_to_do))
                    if counts.total() % _EVERY == 0:
                        progress("Lines", counts.total(), 0)
            except ServiceError as error:
                raise CommandError(error.detail) from error
        progress("Lines", counts.total(), counts.total())
        shown = {name: counts[name] for name in ("created", "unchanged", "refused")}
        write_report(self.stdout, options["format"], {"lines": counts.total(), **shown}, problems)
        if counts["refused"]:
            sys.exit(1)


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, of an overlong one only as much as its refusal needs."""
    while line := stream.readline(RECORD.max_bytes + 2):
        rest = line
        while len(rest) > RECORD.max_bytes and not rest.endswith(b"\n"):
            rest = stream.readline(RECORD.max_bytes + 2)
        yield line
