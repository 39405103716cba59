"""What the search library keeps in the database: what is to be indexed, and how far it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxMark(models.Model):
    """`key` of `kind` changed, and the index may not know it yet.

    Written in the transaction of the change itself. `restricting` says that somebody may have lost
    the right to find it: searches leave it out until the mark is drained. `applied` marks were
    drained while a rebuild was running, and wait for the rebuild to replay them.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    restricting = models.BooleanField(default=False)
    applied = models.BooleanField(default=False)
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


class RebuildState(models.Model):
    """At most one row, there while an index is being rebuilt, and after a rebuild that crashed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField()
    host = models.CharField(max_length=255)
    process = models.PositiveIntegerField()
    started = models.DateTimeField(default=timezone.now)
    beat = models.DateTimeField(default=timezone.now)
    done = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="search_rebuild_is_single"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.process} since {self.started:%Y-%m-%d %H:%M:%S}"


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
