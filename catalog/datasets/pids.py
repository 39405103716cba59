"""Minting persistent identifiers."""

from __future__ import annotations

import secrets

from django.conf import settings

# Crockford's base 32 without vowels' look-alikes: no i, l, o, u to misread.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def mint() -> str:
    """A new PID under `settings.PID_BASE`: 12 random characters, 60 bits."""
    return str(settings.PID_BASE) + "".join(
        _ALPHABET[byte % 32] for byte in secrets.token_bytes(12)
    )


def version_pid(pid: str, number: int) -> str:
    """The PID of one published version."""
    return f"{pid}.v{number}"
