"""Chance that falls the same way each time: everything invented comes out of a name."""

from __future__ import annotations

import hashlib
import random


def chance(*parts: object) -> random.Random:
    """A generator of its own for each name, so that adding one thing changes no other."""
    return random.Random("/".join(str(part) for part in ("icb", *parts)))


def sha256(*parts: object) -> str:
    """64 hex digits."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def commit(*parts: object) -> str:
    """40 hex digits, as of a git commit."""
    return sha256("commit", *parts)[:40]


def orcid(number: int) -> str:
    """An iD of the right form and check digit (ISO 7064 MOD 11-2) that nobody was given."""
    digits = f"00090099{number:07d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))
