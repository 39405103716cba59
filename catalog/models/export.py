"""Exports of search results that take longer than a request."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText, Row


class ExportJob(Row):
    """`query` is the search's address after the question mark, `columns` names of properties.

    `total` results were found at the start, of which `done` are read, up to the id `reached`; the
    file has `rows` rows in `written` bytes so far. Who works on it has claimed it for a while.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        EXPIRED = "expired"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    scopes = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=20)
    columns = JSONText(default=list)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    total = models.PositiveBigIntegerField()
    done = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)
    reached = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    claimed_until = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "expired"]),
                name="an_export_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="a_failed_export_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished__isnull=False, expires__isnull=False),
                name="a_finished_export_expires",
            ),
        ]
        indexes = [
            models.Index(
                fields=["modified"],
                condition=Q(state__in=["waiting", "running"]),
                name="catalog_export_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.query or 'everything'}"
