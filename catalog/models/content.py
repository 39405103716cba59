"""What a dataset version holds: metadata records and files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText, Revised, Row
from catalog.models.dataset import DatasetVersion
from catalog.models.schema import SchemaVersion


class MetadataRecord(Revised):
    """One record per schema, pinned to the schema version that it passed.

    One that was not validated is kept with the reason: its schema version is not registered, or
    it does not pass.
    """

    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="records")
    schema_name = models.CharField(max_length=100)
    named_version = models.CharField(max_length=64, blank=True)
    schema_version = models.ForeignKey(
        SchemaVersion, null=True, on_delete=models.PROTECT, related_name="records"
    )
    valid = models.BooleanField()
    reason = models.TextField(blank=True)
    content = JSONText()
    digest = models.CharField(max_length=64)

    class Meta:
        # A migration goes through the records of one schema version by key.
        indexes = [
            models.Index(fields=["schema_version", "id"], name="records_of_a_schema_version")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "schema_name"], name="one_record_a_schema_and_version"
            ),
            models.CheckConstraint(
                condition=Q(valid=False) | Q(schema_version__isnull=False),
                name="a_valid_record_is_pinned",
            ),
            models.CheckConstraint(
                condition=Q(valid=True) | ~Q(reason=""), name="an_unvalidated_record_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schema_name} of {self.version_id}"


class File(Row):
    """One object of the manifest. `size` in bytes, `sha256` 64 lower-case hex digits or ""."""

    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1024)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=127, blank=True)
    uri = models.CharField(max_length=2048, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="a_path_once_a_version"),
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gte=0), name="a_size_is_not_negative"
            ),
            models.CheckConstraint(condition=~Q(path=""), name="a_file_has_a_path"),
        ]
        indexes = [
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="catalog_file_by_digest"),
        ]

    def __str__(self) -> str:
        return self.path
