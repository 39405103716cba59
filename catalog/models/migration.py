"""Migrations of records between two versions of a schema, their runs, and what came of each
record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText, Revised, Row
from catalog.models.dataset import Dataset, DatasetVersion
from catalog.models.schema import Schema, SchemaVersion


class Migration(Revised):
    """The operations from `source` to `target`.

    `draft` where something is wrong or undecided, else `ready`. Once it has changed a record it is
    `frozen`, and an edit makes the next `number`.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        READY = "ready"
        FROZEN = "frozen"

    schema = models.ForeignKey(Schema, on_delete=models.CASCADE, related_name="migrations")
    source = models.ForeignKey(SchemaVersion, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(SchemaVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    operations = JSONText(default=list)
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "number"], name="a_migration_once_a_number"
            ),
            models.UniqueConstraint(
                fields=["source", "target"],
                condition=~Q(state="frozen"),
                name="one_migration_that_can_be_edited",
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="a_migration_goes_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ready", "frozen"]),
                name="a_migration_has_a_known_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schema.name} {self.source.version} → {self.target.version}"


class MigrationRun(Row):
    """One pass over the records that are pinned to the source (an undo: over what a run did).

    `scope` is {} for all records, {"sample": n} or {"datasets": [ids]}. `rate` is the most records
    a second. `cursor` is the last key that was looked at. `worker` has it until `claimed_until`.
    `digest` is that of the operations; `basis` the rehearsal of a run, or the run of an undo.
    """

    class Kind(models.TextChoices):
        REHEARSAL = "rehearsal"
        RUN = "run"
        UNDO = "undo"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        FINISHED = "finished"
        CANCELLED = "cancelled"

    class Published(models.TextChoices):
        LEAVE = "leave"
        NEW_VERSION = "new_version"

    migration = models.ForeignKey(Migration, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    scope = JSONText(default=dict)
    published = models.CharField(max_length=11, choices=Published.choices, default=Published.LEAVE)
    rate = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    basis = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    reason = models.TextField(blank=True)
    worker = models.CharField(max_length=300, blank=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["migration"],
                condition=Q(state__in=["waiting", "running", "paused"]),
                name="one_run_of_a_migration_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["rehearsal", "run", "undo"]), name="a_run_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "paused", "finished", "cancelled"]),
                name="a_run_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(kind="rehearsal") | Q(basis__isnull=False),
                name="what_changes_records_says_what_it_rests_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.migration_id}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.FINISHED, self.State.CANCELLED)


class MigrationOutcome(Row):
    """What a run did with one record; written in the transaction that did it, so once.

    `record` is the row that was looked at and `result` the one that was changed: another where a
    published version got a successor. `before` is what a run replaced, kept for its undo; the
    digests are those of the content before and after. `edited`: somebody changed the record
    between rehearsal and run. `problems` are the first few, as {"pointer", "keyword",
    "schema_path", "detail"}.
    """

    class State(models.TextChoices):
        MIGRATED = "migrated"
        FAILED = "failed"
        LEFT = "left"

    run = models.ForeignKey(MigrationRun, on_delete=models.CASCADE, related_name="outcomes")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="+")
    record = models.UUIDField()
    result = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    problems = JSONText(default=list)
    before = JSONText(null=True)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "state", "id"], name="outcomes_of_a_run")]
        constraints = [
            models.UniqueConstraint(fields=["run", "record"], name="a_record_once_a_run"),
            models.CheckConstraint(
                condition=Q(state__in=["migrated", "failed", "left"]),
                name="an_outcome_has_a_known_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.state}"
