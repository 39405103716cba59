"""`manage.py serve`: the web server and the indexer, under one command."""

from __future__ import annotations

import socket
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.serving.listener import AddressTaken, listen_on, listener_of
from catalog.serving.supervisor import Supervisor
from catalog.serving.web import WebServer
from search.lifeline import StopSign, stop_at_end_of
from search.measuring import begin_anew


class Command(BaseCommand):
    help = "Serve the catalogue: web server and indexer together; one Ctrl-C stops both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-indexer", action="store_true", help="the web server alone (indexer elsewhere)"
        )
        parser.add_argument(
            "--max-requests", type=int, default=0, help="renew a worker after so many; 0: never"
        )
        parser.add_argument(
            "--listener", type=int, default=None, help="file descriptor of a bound socket"
        )
        parser.add_argument(
            "--lifeline", type=int, default=None, help="stop when this file descriptor ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        listener = options["listener"]
        try:
            bound = listener_of(listener) if listener is not None else _listen()
        except AddressTaken as taken:
            raise CommandError(str(taken)) from None
        if options["no_indexer"]:
            if options["lifeline"] is not None:
                stop_at_end_of(options["lifeline"])
            begin_anew()
            WebServer(bound, max_requests=options["max_requests"]).run()
            return
        if not getattr(staticfiles_storage, "hashed_files", True):
            self.stderr.write(
                "No page can be shown: run manage.py collectstatic --no-input, then this."
            )
        stop = StopSign()
        stop.listen()
        supervisor = Supervisor(bound, max_requests=options["max_requests"], say=self._say)
        if not supervisor.run(stop):
            raise CommandError("the web server ended by itself; its log says why")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _listen() -> socket.socket:
    return listen_on(settings.BIND, settings.PORT)
