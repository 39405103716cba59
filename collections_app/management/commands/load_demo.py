"""`manage.py load_demo`: the demo institute, with its logins."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.demo.people import INSTITUTE, PEOPLE
from catalog.errors import ServiceError
from catalog.management.progress import Progress
from collections_app.demo import Loaded, load_demo
from search.drain import drain
from search.engines.base import EngineDown
from search.reindex import ensure_index
from search.report import add_format


class Command(BaseCommand):
    help = "Fill the catalogue with a small institute that does not exist. For trying things out."

    def add_arguments(self, parser: CommandParser) -> None:
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "the demo has logins whose passwords everybody can read: it is not loaded with"
                " HOLOTYPE_PROFILE=production"
            )
        try:
            loaded = load_demo(progress=Progress())
        except ServiceError as error:
            raise CommandError(
                f"the demo could not be loaded: {error.detail} {error.problems or ''}"
                " Start with another HOLOTYPE_HOME to have it anew."
            ) from error
        if not loaded.already:
            _index()
        if options["format"] == "json":
            self.stdout.write(json.dumps(_as_json(loaded), indent=2, ensure_ascii=False))
            return
        self.stdout.write(_sentence(loaded))
        self.stdout.write("Logins, for this demo only (as first set; change them as you like):")
        for person in PEOPLE:
            self.stdout.write(
                f"  {person.username:<8} {person.password:<17} {person.name}, {person.does}"
            )


def _index() -> None:
    """So that the first search after the first start finds something; else the indexer does it."""
    with contextlib.suppress(EngineDown):
        ensure_index()
        while drain().marks:
            pass


def _counts(loaded: Loaded) -> dict[str, int]:
    counts = dataclasses.asdict(loaded)
    del counts["already"]
    return counts


def _sentence(loaded: Loaded) -> str:
    if loaded.already:
        return f"The demo is already loaded ({INSTITUTE}); nothing was changed."
    listed = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in _counts(loaded).items()
    )
    return f"{INSTITUTE}: {listed}."


def _as_json(loaded: Loaded) -> dict[str, Any]:
    logins = [
        {"username": person.username, "password": person.password, "about": person.does}
        for person in PEOPLE
    ]
    return {
        "counts": _counts(loaded),
        "already_loaded": loaded.already,
        "problems": [],
        "logins": logins,
    }
