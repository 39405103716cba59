"""Computations and the edges between them and dataset versions (W3C PROV: used, generated)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.base import JSONText, Revised, Row
from catalog.models.dataset import DatasetVersion


class Computation(Revised):
    """One run; (`source`, `run_id`) identifies it among those of its reporter."""

    class Status(models.TextChoices):
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        ABORTED = "aborted"

    source = models.CharField(max_length=100)
    run_id = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    repository = models.CharField(max_length=500, blank=True)
    commit = models.CharField(max_length=100, blank=True)
    software_version = models.CharField(max_length=100, blank=True)
    path = models.CharField(max_length=500, blank=True)
    image = models.CharField(max_length=500, blank=True)
    image_digest = models.CharField(max_length=200, blank=True)
    parameters = JSONText(default=dict)
    agent = models.CharField(max_length=300, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="computations"
    )
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.SUCCEEDED)
    input_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "source", "run_id"], name="a_run_once_a_reporter"
            ),
            models.CheckConstraint(
                condition=Q(started__isnull=True)
                | Q(ended__isnull=True)
                | Q(ended__gte=F("started")),
                name="a_run_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["running", "succeeded", "failed", "aborted"]),
                name="a_run_has_a_known_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source} {self.run_id})"


class Edge(Row):
    """One *used* or *generated*. Without a `version` the reference dangles: nobody registered a
    dataset of that name yet (or the reporter may not see it)."""

    class Direction(models.TextChoices):
        USED = "used"
        GENERATED = "generated"

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="edges")
    direction = models.CharField(max_length=9, choices=Direction.choices)
    role = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=500)
    version = models.ForeignKey(
        DatasetVersion, null=True, on_delete=models.PROTECT, related_name="edges"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["reference"], condition=Q(version__isnull=True), name="dangling_references"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["computation", "direction", "reference"], name="a_reference_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["used", "generated"]), name="an_edge_has_a_direction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.computation_id} {self.direction} {self.reference}"
