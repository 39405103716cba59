"""The audit trail: append-only in the database itself, each entry chained to the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models.base import JSONText


class AuditEntry(models.Model):
    """`hash` is SHA-256 over this entry and `previous`, so a changed or missing entry shows.

    Entries outlive what they tell of, so the object is named, not referenced.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    details = JSONText(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_of_an_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class AuditHead(models.Model):
    """One row: the end of the chain. Whoever appends locks it, so there is one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="the_chain_has_one_head"),
        ]

    def __str__(self) -> str:
        return self.hash
