"""Tokens for scripts: only a digest is kept, the secret is shown once."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models

from catalog.models.base import Row


class ApiToken(Row):
    """`scopes` is a space-separated subset of read, write, steward; `prefix` is what lists show."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=60, default="read")
    expires = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest_of(secret: str) -> str:
        """SHA-256: a token has 256 random bits, so a slow password hash would add nothing."""
        return hashlib.sha256(secret.encode()).hexdigest()
