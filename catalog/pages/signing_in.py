"""The sign-in form, slow for those who guess."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

_RATE = re.compile(r"(\d+)/(s|sec|second|m|min|minute|h|hour|d|day)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class SignInForm(AuthenticationForm):
    """At most so many attempts of one address, and of one name, as THROTTLE_LOGIN says."""

    error_messages = {
        "invalid_login": "The user name and the password do not fit together. Both mind capitals.",
        "inactive": "This account is switched off. Ask an administrator.",
    }

    def clean(self) -> dict[str, Any]:
        limit, seconds = _rate()
        counters = [
            _key("address", address_of(self.request)),
            _key("name", self.data.get("username", "")),
        ]
        if any(_count(counter, seconds) > limit for counter in counters):
            raise ValidationError(
                "Too many attempts. Wait a minute and try again.", code="too_many"
            )
        cleaned = super().clean()
        # Who got in was not guessing.
        cache.delete_many(counters)
        return cleaned


def _rate() -> tuple[int, int]:
    match = _RATE.fullmatch(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["login"])
    return (int(match[1]), _SECONDS[match[2][0]]) if match else (20, 60)


def _key(kind: str, value: object) -> str:
    return f"sign-in:{kind}:{str(value).casefold()[:150].encode().hex()}"


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it lapsed between the two calls
        return 1


def address_of(request: HttpRequest | None) -> str:
    """The caller's address; behind trusted proxies, the one that the outermost of them saw."""
    if request is None:
        return ""
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"] or 0
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(seen) >= proxies and seen[-proxies]:
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
