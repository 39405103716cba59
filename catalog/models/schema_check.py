"""The records' word on a new schema version: each is validated against it, in the background."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.base import JSONText, Row
from catalog.models.content import MetadataRecord
from catalog.models.schema import SchemaVersion


class SchemaCheck(Row):
    """One pass over the records of a schema.

    `digest` is that of the bundled `new` when the check began: it says nothing of a later edit.
    `counts`: {version that records are pinned to: [checked, offending]}. `causes`: [{schema_path,
    keyword, records}], the places of `new` that refused records; no value of a record is in it.
    `cursor` is the last record looked at. A worker's claim ends by itself at `claimed_until`.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        STALE = "stale"

    old = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="checks_from")
    new = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="checks")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    offending = models.PositiveIntegerField(default=0)
    counts = JSONText(default=dict)
    causes = JSONText(default=list)
    cursor = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offending__lte=F("checked")), name="only_checked_records_offend"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}: {self.state}"


class SchemaCheckFinding(Row):
    """A record that the new version refuses. `problems`: the first few, as the API tells them."""

    check_run = models.ForeignKey(SchemaCheck, on_delete=models.CASCADE, related_name="findings")
    record = models.ForeignKey(MetadataRecord, on_delete=models.CASCADE, related_name="+")
    problems = JSONText()
    problem_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_run", "record"], name="a_record_offends_once_a_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} in {self.check_run_id}"
