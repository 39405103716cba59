"""`manage.py create_token USER --scope write`: a token for scripts."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.access.caller import ALL_SCOPES, caller_of
from catalog.access.tokens import create_token
from catalog.errors import ServiceError
from catalog.models import User


class Command(BaseCommand):
    help = "Print a new token of USER, to be sent as `Authorization: Bearer …`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("--scope", action="append", choices=sorted(ALL_SCOPES), default=[])
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, help="days until it expires (default: never)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"there is no active user {options['user']!r}")
        days = options["days"]
        try:
            _, secret = create_token(
                actor=caller_of(user),
                name=options["name"],
                scopes=frozenset(options["scope"] or ["read"]),
                expires=timezone.now() + dt.timedelta(days=days) if days else None,
            )
        except ServiceError as error:
            raise CommandError(f"{error.detail} {error.problems or ''}") from error
        self.stdout.write(secret)
