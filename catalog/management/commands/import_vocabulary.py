"""`manage.py import_vocabulary FILE NAME VERSION`: terms from CSV, OBO or SKOS."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import Invalid, ServiceError
from catalog.management.acting import acting, add_user
from catalog.schemas.vocabularies.edit import Imported, import_vocabulary, publish_vocabulary
from catalog.schemas.vocabularies.formats.table import ENDINGS, FORMATS, read_terms
from search.problems import Problem
from search.report import add_format, write

_ADVICE = "mend the file, then give the command again"


class Command(BaseCommand):
    help = "Import a vocabulary. Exit status 1 where it was refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("name", help="a namespace and a name: icb/regions")
        parser.add_argument("version", help="semantic: 1.0.3")
        parser.add_argument("--as", dest="spelling", choices=FORMATS, help="by default its ending")
        parser.add_argument("--title", default="")
        parser.add_argument("--publish", action="store_true", help="freeze the version as well")
        parser.add_argument(
            "--rehearse", action="store_true", help="check and count; store nothing"
        )
        add_user(parser)
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting(options["user"])
        try:
            done = import_vocabulary(
                actor=actor,
                name=options["name"],
                version=options["version"],
                title=options["title"],
                terms=read_terms(*_file(options)),
                rehearse=options["rehearse"],
            )
            if options["publish"] and done.version is not None:
                publish_vocabulary(actor=actor, name=options["name"], version=options["version"])
        except Invalid as refused:
            problems = [
                Problem(str(each["pointer"]), str(each["detail"]), _ADVICE)
                for each in refused.problems
            ]
            write(self.stdout, options["format"], {}, problems)
            sys.exit(1)
        except ServiceError as error:
            raise CommandError(error.detail) from error
        write(self.stdout, options["format"], _counts(done), [])


def _file(options: dict[str, Any]) -> tuple[str, str]:
    path = Path(options["file"])
    spelling = options["spelling"] or ENDINGS.get(path.suffix.lower())
    if spelling is None:
        raise CommandError(f"{path.name}: say what it is with --as ({', '.join(FORMATS)})")
    try:
        return path.read_text(encoding="utf-8"), spelling
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path.name} cannot be read: {error}") from None


def _counts(done: Imported) -> dict[str, int]:
    return {
        "terms": done.terms,
        "added": done.added,
        "changed": done.changed,
        "removed": done.removed,
    }
