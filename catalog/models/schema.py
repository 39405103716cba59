"""Schemas, their versions, and the properties that their paths are bound to."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from catalog.models.base import JSONText, Revised, Row

NAME = r"^[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9_-]*$"
VERSION = r"^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$"


class Schema(Row):
    """A named JSON Schema, e.g. `aind/session`; what it says is in its versions."""

    name = models.CharField(max_length=100, unique=True, validators=[RegexValidator(NAME)])
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class SchemaVersion(Revised):
    """One version (semver) of a schema. Once published, the database refuses to change it.

    draft → published → deprecated (there is something better) → retired (no record is pinned to
    it any more; those that are stay valid). `state_reason` and `successor` say why and what
    instead; `waiver` why it was published under a number that the verdict does not allow.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        DEPRECATED = "deprecated"
        RETIRED = "retired"

    schema = models.ForeignKey(Schema, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=32, validators=[RegexValidator(VERSION)])
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    dialect = models.CharField(max_length=100)
    content = JSONText()
    digest = models.CharField(max_length=64)
    repairs = JSONText(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    published_at = models.DateTimeField(null=True)
    state_reason = models.TextField(blank=True, default="")
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    waiver = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["schema_id", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(fields=["schema", "version"], name="a_version_once_a_schema"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="a_published_schema_version_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schema.name} {self.version}"


class SchemaReference(Row):
    """`source` refers to `target` by `address`, as its document spells it.

    Kept, so that what a document means does not depend on where the catalogue is served.
    """

    source = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="references")
    target = models.ForeignKey(SchemaVersion, on_delete=models.PROTECT, related_name="referrers")
    address = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "address"], name="an_address_once_a_schema"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.address}"


class Property(Row):
    """A searchable, typed field of the catalogue.

    `declared`: a steward or a published schema named it; only such names are listed and hinted
    at, because a name that merely occurred in somebody's private record is that record's content.
    `vocabulary` is the name of the one that its values are terms of, or empty.
    """

    class Type(models.TextChoices):
        KEYWORD = "keyword"
        NUMBER = "number"
        DATE = "date"
        TEXT = "text"

    name = models.CharField(max_length=300)
    type = models.CharField(max_length=7, choices=Type.choices)
    label = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=30, blank=True)
    iri = models.URLField(max_length=500, blank=True)
    facetable = models.BooleanField(default=True)
    sortable = models.BooleanField(default=True)
    declared = models.BooleanField(default=False)
    vocabulary = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "properties"
        constraints = [
            models.UniqueConstraint(fields=["name", "type"], name="a_property_once_a_type"),
            models.CheckConstraint(
                condition=models.Q(type__in=["keyword", "number", "date", "text"]),
                name="a_property_has_a_known_type",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name


class Binding(Row):
    """A path of a schema (dotted, without array indexes, in all its versions) is a property."""

    schema = models.ForeignKey(Schema, on_delete=models.CASCADE, related_name="bindings")
    path = models.CharField(max_length=500)
    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="bindings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schema", "path"], name="a_path_is_bound_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path} → {self.property_id}"


class PropertyAlias(models.Model):
    """Names of one `group` mean each other in searches: a renamed field, merged properties."""

    name = models.CharField(max_length=300, unique=True)
    group = models.UUIDField(db_index=True)

    class Meta:
        verbose_name_plural = "property aliases"

    def __str__(self) -> str:
        return self.name
