"""How often one caller may ask."""

from __future__ import annotations

import contextlib
import hashlib
import math
import time
from typing import TYPE_CHECKING, Any

import structlog
from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request

log = structlog.get_logger("holotype.throttle")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class CallerThrottle(BaseThrottle):
    """A count per caller and fixed window: one addition a request, however high the rate.

    Callers are anonymous addresses, users and tokens, each with a rate of its own. The counts are
    in Django's cache: shared by all processes with CACHE_URL (Redis), else each web worker
    counts for itself. A cache that is away lets everybody pass.
    """

    _wait = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        kind, who = self._caller(request)
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(kind)
        if not rate:
            return True
        most, seconds = parsed(str(rate))
        now = time.time()
        window = math.floor(now / seconds)
        self._wait = (window + 1) * seconds - now
        return _counted(f"throttle:{kind}:{who}:{window}", seconds) <= most

    def wait(self) -> float:
        return max(self._wait, 1.0)

    def _caller(self, request: Request) -> tuple[str, str]:
        user = request.user
        if not user.is_authenticated:
            # Part of it may come from a header, and may hold anything.
            address = str(self.get_ident(request))
            return "anonymous", hashlib.sha256(address.encode(errors="replace")).hexdigest()
        if token := getattr(user, "token_id", None):
            return "token", str(token)
        return "user", str(user.pk)


def parsed(rate: str) -> tuple[int, int]:
    """Requests and seconds of a rate such as "600/min"."""
    count, _, period = rate.partition("/")
    return int(count), _SECONDS[period[0].lower()]


def _counted(key: str, seconds: int) -> int:
    try:
        with contextlib.suppress(ValueError):  # the first in its window
            return int(cache.incr(key))
        cache.add(key, 0, timeout=2 * seconds)
        return int(cache.incr(key))
    except Exception as error:
        log.warning("the cache does not answer; nobody is throttled", error=str(error))
        return 0
