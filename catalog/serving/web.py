"""Gunicorn, configured from Django's settings."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from catalog.serving.even import EvenWorker, give_up_place, take_place
from search.engine import reset_engine

_MEMORY = Path("/dev/shm")


class StructuredLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own messages go where the application's go; requests are logged by it already."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class WebServer(BaseApplication):  # type: ignore[misc]
    """Bodies are streamed in both directions: nothing here reads a request before the view does."""

    def __init__(self, listener: socket.socket, *, max_requests: int = 0) -> None:
        self._listener = listener
        self._max_requests = max_requests
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._configuration().items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_internal_wsgi_application()

    def _configuration(self) -> dict[str, Any]:
        proxied = settings.REST_FRAMEWORK.get("NUM_PROXIES") or 0
        return {
            "bind": f"fd://{self._listener.fileno()}",
            "worker_class": EvenWorker,
            "workers": settings.WEB_WORKERS,
            "threads": settings.WEB_THREADS,
            # Loaded once and shared by fork; what must not be shared is closed before it.
            "preload_app": True,
            "pre_fork": _before_a_fork,
            "child_exit": give_up_place,
            "max_requests": self._max_requests,
            "max_requests_jitter": self._max_requests // 10,
            # Of a worker that hangs, not of a request: threads may stream for hours.
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "limit_request_line": 8190,
            "limit_request_fields": 100,
            "limit_request_field_size": 8190,
            # Who may say that a request came by https, or from elsewhere.
            "forwarded_allow_ips": "*" if proxied else "",
            "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
            "control_socket_disable": True,
            "logger_class": StructuredLogger,
            "accesslog": None,
            "proc_name": "holotype",
        }


def _before_a_fork(server: Any, worker: Any) -> None:
    take_place(server, worker)
    connections.close_all()  # a fork would break what they share
    reset_engine()
