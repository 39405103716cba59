"""Datasets, their versions, and the other names that they are known by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText, Revised, Row


class Access(models.TextChoices):
    PRIVATE = "private", "Private: named people"
    INTERNAL = "internal", "Internal: everyone who is signed in"
    DISCOVERABLE = "discoverable", "Discoverable: anyone finds it, files need a grant"
    PUBLIC = "public", "Public"


class Dataset(Revised):
    """A persistent identity. What it is about stands in its versions; `current` is the newest
    that is no draft, or the draft where there is nothing else, and `stage` is its state."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    pid = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.PRIVATE)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="datasets"
    )
    current = models.OneToOneField(
        "catalog.DatasetVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    input_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "key"], condition=~Q(key=""), name="a_key_once_a_creator"
            ),
            models.CheckConstraint(
                condition=Q(access__in=Access.values), name="a_dataset_has_a_known_access_level"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "open", "published", "withdrawn"]),
                name="a_dataset_has_a_known_stage",
            ),
        ]

    def __str__(self) -> str:
        return self.pid


class DatasetVersion(Revised):
    """The descriptive core (DataCite 4.6's model) of a dataset at one time.

    Published, it and its records and files never change again: the database refuses.
    `total_size` in bytes.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        PUBLISHED = "published"

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    pid = models.CharField(max_length=220, null=True, unique=True)
    published_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    license = models.CharField(max_length=100, blank=True)
    keywords = JSONText(default=list)
    creators = JSONText(default=list)
    funding = JSONText(default=list)
    related = JSONText(default=list)
    dates = JSONText(default=dict)
    location = models.CharField(max_length=1000, blank=True)
    file_count = models.PositiveIntegerField(default=0)
    total_size = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["dataset_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="a_number_once_a_dataset"),
            models.UniqueConstraint(
                fields=["dataset"],
                condition=~Q(state="published"),
                name="one_unpublished_version_a_dataset",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(pid__isnull=False, published_at__isnull=False),
                name="a_published_version_has_pid_and_date",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_version_has_a_title"),
        ]
        indexes = [
            models.Index(
                fields=["modified"], condition=Q(state="draft"), name="drafts_of_versions_by_age"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"


class Identifier(Row):
    """Another name of a dataset: what a computation may call it by."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="identifiers")
    value = models.CharField(max_length=500, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "value"], name="a_name_once_a_dataset"),
        ]

    def __str__(self) -> str:
        return self.value


class Tombstone(Row):
    """What stays at the address of a withdrawn dataset."""

    dataset = models.OneToOneField(Dataset, on_delete=models.PROTECT, related_name="tombstone")
    pid = models.CharField(max_length=200)
    citation = models.TextField()
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.citation
