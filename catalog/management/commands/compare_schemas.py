"""`manage.py compare_schemas OLD.json NEW.json`: would every old record still be valid?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from catalog.schemas.compare import Comparison, compare
from catalog.schemas.document import parse_schema
from catalog.schemas.limits import SCHEMA
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

EXIT = {"compatible": 0, "breaking": 1, "undecided": 2}
UNUSABLE = 3
_SAID = {
    "compatible": "compatible: every record that is valid before is valid after",
    "breaking": "breaking: this record is valid before and not after",
    "undecided": "undecided: neither a proof nor a record that breaks was found",
}
_PROBLEMS = 10


class Command(BaseCommand):
    help = (
        "Compare two versions of a JSON Schema, without the database. Exit status: 0 compatible,"
        " 1 breaking, 2 undecided, 3 where a file cannot be read or is no usable schema."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", help="the version that records are valid under now")
        parser.add_argument("new", help="the version that is to follow it")
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help='json: {"verdict": …, "changes": […], "witness": …}',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        old, new = (self._read(options[which]) for which in ("old", "new"))
        result = compare(old, new)
        if options["format"] == "json":
            self.stdout.write(json.dumps(result.as_dict(), indent=2, ensure_ascii=False))
        else:
            self._tell(result)
        if EXIT[result.verdict]:
            sys.exit(EXIT[result.verdict])

    def _read(self, name: str) -> dict[str, Any]:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            self._refuse(name, [f"The file cannot be read: {error.strerror}."])
        try:
            content = read_json(
                data,
                max_bytes=SCHEMA.max_bytes,
                max_depth=SCHEMA.max_depth,
                max_nodes=SCHEMA.max_nodes,
            )
            return parse_schema(content).content
        except BadDocument as error:
            self._refuse(
                name, [f"{each.pointer} {each.message}".strip() for each in error.problems]
            )

    def _refuse(self, name: str, sentences: list[str]) -> NoReturn:
        for sentence in sentences[:_PROBLEMS]:
            self.stderr.write(f"{name}: {sentence}")
        if len(sentences) > _PROBLEMS:
            self.stderr.write(f"{name}: and {len(sentences) - _PROBLEMS} more problems.")
        sys.exit(UNUSABLE)

    def _tell(self, result: Comparison) -> None:
        self.stdout.write(_SAID[result.verdict])
        if result.verdict == "breaking":
            self.stdout.write(json.dumps(result.witness, indent=2, ensure_ascii=False))
        for change in result.changes:
            both = (change.old, change.new)
            places = " -> ".join(place or "the root" for place in both if place is not None)
            self.stdout.write(f"{change.effect}: {change.kind}: {places}: {change.reason}")
