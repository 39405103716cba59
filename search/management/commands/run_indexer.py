"""`manage.py run_indexer`: keeps the index up with the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from search.chores import Chores
from search.garbage import expect_bursts
from search.indexer import Indexer
from search.lifeline import StopSign, stop_at_end_of


class Command(BaseCommand):
    help = "Bring changes into the search index as they happen, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval",
            type=float,
            default=None,
            help="seconds between looks at the outbox (0.1; with a broker 2)",
        )
        parser.add_argument(
            "--lifeline", type=int, default=None, help="stop when this file descriptor ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = StopSign()
        stop.listen()
        if options["lifeline"] is not None:
            stop_at_end_of(options["lifeline"])
        interval = options["interval"] or (2.0 if settings.CELERY_BROKER_URL else 0.1)
        expect_bursts()
        chores = Chores(interval=1.0, stop=stop).start()
        try:
            Indexer(interval=interval, stop=stop).run()
        finally:
            stop.set()
            if chores is not None:
                chores.join()
