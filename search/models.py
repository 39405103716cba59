"""What the search library keeps in the database: what is to be indexed, and how far it is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxMark(models.Model):
    """`key` of `kind` changed, and the index may not know it yet.

    Written in the transaction of the change itself. `restricting` says that somebody may have lost
    the right to find it: searches leave it out until the mark is drained. `applied` marks were
    drained while a rebuild was running, and wait for the rebuild to replay them. `prompt` ones are
    of a change of few things, as people make it: they do not wait for thousands that came before.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    restricting = models.BooleanField(default=False)
    applied = models.BooleanField(default=False)
    prompt = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(key=""), name="search_mark_names_something"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(applied=False), name="search_mark_pending"),
            models.Index(
                fields=["id"], condition=Q(applied=False, prompt=True), name="search_mark_prompt"
            ),
            models.Index(
                fields=["key"],
                condition=Q(applied=False, restricting=True),
                name="search_mark_restricting",
            ),
            models.Index(fields=["id"], condition=Q(applied=True), name="search_mark_applied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DeadLetter(models.Model):
    """A document that could not be built or indexed; a later success removes it."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    reason = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=1)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="search_dead_letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.reason}"


class Clock(models.Model):
    """One row: the highest version given out. `search.clock` is its only writer."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="search_clock_is_single"),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Purpose(models.TextChoices):
    """What a rebuild is for: a new index, or the way back to the former one."""

    REBUILD = "rebuild"
    ROLLBACK = "rollback"


class Wish(models.TextChoices):
    """What an operator wants of a rebuild."""

    RUN = "run"
    PAUSE = "pause"
    CANCEL = "cancel"


class RebuildState(models.Model):
    """At most one row: a rebuild or a way back that is wanted, under way, paused or broken off.

    `host` and `process` are whose turn it is, "" and 0 where it is nobody's. Every key of the kinds
    before `kind`, and of `kind` up to `after`, is durably in the index `generation`. `done` of
    `total` documents are. While the row is there, drained marks are kept for the new index.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.REBUILD)
    wish = models.CharField(max_length=10, choices=Wish, default=Wish.RUN)
    token = models.UUIDField(default=uuid.uuid4)
    host = models.CharField(max_length=255, blank=True, default="")
    process = models.PositiveIntegerField(default=0)
    started = models.DateTimeField(default=timezone.now)
    beat = models.DateTimeField(default=timezone.now)
    generation = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    after = models.CharField(max_length=64, blank=True, default="")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="search_rebuild_is_single"),
        ]

    def __str__(self) -> str:
        whose = f"{self.host}:{self.process}" if self.process else "nobody"
        return f"{whose} since {self.started:%Y-%m-%d %H:%M:%S}"


class DriftState(models.Model):
    """One row: where the sampling of `search.drift` is, and what it and complete checks found.

    The rotation over the database is at `after` in `kind`; the next sample is `due`. `compared`,
    `found` and `rounds` only grow. A complete check is `wanted`; the last one ended at `checked`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=40, blank=True, default="")
    after = models.CharField(max_length=64, blank=True, default="")
    due = models.DateTimeField(default=timezone.now)
    compared = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    rounds = models.PositiveBigIntegerField(default=0)
    last_found = models.DateTimeField(null=True, blank=True)
    finding = models.TextField(blank=True, default="")
    wanted = models.BooleanField(default=False)
    checked = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="search_drift_is_single"),
        ]

    def __str__(self) -> str:
        return f"{self.found} of {self.compared} compared"


class PreviousIndex(models.Model):
    """At most one row: the index that the present one replaced, kept to go back to.

    Up to `since` it took in every change; `MissedChange` has what changed after that."""

    id = models.BigAutoField(primary_key=True)
    generation = models.CharField(max_length=300)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.generation


class MissedChange(models.Model):
    """`key` changed since the index of this `PreviousIndex` was replaced. No foreign key: rows of
    one that is gone are removed later, in small portions."""

    id = models.BigAutoField(primary_key=True)
    previous = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["previous", "kind", "key"], name="search_missed_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Embedding(models.Model):
    """The vector that `model` gives to the text of this digest. Kept so that an index can be made
    anew without computing any; texts that many documents share are computed once."""

    id = models.BigAutoField(primary_key=True)
    model = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    halves = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "digest"], name="search_embedding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.digest}"


class EmbeddingTask(models.Model):
    """The text of this document has no vector yet. `claimed`: since when somebody computes it."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    claimed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="search_embedding_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EmbeddingState(models.Model):
    """One row: every document has a vector of `model`, or a task. `has_former`: vectors of other
    models may be left."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    model = models.CharField(max_length=16)
    has_former = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="search_embedding_state_is_single"),
        ]

    def __str__(self) -> str:
        return self.model
